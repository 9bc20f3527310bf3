-- What others were last told of a place in the tree; empty before they were told anything. Where it differs from the
-- place itself there is something to tell: a sweep does so, also of what is there already and of what an older
-- version of this service still writes.
ALTER TABLE "category" ADD COLUMN "told_parent_id" TEXT COLLATE "C" DEFAULT '';
ALTER TABLE "product" ADD COLUMN "told_category_id" TEXT COLLATE "C" DEFAULT '';

CREATE INDEX "category_untold" ON "category"("id") WHERE (told_parent_id IS DISTINCT FROM parent_id);
CREATE INDEX "product_untold" ON "product"("id") WHERE (told_category_id IS DISTINCT FROM category_id);
