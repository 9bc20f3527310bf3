import { registrationRepeated } from "@madang/events";
import { on } from "@madang/service-kit";
import { mailRegistrationRepeated } from "../actions/mailRegistrationRepeated.ts";

export const onRegistrationRepeated = on(registrationRepeated, mailRegistrationRepeated);
