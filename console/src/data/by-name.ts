/** web-2 before web-10. */
export const byName = new Intl.Collator(undefined, { numeric: true });
