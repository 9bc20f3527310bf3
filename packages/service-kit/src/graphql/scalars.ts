import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from "graphql";
import {
  GraphQLCountryCode,
  GraphQLDateTimeISO,
  GraphQLEmailAddress,
  GraphQLLocalDate,
  GraphQLLocale,
  GraphQLPhoneNumber,
} from "graphql-scalars";
import { isCurrency } from "../money.ts";

const bad = (message: string) => new GraphQLError(message, { extensions: { code: "BAD_USER_INPUT" } });

/** A scalar that is a text of some form, inside and out; what we answer may be of a wider form. */
function textual(
  name: string,
  accepts: (value: string) => boolean,
  wanted: string,
  answers = accepts,
): GraphQLScalarType<string, string> {
  const check = (value: unknown, allows: (value: string) => boolean) => {
    if (typeof value !== "string" || !allows(value)) throw bad(`${name} must be ${wanted}.`);
    return value;
  };
  const parse = (value: unknown) => check(value, accepts);
  return new GraphQLScalarType({
    name,
    serialize: (value) => check(value, answers),
    parseValue: parse,
    parseLiteral: (node: ValueNode) => parse(node.kind === Kind.STRING ? node.value : null),
  });
}

/** Refuses texts beyond `max` before a scalar's own, slower checks see them. */
function bounded(scalar: GraphQLScalarType, max: number): GraphQLScalarType {
  const check = (value: unknown) => {
    if (typeof value === "string" && value.length > max) throw bad(`${scalar.name} is too long.`);
  };
  return new GraphQLScalarType({
    name: scalar.name,
    serialize: (value) => scalar.serialize(value),
    parseValue: (value) => {
      check(value);
      return scalar.parseValue(value);
    },
    parseLiteral: (node, variables) => {
      check(node.kind === Kind.STRING ? node.value : null);
      return scalar.parseLiteral(node, variables);
    },
  });
}

/** The scalars of every contract. DateTime is a `Date` inside; all others are texts. */
export const scalars: Readonly<Record<string, GraphQLScalarType>> = {
  DateTime: bounded(GraphQLDateTimeISO, 64),
  Date: bounded(GraphQLLocalDate, 32),
  Decimal: textual(
    "Decimal",
    (value) => /^-?\d{1,16}(\.\d{1,16})?$/.test(value),
    'a plain decimal number as a string, as "12.50"',
    // Sums over many orders have no bound.
    (value) => /^-?\d+(\.\d+)?$/.test(value),
  ),
  CurrencyCode: textual(
    "CurrencyCode",
    (value) => /^[A-Z]{3}$/.test(value) && isCurrency(value),
    "an ISO 4217 currency",
  ),
  CountryCode: bounded(GraphQLCountryCode, 2),
  Locale: bounded(GraphQLLocale, 35),
  URL: textual("URL", (value) => value.length <= 2_048 && URL.canParse(value), "an absolute URL"),
  EmailAddress: bounded(GraphQLEmailAddress, 254),
  PhoneNumber: bounded(GraphQLPhoneNumber, 16),
};
