import { expect, it } from "vitest";
import { namesOf } from "./names.ts";

it.each([
  ["gifts", "Gift", "gifts", "gift"],
  ["galleries", "Gallery", "galleries", "gallery"],
  ["boxes", "Box", "boxes", "box"],
  ["houses", "House", "houses", "house"],
  ["shipping", "ShippingItem", "shippingItems", "shipping_item"],
  ["address", "AddressItem", "addressItems", "address_item"],
  ["status", "StatusItem", "statusItems", "status_item"],
])("%s holds things of type %s", (name, Type, list, id) => {
  expect(namesOf(name)).toMatchObject({ name, Type, list, id });
});
