import type { Clock } from '../../ports/clock.ts';

/** A longer delay makes `setTimeout` fire at once: its delay is a signed 32-bit number of milliseconds. */
const delayMsMax = 2 ** 31 - 1;

/** Real time. */
export function createSystemClock(): Clock {
  return {
    now: () => new Date().toISOString(),

    after(seconds, callback) {
      // Not the time of day: setting the machine's clock must neither hasten nor hold up a wait.
      const dueMs = performance.now() + Math.max(0, seconds) * 1000;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const wait = (): void => {
        const remainingMs = dueMs - performance.now();
        // A timer may fire up to a millisecond early, and a long wait takes several.
        if (remainingMs <= 0) callback();
        else timer = setTimeout(wait, Math.min(Math.ceil(remainingMs), delayMsMax));
      };
      timer = setTimeout(wait, Math.min(Math.max(0, seconds) * 1000, delayMsMax));
      return () => clearTimeout(timer);
    },
  };
}
