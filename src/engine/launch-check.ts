/**
 * The look that is taken before every `StartRecovery`, however long ago the plan was checked (a gate may have waited
 * for months): what others run there, which instances DRS would delete, which servers cannot be launched.
 */
import { isMadeByDrs } from '../domain/existing-instance.ts';
import { limits } from '../domain/limits.ts';
import type { ExecutionState, LaunchJob } from '../domain/model/execution.ts';
import type { ForeignJob } from '../domain/model/observation.ts';
import { type Scope, scopeKey } from '../domain/model/scope.ts';
import { withOwnReservations } from '../domain/schedule.ts';
import { addSeconds } from '../domain/time.ts';
import type { LaunchInput, ServerObstacle } from '../domain/transition/input.ts';
import { backoffSeconds } from '../domain/transition/launch.ts';
import { COMPLETED_JOB } from '../domain/transition/settle.ts';
import type { AwsFailure, Outcome } from '../ports/aws-failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { ComputeService, Instance } from '../ports/compute-service.ts';
import type { ItemReader } from '../ports/item-store.ts';
import type { RecoveryInstance, RecoveryJob, RecoveryService, SourceServer } from '../ports/recovery-service.ts';
import { failureText, failureWords } from './failure-text.ts';
import { goneRecoveryPoints } from './gone-recovery-points.ts';
import { ec2IdOf, existingText, isGone, type PresentInstance, presentInstances } from './instances-in-ec2.ts';
import { groupsOfPlan, type IntoInstances, intoInstancesOf } from './launch-settings/into-instances.ts';
import { findUnansweredJob, knownJobIds } from './own-job.ts';
import type { PointLooks } from './recovery-points.ts';
import { type LoadedLedger, readFrozenPlan, readLedger } from './store/execution-reader.ts';

export interface LaunchCheckPorts {
  readonly reader: ItemReader;
  readonly recovery: RecoveryService;
  readonly compute: ComputeService;
  readonly clock: Clock;
  /** By which it is found out whether DRS still keeps the chosen recovery points, and what earlier looks have found. */
  readonly pointLooks: PointLooks;
}

export interface LaunchCheck {
  readonly input: LaunchInput;
  readonly ledger: LoadedLedger;
}

export interface LaunchCheckRequest {
  readonly state: ExecutionState;
  readonly scope: Scope;
  /** The planned jobs of the scope, and those that others held. */
  readonly jobs: readonly LaunchJob[];
  readonly claimId: string;
  /** The ledger of the scope as it was last read or written; it is read afresh where the look depends on what is newer. */
  readonly ledger: LoadedLedger | undefined;
}

