/** A follow-up is about just those servers, wave by wave, that DRS did not bring up in the run that it follows. */

import type { JobReport } from '../../../src/simulator/control/reports.ts';
import type { Mirrored } from '../support/mirror.ts';
import { type DrsJobs, isUpAt } from './drs-jobs.ts';
import type { createGoneUnseen } from './gone-unseen.ts';
import type { WorldChecker } from './world.ts';

interface Parts {
  readonly nowMs: () => number;
  readonly drs: Pick<DrsJobs, 'find'>;
  readonly reportOf: (jobId: string) => JobReport | undefined;
  /** A server whose instance was gone before anybody saw it is launched again. */
  readonly isGoneUnseen: ReturnType<typeof createGoneUnseen>['isGoneUnseen'];
}

export const createFollowUpServers = ({ nowMs, drs, reportOf, isGoneUnseen }: Parts): WorldChecker => {
  const isUp = ({ executionId, state }: Mirrored, sourceServerId: string): boolean =>
    state.jobs.some((job) => {
      const made = drs.find(job.jobId);
      if (made === undefined || !isUpAt(made, sourceServerId, nowMs())) return false;
      const server = reportOf(made.jobId)?.servers.find((each) => each.sourceServerId === sourceServerId);
      return server === undefined || !isGoneUnseen(executionId, job, server);
    });

  const serversOf = ({ chunks }: Mirrored, waveNumber: number): readonly string[] =>
    chunks
      .filter((chunk) => chunk.waveNumber === waveNumber)
      .flatMap(({ accountId, region, servers }) =>
        servers.map(({ sourceServerId }) => `${sourceServerId} in ${accountId} ${region}`),
      );

  const wrongWaves = (followUp: Mirrored, first: Mirrored): readonly string[] =>
    first.frozen.plan.waves.flatMap(({ waveNumber }) => {
      const left = serversOf(first, waveNumber).filter((server) => !isUp(first, server.split(' ')[0] ?? ''));
      const taken = serversOf(followUp, waveNumber);
      const label = `follow-up: wave ${waveNumber} of ${followUp.executionId}`;
      return [
        ...left.filter((server) => !taken.includes(server)).map((server) => `${label} is without ${server}`),
        ...taken
          .filter((server) => !left.includes(server))
          .map((server) => `${label} has ${server}, which ${first.executionId} launched`),
      ];
    });

  return ({ committed, executions }) =>
    committed.flatMap(({ step, mirrored }) => {
      const { relatedExecutionId, purpose } = mirrored.state.header;
      const first = executions.get(relatedExecutionId ?? '');
      const hasBegun = step?.events.some(({ data }) => data.type === 'ExecutionBegun') === true;
      return !hasBegun || first === undefined || purpose === 'CLEAN_UP' ? [] : wrongWaves(mirrored, first);
    });
};
