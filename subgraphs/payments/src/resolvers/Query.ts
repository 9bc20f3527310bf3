export const Query = {};
