/** What makes an address unique: the address ignoring case. */
export const emailKey = (email: string) => email.toLowerCase();
