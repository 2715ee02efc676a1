/**
 * What EC2 and DRS know of launched servers beyond their status: instance id, type, addresses, state, launch time, and
 * the recovery point that was launched. In batches over all jobs of a look, never one call per server.
 */
import { limits } from '../domain/limits.ts';
import type { JobObservation, ServerObservation } from '../domain/model/observation.ts';
import type { Scope } from '../domain/model/scope.ts';
import { isIncomplete } from '../domain/polling.ts';
import { secondsBetween } from '../domain/time.ts';
import { COMPLETED_JOB, MISSING_JOB } from '../domain/transition/settle.ts';
import type { AwsFailure, Outcome } from '../ports/aws-failure.ts';
import type { ComputeService, Instance } from '../ports/compute-service.ts';
import type { RecoveryInstance, RecoveryService } from '../ports/recovery-service.ts';
import { failureText } from './failure-text.ts';
import { isGone } from './instances-in-ec2.ts';
import { type Addition, type Look, lookFailureOf } from './look.ts';

/** While others of the job are still coming up, addresses are looked up together, this often. */
const BATCH_SECONDS = 120;

/**
 * Looks up the instances of all servers that want it, of all jobs at once. `hurriedId`: of this execution a wave waits
 * for what was seen, so the addresses of its jobs that are decided come with a look of their own, a moment later.
 */
export const lookUpInstances = async (
  ports: { readonly recovery: Pick<RecoveryService, 'describeRecoveryInstances'>; readonly compute: ComputeService },
  scope: Scope,
  looks: readonly Look[],
  hurriedId?: string,
): Promise<Addition> => {
  const isHurried = ({ after }: Look): boolean => after.executionId === hurriedId;
  // What failed may end the execution with this look, and nothing is looked up after the end.
  const goesOn = looks.filter(isHurried).every(({ after }) => after.servers.every(isUpOrUndecided));
  const wanting = looks.filter((look) => isDue(look) && !(goesOn && isHurried(look) && isDecided(look.after)));
  const due = new Map(wanting.map(({ after }) => [after.jobId, wantedServers(after)]));
  const wanted = [...due.values()].flat();
  if (wanted.length === 0) return (observation) => observation;
  const found = await ports.recovery.describeRecoveryInstances(scope, wanted);
  const recoveryInstances = found.ok ? found.value : [];
  const instanceIds = recoveryInstances.flatMap(({ jobId, instanceId }) =>
    instanceId !== undefined && jobId !== undefined && due.has(jobId) ? [instanceId] : [],
  );
  const described = instanceIds.length === 0 ? undefined : await ports.compute.describeInstances(scope, instanceIds);
  const byServer = new Map(recoveryInstances.map((instance) => [instance.sourceServerId, instance]));
  const byId = new Map(described?.ok ? described.value.map((instance) => [instance.instanceId, instance]) : []);
  const failure = failureOf(found) ?? (described && failureOf(described));
  const addFailure = instanceLookFailures(looks, failureOf(found), isLeftUndecided);
  return (observation) => {
    const servers = new Set(due.get(observation.jobId));
    if (servers.size === 0) return observation;
    const { enrichmentFailure: earlier, ...rest } = addFailure(observation);
    const consecutive = (earlier?.consecutive ?? 0) + 1;
    return {
      ...rest,
      ...(failure === undefined ? {} : { enrichmentFailure: { message: failureText(failure), consecutive } }),
      enrichmentAttempts: observation.enrichmentAttempts + 1,
      enrichedTime: observation.lastPolledTime,
      servers: observation.servers.map((server) =>
        servers.has(server.sourceServerId)
          ? withInstance(server, observation.jobId, byServer.get(server.sourceServerId), byId)
          : server,
      ),
    };
  };
};

const failureOf = (outcome: Outcome<unknown>): AwsFailure | undefined => (outcome.ok ? undefined : outcome.failure);