/** Looks once for all these jobs. */
export const checkLaunch = async (
  ports: LaunchCheckPorts,
  { state, scope, jobs, claimId, ledger }: LaunchCheckRequest,
): Promise<LaunchCheck> => {
  const sourceServerIds = jobs.flatMap((job) => job.servers.map((server) => server.sourceServerId));
  const since = addSeconds(ports.clock.now(), -limits.foreignJobsLookBackHours * 3600);
  const [allJobs, instances, servers] = await Promise.all([
    ports.recovery.describeJobs(scope, { since }),
    ports.recovery.describeRecoveryInstances(scope, sourceServerIds),
    state.header.purpose === 'CLEAN_UP'
      ? ({ ok: true, value: [] } as const)
      : ports.recovery.describeSourceServers(scope, sourceServerIds),
  ]);
  const isFamiliar = ledger !== undefined && allJobs.ok && runsOnlyKnown(allJobs.value, { state, jobs, ledger });
  const newest = isFamiliar ? ledger : await readLedger(ports.reader, scopeKey(scope));
  // With what is planned and not saved yet.
  const loadedLedger = { ...newest, ledger: withOwnReservations(newest.ledger, state, scopeKey(scope)) };
  if (!allJobs.ok) return { input: failedCheck(ports, jobs, allJobs.failure), ledger: loadedLedger };

  const known = knownJobIds(state, loadedLedger.ledger);
  const ownJobIds = new Map(
    jobs.flatMap((job) => {
      const own = findUnansweredJob(job, state.header.executionType, allJobs.value, known);
      return own === undefined ? [] : [[job.jobKey, own.jobId] as const];
    }),
  );
  if (!instances.ok) return { input: failedCheck(ports, jobs, instances.failure, ownJobIds), ledger: loadedLedger };
  if (!servers.ok) return { input: failedCheck(ports, jobs, servers.failure, ownJobIds), ledger: loadedLedger };

  const inEc2 =
    state.header.purpose === 'CLEAN_UP'
      ? await ports.compute.describeInstances(scope, instanceIdsOf(jobs))
      : ({ ok: true, value: [] } as const);
  if (!inEc2.ok) return { input: failedCheck(ports, jobs, inEc2.failure, ownJobIds), ledger: loadedLedger };

  const ours = new Set([...known, ...ownJobIds.values()]);
  const foreignJobs = allJobs.value
    .filter((job) => job.jobStatus !== COMPLETED_JOB && !ours.has(job.jobId))
    .map(toForeignJob);
  const held = new Map(heldServers(foreignJobs));
  const gone = await goneRecoveryPoints(ports.recovery, ports.pointLooks, scope, jobs, held);
  if (!gone.ok) return { input: failedCheck(ports, jobs, gone.failure, ownJobIds), ledger: loadedLedger };
  const inTheWay =
    state.header.purpose === 'CLEAN_UP'
      ? ({ ok: true, value: [] } as const)
      : await unacceptedInstances(ports, state.header.executionId, scope, instances.value);
  if (!inTheWay.ok) return { input: failedCheck(ports, jobs, inTheWay.failure, ownJobIds), ledger: loadedLedger };
  const newestSeen = newestJob(allJobs.value, state.header.purpose === 'CLEAN_UP' ? 'TERMINATE' : 'LAUNCH');
  return {
    ledger: loadedLedger,
    input: {
      type: 'launchChecked',
      scope,
      claimId,
      ledger: loadedLedger.ledger,
      foreignJobs,
      ownJobIds,
      heldJobKeys: jobs.filter((job) => job.state === 'WAITING').map((job) => job.jobKey),
      ...(newestSeen === undefined ? {} : { newestJob: newestSeen }),
      obstacles: new Map([
        ...held,
        ...gone.value,
        ...(state.header.purpose === 'CLEAN_UP'
          ? changedInstances(jobs, instances.value, inEc2.value)
          : [...inTheWay.value, ...unfitServers(sourceServerIds, servers.value)]),
      ]),
    },
  };
};

/**
 * Nothing runs there but what this ledger tells of, and no call of these jobs is unanswered: a newer ledger would say
 * nothing else. The jobs have their share of it since they were planned (I6).
 */
const runsOnlyKnown = (
  running: readonly RecoveryJob[],
  { state, jobs, ledger }: { state: ExecutionState; jobs: readonly LaunchJob[]; ledger: LoadedLedger },
): boolean => {
  const known = knownJobIds(state, ledger.ledger);
  return (
    jobs.every((job) => job.unansweredClaim === undefined) &&
    running.every((job) => job.jobStatus === COMPLETED_JOB || known.has(job.jobId))
  );
};

const failedCheck = (
  ports: LaunchCheckPorts,
  jobs: readonly LaunchJob[],
  failure: AwsFailure,
  ownJobIds?: ReadonlyMap<string, string>,
): LaunchInput => {
  const jobKeys = jobs.map((job) => job.jobKey);
  const own = ownJobIds === undefined ? {} : { ownJobIds };
  if (!failure.retryable) {
    return {
      type: 'launchImpossible',
      jobKeys,
      ...own,
      error: {
        code: failure.code,
        message: failure.isOwn ? failure.message : `${failure.operation}: ${failure.message}`,
      },
    };
  }
  const tries = Math.max(0, ...jobs.map((job) => job.tries));
  const pauseSeconds = Math.max(failure.retryAfterSeconds ?? 0, backoffSeconds(tries));
  return {
    type: 'launchPostponed',
    jobKeys,
    ...own,
    reason: `AWS: ${failureWords(failure)}`,
    notBefore: addSeconds(ports.clock.now(), pauseSeconds),
  };
};

