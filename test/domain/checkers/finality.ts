import { outcomeOf } from '../../../src/domain/statuses.ts';
import type { Checker } from '../support/run.ts';
import { finalStatuses, isRunning, terminalWaveStatuses } from './statuses.ts';

/** I2: final only when every wave is terminal, no job open and every server decided; then it never changes. */
export const finality: Checker = ({ before, after, events, cause }) => {
  if (finalStatuses.has(before.header.status)) {
    return after === before && events.length === 0 ? [] : [`${cause} changed a final execution`];
  }
  if (!finalStatuses.has(after.header.status)) return [];
  if (after.header.status === 'REFUSED') {
    return after.header.rosterId === undefined ? [] : ['refused although it had begun'];
  }
  const open = after.waves.filter((wave) => !terminalWaveStatuses.has(wave.status));
  const problems = [
    ...open.map((wave) => `final, but wave ${wave.waveNumber} is ${wave.status}`),
    ...after.jobs.flatMap((job) =>
      job.servers
        .filter((server) => outcomeOf(after, job, server) === 'UNDECIDED')
        .map((server) => `final, but ${server.sourceServerId} of ${job.jobKey} is undecided`),
    ),
    ...after.jobs.filter(isRunning).map((job) => `final, but ${job.jobKey} is ${job.state}`),
  ];
  const hasBegun = after.header.rosterId !== undefined;
  if (hasBegun && after.waves.length !== after.header.totalWaves) problems.push('final, but waves are missing');
  if (!hasBegun && !after.header.cancelRequested) problems.push('final before it has begun');
  return problems;
};
