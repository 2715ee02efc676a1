/** What is no number is sent as none, and refused as such. */
export const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));