/** Notes at jobs that are over whether the instances of such servers could be looked for: only then a grace period begins. */
const instanceLookFailures = (
  looks: readonly Look[],
  failure: AwsFailure | undefined,
  isConcerned: (server: ServerObservation) => boolean,
): Addition => {
  const earlier = new Map(looks.map(({ before }) => [before?.jobId, before]));
  return ({ instanceLookFailure: _earlier, ...observation }) => {
    if (failure === undefined || !isOver(observation) || !observation.servers.some(isConcerned)) return observation;
    const { unsettledSince, ...rest } = observation;
    const { lastPolledTime: time, jobId, jobStatus } = rest;
    const before = earlier.get(jobId);
    const hasBegun = before?.unsettledSince !== undefined && before.jobStatus === jobStatus;
    return {
      ...rest,
      ...(hasBegun && unsettledSince !== undefined ? { unsettledSince } : {}),
      instanceLookFailure: lookFailureOf(failure, before?.instanceLookFailure, time),
    };
  };
};

/** Launched servers without an address, and, once the job is over, those that it left undecided. */
const wantedServers = (observation: JobObservation): readonly string[] =>
  observation.servers.filter((server) => isWanted(observation, server)).map((server) => server.sourceServerId);

const isWanted = (observation: JobObservation, server: ServerObservation): boolean => {
  if (server.launchStatus === 'LAUNCHED') return isIncomplete(server);
  return isOver(observation) && isLeftUndecided(server);
};

const isLeftUndecided = ({ launchStatus }: ServerObservation): boolean =>
  launchStatus !== 'LAUNCHED' && launchStatus !== 'FAILED' && launchStatus !== 'TERMINATED';

const isUpOrUndecided = ({ launchStatus, decidedTime }: ServerObservation): boolean =>
  launchStatus === 'LAUNCHED' || decidedTime === undefined;

const isDecided = (observation: JobObservation): boolean =>
  observation.jobStatus === COMPLETED_JOB && observation.servers.every(({ decidedTime }) => decidedTime !== undefined);

const isOver = ({ jobStatus }: JobObservation): boolean => jobStatus === COMPLETED_JOB || jobStatus === MISSING_JOB;

const isDue = ({ before, after }: Look): boolean => {
  if (isOver(after)) return true;
  if (after.enrichmentAttempts >= limits.enrichmentAttempts) return false;
  return (
    before?.enrichedTime === undefined || secondsBetween(before.enrichedTime, after.lastPolledTime) >= BATCH_SECONDS
  );
};

const withInstance = (
  server: ServerObservation,
  jobId: string,
  recoveryInstance: RecoveryInstance | undefined,
  instances: ReadonlyMap<string, Instance>,
): ServerObservation => {
  if (recoveryInstance === undefined) return server;
  // An instance that another job made says nothing of this launch, but who made it is told of a server left undecided.
  if (recoveryInstance.jobId !== jobId) {
    const isTold = server.launchStatus !== 'LAUNCHED' && recoveryInstance.jobId !== undefined;
    return isTold ? { ...server, instanceJobId: recoveryInstance.jobId } : server;
  }
  const instance = recoveryInstance.instanceId === undefined ? undefined : instances.get(recoveryInstance.instanceId);
  return {
    ...server,
    recoveryInstanceId: recoveryInstance.recoveryInstanceId,
    instanceJobId: recoveryInstance.jobId,
    ...(recoveryInstance.pointInTime === undefined ? {} : { pointInTime: recoveryInstance.pointInTime }),
    ...(recoveryInstance.instanceId === undefined ? {} : { instanceId: recoveryInstance.instanceId }),
    ...(recoveryInstance.instanceState === undefined
      ? {}
      : { instanceState: recoveryInstance.instanceState.toLowerCase() }),
    ...(instance?.privateIp === undefined ? {} : { privateIp: instance.privateIp }),
    ...(instance?.publicIp === undefined ? {} : { publicIp: instance.publicIp }),
    ...(instance?.instanceType === undefined ? {} : { instanceType: instance.instanceType }),
    ...(instance?.instanceState === undefined ? {} : { instanceState: instance.instanceState }),
    ...(instance?.launchTime === undefined ? {} : { launchTime: instance.launchTime }),
  };
};

/**
 * Once TERMINATE jobs are over: which of the instances that they left undecided are still there. DRS may take an instance
 * off its list that EC2 still runs: gone is what neither shows.
 */
