/** I7 in nights: a quiet night is lived through undisturbed, and again with processes that die; both must end alike. */
import { createDice } from './dice.ts';
import { drawDeaths, drawQuietNight } from './draw-quiet-night.ts';
import { liveNight } from './live-night.ts';
import type { Night } from './night.ts';
import { differencesBetween } from './same-end.ts';
import { createTally, type Tally } from './tally.ts';

export interface Twin {
  /** The one that is killed. */
  readonly night: Night;
  readonly violations: readonly string[];
}

/** Two nights more: so seldom that all nights together take little longer. */
const TWIN_EVERY = 30;

/** In a swarm the night of this seed has a twin: the first of many, and so on. */
export const hasTwin = (seed: number): boolean => seed % TWIN_EVERY === 1;

interface TwinOptions {
  readonly tally: Tally;
  readonly tell?: (line: string) => void;
}

export const liveTwin = async (seed: number, options: TwinOptions): Promise<Twin> => {
  const night = drawQuietNight(seed);
  const undisturbed = await liveNight(night, { tally: createTally() });
  if (undisturbed.violations.length > 0) return { night, violations: undisturbed.violations };
  const killed = { ...night, crashes: drawDeaths(createDice(seed + 3), undisturbed.mortalCalls) };
  const tally = createTally();
  const report = await liveNight(killed, { ...options, tally });
  for (const [name, times] of tally.counts) if (isTold(name)) options.tally.count(`twin ${name}`, times);
  options.tally.count('twin killed and compared');
  const { violations } = report;
  return { night: killed, violations: violations.length > 0 ? violations : differencesBetween(undisturbed, report) };
};

const isTold = (name: string): boolean => name.startsWith('crash ') || name.startsWith('ended ');

/** What the killed night shows beside the one in which nobody dies: to make it smaller. */
export const twinViolationsOf = async (night: Night): Promise<readonly string[]> => {
  const tally = createTally();
  const undisturbed = await liveNight({ ...night, crashes: [] }, { tally });
  const killed = await liveNight(night, { tally });
  const violations = [...undisturbed.violations, ...killed.violations];
  return violations.length > 0 ? violations : differencesBetween(undisturbed, killed);
};
