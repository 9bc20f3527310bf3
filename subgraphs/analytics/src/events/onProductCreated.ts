import { productCreated } from "@madang/events";
import { on } from "@madang/service-kit";
import { keepReferenceEvent } from "../actions/keepReferenceEvent.ts";

export const onProductCreated = on(productCreated, keepReferenceEvent);
