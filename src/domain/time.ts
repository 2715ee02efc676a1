import type { Instant } from './model/identifiers.ts';

/** Later (or, with a negative number, earlier) by so many seconds. */
export const addSeconds = (instant: Instant, seconds: number): Instant =>
  new Date(Date.parse(instant) + seconds * 1000).toISOString();

/** Seconds from one instant to another; negative when `to` is the earlier one. */
export const secondsBetween = (from: Instant, to: Instant): number => (Date.parse(to) - Date.parse(from)) / 1000;

export const laterOf = (a: Instant, b: Instant): Instant => (Date.parse(a) >= Date.parse(b) ? a : b);
export const earlierOf = (a: Instant, b: Instant): Instant => (Date.parse(a) <= Date.parse(b) ? a : b);
export const isBefore = (a: Instant, b: Instant): boolean => Date.parse(a) < Date.parse(b);
