import type { Checker } from '../support/run.ts';
import { isOver, terminalWaveStatuses } from './statuses.ts';

/** What was decided once is never decided again: servers, jobs that are over, terminal waves. */
export const decidedStays: Checker = ({ before, after, cause }) => {
  // A retry is a new attempt, in jobs of its own: what the earlier one decided stands as it was.
  const outcomes = new Map(
    after.jobs.flatMap((job) =>
      job.servers.map((server) => [`${job.attempt}#${server.sourceServerId}`, server] as const),
    ),
  );
  const servers = before.jobs.flatMap((job) =>
    job.servers.filter((server) => {
      if (server.outcome === 'UNDECIDED') return false;
      const now = outcomes.get(`${job.attempt}#${server.sourceServerId}`);
      return now !== server && JSON.stringify(now) !== JSON.stringify(server);
    }),
  );
  const jobs = before.jobs.filter(
    (job) => isOver(job) && after.jobs.find((next) => next.jobKey === job.jobKey)?.state !== job.state,
  );
  const waves = before.waves.filter(
    (wave) =>
      terminalWaveStatuses.has(wave.status) &&
      after.waves[wave.waveNumber]?.status !== wave.status &&
      cause !== 'retry',
  );
  return [
    ...servers.map((server) => `${cause} decided ${server.sourceServerId} again`),
    ...jobs.map((job) => `${cause} moved ${job.jobKey}, which was ${job.state}`),
    ...waves.map((wave) => `${cause} changed wave ${wave.waveNumber}, which was ${wave.status}`),
  ];
};
