-- A migration of their own: PostgreSQL lets nobody use a new value of an enum before it is committed.
ALTER TYPE "order_status" ADD VALUE 'PAYMENT_FAILED';
ALTER TYPE "payment_method" ADD VALUE 'CARD';
ALTER TYPE "payment_method" ADD VALUE 'BANK_TRANSFER';
ALTER TYPE "payment_method" ADD VALUE 'GIFT_CARD';
