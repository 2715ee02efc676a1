/**
 * DRS and EC2 as a map of jobs, on the far side of their ports: what the driver tests need of AWS, and no more. Keeps the
 * one rule that matters here: a server is in one job at a time (409 otherwise).
 */
import { addSeconds, isBefore } from '../../../src/domain/time.ts';
import type { AwsFailure, AwsFailureKind, Outcome } from '../../../src/ports/aws-failure.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { ComputeService } from '../../../src/ports/compute-service.ts';
import type { RecoveryJob, RecoveryService } from '../../../src/ports/recovery-service.ts';

const ENDED_AFTER_LAUNCH_SECONDS = 10;

export interface LaunchedJob {
  readonly jobId: string;
  readonly created: string;
  readonly sourceServerIds: readonly string[];
  readonly isDrill: boolean;
}

export interface FakeAws {
  readonly recovery: RecoveryService;
  readonly compute: ComputeService;
  /** Every launch job that was ever made. */
  jobs(): readonly LaunchedJob[];
  /** How often an operation of DRS was called. */
  calls(operation: keyof RecoveryService): number;
}

export const createFakeAws = (clock: Clock, sourceServerIds: readonly string[], launchSeconds: number): FakeAws => {
  const jobs: LaunchedJob[] = [];
  const calls = new Map<string, number>();
  const count = (operation: keyof RecoveryService): void => {
    calls.set(operation, (calls.get(operation) ?? 0) + 1);
  };

  const view = (job: LaunchedJob): RecoveryJob => {
    const isLaunched = !isBefore(clock.now(), addSeconds(job.created, launchSeconds));
    return {
      jobId: job.jobId,
      jobType: 'LAUNCH',
      initiatedBy: job.isDrill ? 'START_DRILL' : 'START_RECOVERY',
      creationTime: job.created,
      jobStatus: isEnded(job) ? 'COMPLETED' : 'STARTED',
      servers: job.sourceServerIds.map((sourceServerId) => ({
        sourceServerId,
        launchStatus: isLaunched ? 'LAUNCHED' : 'IN_PROGRESS',
        ...(isLaunched ? { recoveryInstanceId: instanceOf(job, sourceServerId) } : {}),
      })),
    };
  };
  const isEnded = (job: LaunchedJob): boolean =>
    !isBefore(clock.now(), addSeconds(job.created, launchSeconds + ENDED_AFTER_LAUNCH_SECONDS));

  const recovery: RecoveryService = {
    describeSourceServers: async (_scope, ids = sourceServerIds) => {
      count('describeSourceServers');
      const found = ids.filter((id) => sourceServerIds.includes(id));
      return ok(found.map((sourceServerId) => ({ sourceServerId, tags: {}, replicationState: 'CONTINUOUS' })));
    },
    describeJobs: async (_scope, filter) => {
      count('describeJobs');
      const wanted =
        'jobIds' in filter
          ? jobs.filter((job) => filter.jobIds.includes(job.jobId))
          : jobs.filter((job) => !isBefore(job.created, filter.since));
      return ok(wanted.map(view));
    },
    describeJobLog: async () => {
      count('describeJobLog');
      return ok([]);
    },
    describeRecoveryInstances: async (_scope, ids = []) => {
      count('describeRecoveryInstances');
      const launched = jobs.flatMap((job) =>
        view(job).servers.flatMap(({ sourceServerId, recoveryInstanceId }) =>
          recoveryInstanceId === undefined || !ids.includes(sourceServerId)
            ? []
            : [{ recoveryInstanceId, instanceId: recoveryInstanceId, sourceServerId, jobId: job.jobId, isDrill: true }],
        ),
      );
      return ok(launched);
    },
    describeRecoverySnapshots: async () => ok([]),
    startRecovery: async (_scope, { sourceServerIds: ids, isDrill }) => {
      count('startRecovery');
      const running = jobs.filter((job) => !isEnded(job));
      const busy = ids.find((id) => running.some((job) => job.sourceServerIds.includes(id)));
      if (busy !== undefined) return failed('conflict', 'drs:StartRecovery', `${busy} is in a job`);
      const job = { jobId: `drsjob-${jobs.length}`, created: clock.now(), sourceServerIds: [...ids], isDrill };
      jobs.push(job);
      return ok(view(job));
    },
    terminateRecoveryInstances: async () =>
      failed('invalid', 'drs:TerminateRecoveryInstances', 'these tests launch only'),
  };

  return {
    recovery,
    compute: {
      describeInstances: async (_scope, instanceIds) =>
        ok(
          instanceIds.map((instanceId) => ({
            instanceId,
            instanceState: 'running',
            privateIp: '10.0.0.1',
            isWindows: false,
            tags: { AWSElasticDisasterRecoveryManaged: 'drs.amazonaws.com' },
          })),
        ),
    },
    jobs: () => jobs,
    calls: (operation) => calls.get(operation) ?? 0,
  };
};

const instanceOf = (job: LaunchedJob, sourceServerId: string): string => `i-${job.jobId}-${sourceServerId}`;

const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });

export const failureOf = (kind: AwsFailureKind, operation: string, message: string): AwsFailure => ({
  kind,
  operation,
  code: kind,
  message,
  retryable: kind === 'throttled' || kind === 'unavailable' || kind === 'credentials',
  mayHaveHappened: kind === 'unavailable',
});

const failed = <T>(kind: AwsFailureKind, operation: string, message: string): Outcome<T> => ({
  ok: false,
  failure: failureOf(kind, operation, message),
});