export const seeWhatIsGone = async (
  ports: { readonly recovery: Pick<RecoveryService, 'describeRecoveryInstances'>; readonly compute: ComputeService },
  scope: Scope,
  looks: readonly Look[],
): Promise<Addition> => {
  const over = looks.map(({ after }) => after).filter(isOver);
  const open = over.flatMap(({ servers }) => servers.filter(isLeftStanding));
  if (open.length === 0) return (observation) => observation;
  const found = await ports.recovery.describeRecoveryInstances(
    scope,
    open.map(({ sourceServerId }) => sourceServerId),
  );
  const jobIds = new Set(over.map(({ jobId }) => jobId));
  const failed = (failure: AwsFailure): Addition => {
    const addFailure = instanceLookFailures(looks, failure, isLeftStanding);
    return (observation) => (jobIds.has(observation.jobId) ? addFailure(observation) : observation);
  };
  if (!found.ok) return failed(found.failure);
  const listed = new Set(
    found.value.filter((instance) => !isGone(instance)).map(({ sourceServerId }) => sourceServerId),
  );
  const instanceIds = open.flatMap((server) => (listed.has(server.sourceServerId) ? [] : (ec2IdOf(server) ?? [])));
  const described = await ports.compute.describeInstances(scope, instanceIds);
  if (!described.ok) return failed(described.failure);
  const running = new Set(
    described.value.flatMap(({ instanceId, instanceState }) => (instanceState === 'terminated' ? [] : [instanceId])),
  );
  const isThere = (server: ServerObservation): boolean =>
    listed.has(server.sourceServerId) || running.has(ec2IdOf(server) ?? '');
  return (observation) =>
    jobIds.has(observation.jobId)
      ? {
          ...observation,
          servers: observation.servers.map((server) =>
            isLeftStanding(server) ? { ...server, instanceGone: !isThere(server) } : server,
          ),
        }
      : observation;
};

const isLeftStanding = ({ launchStatus }: ServerObservation): boolean => launchStatus !== 'TERMINATED';

/**
 * What EC2 says of the instances of servers that DRS calls TERMINATED, until it says that they are gone or going: a record
 * that calls a running instance terminated would be believed.
 */
export const seeWhatEc2Runs = async (
  { compute }: { readonly compute: ComputeService },
  scope: Scope,
  looks: readonly Look[],
): Promise<Addition> => {
  const asked = looks.flatMap(({ before, after }) => terminatedNow(before, after).flatMap((one) => ec2IdOf(one) ?? []));
  if (asked.length === 0) return (observation) => observation;
  const described = await compute.describeInstances(scope, asked);
  const states = new Map(described.ok ? described.value.map((one) => [one.instanceId, one.instanceState]) : []);
  const saidOf = (id: string): ServerObservation['stillInEc2'] => {
    if (!described.ok) return { failure: failureText(described.failure) };
    const state = states.get(id);
    return state === undefined || going.includes(state) ? undefined : { state };
  };
  return (observation) => ({
    ...observation,
    servers: observation.servers.map((server): ServerObservation => {
      const id = ec2IdOf(server);
      if (id === undefined || !asked.includes(id) || server.launchStatus !== 'TERMINATED') return server;
      const { stillInEc2: _before, ...rest } = server;
      const stillInEc2 = saidOf(id);
      return stillInEc2 === undefined ? rest : { ...rest, stillInEc2 };
    }),
  });
};

const going: readonly string[] = ['shutting-down', 'terminated'];

/** Newly TERMINATED, or still there at the last look. */
const terminatedNow = (before: JobObservation | undefined, after: JobObservation): readonly ServerObservation[] => {
  const known = new Set(
    (before?.servers ?? []).flatMap(({ launchStatus, sourceServerId, stillInEc2 }) =>
      launchStatus === 'TERMINATED' && stillInEc2 === undefined ? [sourceServerId] : [],
    ),
  );
  return after.servers.filter(
    ({ launchStatus, sourceServerId }) => launchStatus === 'TERMINATED' && !known.has(sourceServerId),
  );
};

/** DRS names a recovery instance as EC2 names the instance (DRS API model: both are `i-…`). */
const ec2IdOf = ({ instanceId, recoveryInstanceId }: ServerObservation): string | undefined =>
  instanceId ?? recoveryInstanceId;
