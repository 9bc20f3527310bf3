const ordered = (a: bigint, b: bigint) => (a < b ? { smaller: a, larger: b } : { smaller: b, larger: a });

export const smaller = (a: bigint, b: bigint) => ordered(a, b).smaller;
export const larger = (a: bigint, b: bigint) => ordered(a, b).larger;
