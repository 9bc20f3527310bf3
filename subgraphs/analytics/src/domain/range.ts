/** The longest range of days that is answered, both ends counted. */
export const mostDays = 367;

const dayMs = 86_400_000;

/** How many days a range has, both ends counted; 0 or less when it ends before it begins. */
export const daysIn = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / dayMs + 1;

/** Whether a text can be the code of a market; what cannot is no question for the database. */
export const isChannelCode = (text: string) => /^[\w-]{1,64}$/.test(text);