export const toForeignJob = (job: RecoveryJob): ForeignJob => ({
  jobId: job.jobId,
  jobType: job.jobType ?? 'unknown',
  jobStatus: job.jobStatus,
  ...(job.creationTime === undefined ? {} : { creationTime: job.creationTime }),
  sourceServerIds: job.servers.map((server) => server.sourceServerId),
});

const newestJob = (
  jobs: readonly RecoveryJob[],
  jobType: 'LAUNCH' | 'TERMINATE',
): { jobId: string; creationTime?: string; sameSecondJobIds?: readonly string[] } | undefined => {
  const launches = jobs.filter((job) => job.jobType === jobType && job.creationTime !== undefined);
  const newest = launches.reduce<RecoveryJob | undefined>(
    (best, job) =>
      best?.creationTime === undefined || Date.parse(job.creationTime ?? '') > Date.parse(best.creationTime)
        ? job
        : best,
    undefined,
  );
  if (newest === undefined) return undefined;
  const sameSecondJobIds = launches
    .filter((job) => job !== newest && job.creationTime === newest.creationTime)
    .map((job) => job.jobId);
  return {
    jobId: newest.jobId,
    ...(newest.creationTime === undefined ? {} : { creationTime: newest.creationTime }),
    ...(sameSecondJobIds.length === 0 ? {} : { sameSecondJobIds }),
  };
};

/** DRS runs one job per server at a time (quota L-DD6D028C): what somebody's job holds waits for that job. */
export const heldServers = (foreignJobs: readonly ForeignJob[]): readonly (readonly [string, ServerObstacle])[] =>
  foreignJobs.flatMap((job) =>
    job.sourceServerIds.map((id) => {
      const since = job.creationTime === undefined ? '' : `, since ${job.creationTime}`;
      return [
        id,
        { kind: 'held', waitingFor: `the end of job ${job.jobId} (${job.jobType}), which holds its servers${since}` },
      ] as const;
    }),
  );

/** True when DRS would delete an instance that is not a drill's. A kind that DRS does not tell counts as live. */
export const isLiveInstance = (instance: RecoveryInstance): boolean =>
  instance.isDrill !== true && instance.instanceState?.toUpperCase() !== 'TERMINATED';

/** Of a drill's it costs nothing but its volumes, as the settings of the server want it. A live one is asked about all the same. */
export const isLaunchedIntoAgain = ({ instance }: PresentInstance, into: IntoInstances): boolean =>
  !isLiveInstance(instance) && into.get(instance.sourceServerId) === ec2IdOf(instance);

/**
 * Live and existing instances that nobody accepted the deletion of; and any that EC2 refuses to tell of, which may be
 * existing ones. What was accepted is read, and EC2 asked, only where one is in the way.
 */
const unacceptedInstances = async (
  { reader, compute }: Pick<LaunchCheckPorts, 'reader' | 'compute'>,
  executionId: string,
  scope: Scope,
  instances: readonly RecoveryInstance[],
): Promise<Outcome<readonly (readonly [string, ServerObstacle])[]>> => {
  const { present, failure } = await presentInstances(compute, scope, instances);
  const inTheWay = present.filter(
    ({ instance, isExisting }) => failure !== undefined || isExisting || isLiveInstance(instance),
  );
  if (inTheWay.length === 0) return { ok: true, value: [] };
  const { plan, acceptedInstanceDeletions } = await readFrozenPlan(reader, executionId);
  const into = intoInstancesOf(await groupsOfPlan(reader, plan));
  const unaccepted = inTheWay
    .filter((one) => !acceptedInstanceDeletions.includes(one.instance.recoveryInstanceId))
    .filter((one) => !isLaunchedIntoAgain(one, into));
  if (failure?.retryable === true && unaccepted.some(({ instance }) => !isLiveInstance(instance))) {
    return { ok: false, failure };
  }
  return {
    ok: true,
    value: unaccepted.map((one) => [
      one.instance.sourceServerId,
      { kind: 'refused', reason: whyNotDeleted(one, failure) },
    ]),
  };
};

