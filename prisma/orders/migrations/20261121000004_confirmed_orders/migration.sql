-- CreateIndex
CREATE INDEX "order_confirmed" ON "order"("confirmed_at") WHERE (confirmed_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "order_pending" ON "order"("placed_at") WHERE (status = 'PENDING'::order_status);
