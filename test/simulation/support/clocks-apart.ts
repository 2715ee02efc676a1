import type { Night } from './night.ts';

/** By how much two readings of our clocks may differ at one moment of a night, or one clock from itself once it was set. */
export const clocksApartSeconds = ({ processes, troubles }: Pick<Night, 'processes' | 'troubles'>): number => {
  const skews = processes.map(({ skewSeconds }) => skewSeconds);
  const settings = [0, ...troubles.flatMap((trouble) => (trouble.kind === 'clock-set' ? [trouble.seconds] : []))];
  return spread(skews) + spread(settings);
};

const spread = (all: readonly number[]): number => Math.max(...all) - Math.min(...all);
