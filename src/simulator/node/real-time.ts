import type { RealTime } from '../clock.ts';

/** The machine's clock and timers. A waiting fault keeps no process alive. */
export const realTime: RealTime = {
  now: () => Date.now(),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, Math.min(milliseconds, 2 ** 31 - 1)).unref()),
};
