/**
 * Design 6.8: what was seen of a job is never overwritten by what was seen before it. Only a stamp of a clock that was far
 * ahead, and was set back since, gives way: it would stand in the way of all looks to come.
 */
import { jobObservationKey } from '../../../src/engine/store/execution-items.ts';
import type { WorldChecker } from './world.ts';

/** Written down a second time: clocks may be so far apart. */
const AHEAD_MS = 300_000;
const observations = jobObservationKey('', '');

export const createNewerLooks = (): WorldChecker => {
  const stamps = new Map<string, string>();
  return ({ writes }) =>
    writes.flatMap((write) => {
      if (write.kind !== 'put' || write.item.table !== observations.table) return [];
      const { partition, sort, stamp } = write.item;
      if (!sort.startsWith(observations.sort) || stamp === undefined) return [];
      const name = `${partition} ${sort}`;
      const before = stamps.get(name);
      stamps.set(name, stamp);
      if (before === undefined || before < stamp || Date.parse(before) - Date.parse(stamp) > AHEAD_MS) return [];
      return [`record: what was seen of ${name} at ${before} is overwritten by what was seen at ${stamp}`];
    });
};
