import type { MutationResolvers } from "../__generated__/resolvers.ts";
import { createCategory } from "../actions/createCategory.ts";
import { createProduct } from "../actions/createProduct.ts";
import { setPrice } from "../actions/setPrice.ts";
import { setPublication } from "../actions/setPublication.ts";
import { updateProduct } from "../actions/updateProduct.ts";

export const Mutation: MutationResolvers = {
  createProduct: (_, { input }, { run }) => run(createProduct, input),
  updateProduct: (_, { input }, { run }) => run(updateProduct, input),
  setPublication: (_, { input }, { run }) => run(setPublication, input),
  setPrice: (_, { input }, { run }) => run(setPrice, input),
  createCategory: (_, { input }, { run }) => run(createCategory, input),
};
