import type { Clock } from '../ports/clock.ts';

/** Whether the work goes on for longer than this. */
export const lasts = (work: Promise<unknown>, clock: Clock, seconds: number): Promise<boolean> =>
  new Promise((resolve) => {
    const cancel = clock.after(seconds, () => resolve(true));
    const end = (): void => {
      cancel();
      resolve(false);
    };
    work.then(end, end);
  });
