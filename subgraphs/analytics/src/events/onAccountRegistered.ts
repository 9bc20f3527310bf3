import { accountRegistered } from "@madang/events";
import { on } from "@madang/service-kit";
import { keepReferenceEvent } from "../actions/keepReferenceEvent.ts";

export const onAccountRegistered = on(accountRegistered, keepReferenceEvent);
