import { productCreated } from "@madang/events";
import { on } from "@madang/service-kit";
import { openStock } from "../actions/openStock.ts";

export const onProductCreated = on(productCreated, openStock);
