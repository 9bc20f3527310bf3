import { accountRegistered } from "@madang/events";
import { on } from "@madang/service-kit";
import { mailWelcome } from "../actions/mailWelcome.ts";

export const onAccountRegistered = on(accountRegistered, mailWelcome);
