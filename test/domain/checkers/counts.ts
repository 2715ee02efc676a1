import type { Checker } from '../support/run.ts';

/** The counts that people read are those of the servers themselves. */
export const counts: Checker = ({ scenario, after, history }) => {
  const problems = after.waves.flatMap((wave) => {
    // A later attempt's word on a server replaces the earlier one's.
    const jobs = after.jobs
      .filter((job) => job.waveNumber === wave.waveNumber)
      .toSorted((a, b) => a.attempt - b.attempt);
    const last = new Map(jobs.flatMap((job) => job.servers).map((server) => [server.sourceServerId, server]));
    const servers = [...last.values()];
    const counted = {
      serverCount: servers.length,
      launchedCount: servers.filter((server) => server.outcome === 'LAUNCHED').length,
      failedCount: servers.filter((server) => server.outcome === 'FAILED').length,
    };
    const { serverCount, launchedCount, failedCount } = wave;
    const told = { serverCount, launchedCount, failedCount };
    return JSON.stringify(told) === JSON.stringify(counted)
      ? []
      : [`wave ${wave.waveNumber} says ${JSON.stringify(told)}, its servers say ${JSON.stringify(counted)}`];
  });
  const planned = scenario.chunks.reduce((sum, chunk) => sum + chunk.servers.length, 0);
  if (after.header.rosterId !== undefined && after.header.serverCount !== planned) {
    problems.push(`the execution says ${after.header.serverCount} of ${planned} servers`);
  }
  if (after.header.eventCount !== history.length) {
    problems.push(`the execution says ${after.header.eventCount} of ${history.length} events`);
  }
  return problems;
};
