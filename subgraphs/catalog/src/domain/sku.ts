export const skuForm = /^[A-Za-z0-9._-]{1,64}$/;

/** What two spellings of one SKU have in common. */
export const skuKey = (sku: string) => sku.toUpperCase();
