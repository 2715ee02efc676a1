import type { ExecutionState, LaunchJob } from '../../../src/domain/model/execution.ts';
import type { Checker, Step } from '../support/run.ts';
import { isRunning } from './statuses.ts';

/**
 * I3: in every attempt of its wave a server of the roster is in one job at most, in the first in exactly one, so that no
 * two launches of one attempt can hold it; what came up is in no later attempt; and what DRS was asked for is what the
 * job says for ever after.
 */
export const oneLaunchPerServer: Checker = (step) => [
  ...conserved(step),
  ...sameAsAskedFor(step),
  ...jobIdsOnce(step.after),
];

const conserved = ({ scenario, after }: Step): readonly string[] => {
  if (after.header.rosterId === undefined) return [];
  const places = Map.groupBy(
    after.jobs.flatMap((job) => job.servers.map((server) => ({ job, id: server.sourceServerId }))),
    ({ id }) => id,
  );
  return scenario.chunks.flatMap((chunk) =>
    chunk.servers.flatMap(({ sourceServerId }) => {
      const jobs = (places.get(sourceServerId) ?? []).map(({ job }) => job);
      const right = jobs.filter((job) => job.waveNumber === chunk.waveNumber && job.region === chunk.region);
      const attempts = jobs.map((job) => job.attempt);
      const once = new Set(attempts).size === jobs.length && attempts.includes(1);
      const running = jobs.filter(isRunning).length <= 1;
      const launched = jobs.find((job) =>
        job.servers.some((server) => server.sourceServerId === sourceServerId && server.outcome === 'LAUNCHED'),
      );
      const left = launched === undefined || launched.attempt === Math.max(...attempts);
      if (once && running && left && right.length === jobs.length) return [];
      return [`${sourceServerId} is in the jobs ${jobs.map((job) => job.jobKey).join()}`];
    }),
  );
};

const serversOf = (job: LaunchJob): string => job.servers.map((server) => server.sourceServerId).join();

const sameAsAskedFor = ({ before, after, cause }: Step): readonly string[] =>
  before.jobs.flatMap((job) => {
    const asked = job.state === 'STARTED' || job.state === 'ENDED' || job.state === 'CLAIMED';
    const next = after.jobs.find((candidate) => candidate.jobKey === job.jobKey);
    const sameAttempt = next?.claim?.claimId === job.claim?.claimId || next?.state === 'STARTED';
    if (!asked || !sameAttempt || next === undefined || serversOf(job) === serversOf(next)) return [];
    return [`${cause} changed the servers of ${job.jobKey}, which is ${job.state}`];
  });

const jobIdsOnce = (state: ExecutionState): readonly string[] => {
  const jobIds = state.jobs.flatMap((job) => (job.jobId === undefined ? [] : [job.jobId]));
  return new Set(jobIds).size === jobIds.length ? [] : ['two jobs have the same DRS job'];
};
