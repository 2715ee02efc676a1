/** Names are unique ignoring case: two names are the same when their keys are. */
export const nameKey = (name: string): string => name.trim().normalize('NFC').toLowerCase();

/** Whether a person named the plan, as everything of weight asks: upper and lower case are the same here, too. */
export const isPlanNamed = (planName: string, given: string): boolean => nameKey(given) === nameKey(planName);
