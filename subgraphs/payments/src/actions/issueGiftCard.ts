import {
  checkInput,
  idempotent,
  invalidInput,
  isProblem,
  largestAmount,
  newId,
  parseAmount,
} from "@madang/service-kit";
import { z } from "zod";
import type { Work } from "../context.ts";
import { addGiftCard, type GiftCardRow, getGiftCard, hashOfCode, newCode } from "../data/giftCards.ts";
import { post } from "../data/ledger.ts";
import { giftCardIssue } from "../domain/ledger.ts";
import { currencyCode, idOf } from "./paymentInput.ts";

const issueInput = z.object({
  amount: z.string(),
  currency: currencyCode,
  accountId: idOf("account").nullish(),
  expiresAt: z.date().nullish(),
});

export type IssueGiftCard = z.input<typeof issueInput> & { readonly idempotencyKey: string };

async function issue({ tx, now }: Work, input: IssueGiftCard) {
  const checked = checkInput(issueInput, input);
  if (isProblem(checked)) return checked;
  const { amount, currency, accountId = null, expiresAt = null } = checked;
  const balance = parseAmount(amount, currency);
  if (balance === null) return invalidInput({ path: "amount", code: "WRONG_FORMAT" });
  if (balance <= 0n) return invalidInput({ path: "amount", code: "TOO_SMALL" });
  if (balance > largestAmount) return invalidInput({ path: "amount", code: "TOO_LARGE" });
  if (expiresAt && expiresAt <= now) return invalidInput({ path: "expiresAt", code: "TOO_SMALL" });

  const code = newCode();
  const id = newId("gift_card");
  const card = { id, currency, balanceMinor: balance, accountId, expiresAt, createdAt: now };
  const row = await addGiftCard(tx, { ...card, codeHash: hashOfCode(code), codeEnd: code.slice(-5) });
  await post(tx, [giftCardIssue(id, balance, currency)], now);
  return issued(row, code);
}

const issued = ({ id, balanceMinor, currency, expiresAt }: Omit<GiftCardRow, "heldMinor">, code: string) => ({
  id,
  code,
  balance: { minor: balanceMinor, currency },
  expiresAt,
});

/** Makes a gift card, once for each key. Nobody keeps its code: a repeat tells how it ends. */
export const issueGiftCard = idempotent("issueGiftCard", issue, {
  remember: ({ id, balance }) => ({ id, minor: balance.minor.toString() }),
  recall: async ({ tx }, { id, minor }) => {
    const card = await getGiftCard(tx, id);
    return issued({ ...card, balanceMinor: BigInt(minor) }, `·····-·····-·····-${card.codeEnd}`);
  },
});