const whyNotDeleted = ({ instance, isExisting }: PresentInstance, failure: AwsFailure | undefined): string => {
  const id = instance.recoveryInstanceId;
  if (isExisting) return `its launch might delete the existing instance ${id}, and nobody accepted that`;
  if (isLiveInstance(instance))
    return `its launch would delete the live recovery instance ${id}, and nobody accepted that`;
  const words = failure === undefined ? '' : `: ${failureText(failure)}`;
  return `whether ${id}, which its launch deletes, is one that DRS made is not known${words}`;
};

/** Replication states in which DRS has no recovery point to launch from, or has let go of the server. */
const unfitStates: Readonly<Record<string, string>> = {
  STOPPED: 'its replication is stopped',
  DISCONNECTED: 'it is disconnected from DRS',
  INITIATING: 'it has no recovery point yet: its first synchronisation is being prepared',
  INITIAL_SYNC: 'it has no recovery point yet: its first synchronisation is running',
};

const unfitServers = (
  wanted: readonly string[],
  servers: readonly SourceServer[],
): readonly (readonly [string, ServerObstacle])[] => {
  const found = new Map(servers.map((server) => [server.sourceServerId, server]));
  return wanted.flatMap((id): readonly (readonly [string, ServerObstacle])[] => {
    const reason = unfitReason(found.get(id));
    return reason === undefined ? [] : [[id, { kind: 'refused', reason }]];
  });
};

/** Why DRS has nothing to launch this server from; undefined when it has, or when the state is new to us. */
export const unfitReason = (server: SourceServer | undefined): string | undefined => {
  if (server === undefined) return 'DRS does not know this source server (any more)';
  const unfit = server.replicationState === undefined ? undefined : unfitStates[server.replicationState];
  return unfit === undefined ? undefined : `${unfit} (dataReplicationState ${server.replicationState})`;
};

/** What a clean-up is to terminate: only EC2 can say whether it is gone where DRS lists it no more, and whose it is. */
const instanceIdsOf = (jobs: readonly LaunchJob[]): readonly string[] =>
  jobs.flatMap((job) => job.servers.flatMap((server) => server.recoveryInstanceId ?? []));

/** What a clean-up is to terminate, and is gone already, or something else by now. */
const changedInstances = (
  jobs: readonly LaunchJob[],
  instances: readonly RecoveryInstance[],
  inEc2: readonly Instance[],
): readonly (readonly [string, ServerObstacle])[] => {
  const present = new Map(instances.map((instance) => [instance.sourceServerId, instance]));
  const running = new Map(inEc2.map((instance) => [instance.instanceId, instance]));
  return jobs.flatMap((job) =>
    job.servers.flatMap((server): readonly (readonly [string, ServerObstacle])[] => {
      const found = present.get(server.sourceServerId);
      if (found === undefined) {
        const id = server.recoveryInstanceId ?? '';
        const there = running.get(id);
        if (there === undefined || there.instanceState === 'terminated') {
          return [[server.sourceServerId, { kind: 'done' }]];
        }
        const state = there.instanceState ?? 'there';
        const reason = `left alone: DRS no longer lists ${id}, and in EC2 it is ${state}: terminate it there`;
        return [[server.sourceServerId, { kind: 'refused', reason }]];
      }
      if (isGone(found)) return [[server.sourceServerId, { kind: 'done' }]];
      if (found.recoveryInstanceId === server.recoveryInstanceId) {
        const there = running.get(found.recoveryInstanceId);
        return there === undefined || isMadeByDrs(there)
          ? []
          : [
              [
                server.sourceServerId,
                { kind: 'refused', reason: `left alone: ${existingText(found.recoveryInstanceId)}` },
              ],
            ];
      }
      const reason = `left alone: DRS now shows ${found.recoveryInstanceId} instead of ${server.recoveryInstanceId ?? 'its instance'}`;
      return [[server.sourceServerId, { kind: 'refused', reason }]];
    }),
  );
};
