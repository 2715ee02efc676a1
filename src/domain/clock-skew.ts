import { limits } from './limits.ts';
import type { Instant } from './model/identifiers.ts';
import { addSeconds, earlierOf, isBefore } from './time.ts';

/**
 * True for a stamp that cannot have been made by now: the clock that made it was ahead, and has been set back since.
 * Whoever believes it waits until the clock has caught up.
 */
export const isFromTheFuture = (stamp: Instant, now: Instant): boolean =>
  isBefore(addSeconds(now, limits.clockSkewSeconds), stamp);

/** The earlier of the two; now when there is no stamp, or one from the future. */
export const sinceOf = (stamp: Instant | undefined, now: Instant): Instant =>
  stamp === undefined ? now : earlierOf(stamp, now);

/** True while a lease of so many seconds is held; one that ends later than it could was taken by a clock since set back. */
export const isHeldUntil = (leaseUntil: Instant | undefined, leaseSeconds: number, now: Instant): boolean =>
  leaseUntil !== undefined && isBefore(now, leaseUntil) && !isFromTheFuture(addSeconds(leaseUntil, -leaseSeconds), now);
