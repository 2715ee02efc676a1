/** Makes a night that shows a violation smaller, greedily, while it still shows one of the same invariant. */
import { liveNight } from './live-night.ts';
import type { Night } from './night.ts';
import { smallerThan } from './smaller-nights.ts';
import { createTally } from './tally.ts';

export interface Shrunk {
  readonly night: Night;
  readonly violations: readonly string[];
  readonly nightsTried: number;
}

/** `I3: …` → `I3` */
const invariantOf = (violation: string | undefined): string => violation?.split(':')[0] ?? '';

/** What a night shows; what it throws is shown too. */
export const violationsOf = async (night: Night): Promise<readonly string[]> => {
  try {
    return (await liveNight(night, { tally: createTally() })).violations;
  } catch (error) {
    return [`thrown: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  }
};

export const shrinkNight = async (
  night: Night,
  violations: readonly string[],
  nightsMax = 400,
  show = violationsOf,
): Promise<Shrunk> => {
  const wanted = invariantOf(violations[0]);
  let best = { night, violations };
  let nightsTried = 0;
  for (let shrank = true; shrank; ) {
    shrank = false;
    for (const smaller of smallerThan(best.night)) {
      if (nightsTried >= nightsMax) return { ...best, nightsTried };
      nightsTried += 1;
      const shown = await show(smaller);
      if (invariantOf(shown[0]) !== wanted) continue;
      best = { night: smaller, violations: shown };
      shrank = true;
      break;
    }
  }
  return { ...best, nightsTried };
};
