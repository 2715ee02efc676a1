/** Names are unique ignoring case: two names are the same when their keys are. */
export const nameKey = (name: string): string => name.trim().normalize('NFC').toLowerCase();
