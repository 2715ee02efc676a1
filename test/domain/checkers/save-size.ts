import { eventItems } from '../../../src/engine/store/execution-writer.ts';
import type { Checker } from '../support/run.ts';
import { isRunning, placeOf } from './statuses.ts';

/** What DynamoDB writes in one transaction. */
const ITEMS = 100;

/** One decision is saved in one transaction: header, changed waves and jobs, events, and the ledgers that change. */
export const saveSize: Checker = ({ before, after, events, cause }) => {
  // What `begin` stages is written before, in as many transactions as it takes.
  if (cause === 'begin') return [];
  const waves = after.waves.filter((wave) => !before.waves.includes(wave));
  const jobs = after.jobs.filter((job) => !before.jobs.includes(job));
  const wereRunning = new Set(before.jobs.filter(isRunning).map((job) => job.jobKey));
  const ledgers = new Set(
    jobs.filter((job) => isRunning(job) || wereRunning.has(job.jobKey)).map((job) => placeOf(job)),
  );
  const items = 1 + waves.length + jobs.length + ledgers.size + eventItems('exec-1', events).length;
  return items <= ITEMS ? [] : [`${cause} needs a transaction of ${items} items`];
};
