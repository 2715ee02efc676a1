/**
 * What EC2 and DRS know of launched servers beyond their status: instance id, type, addresses, state, launch time, and
 * the recovery point that was launched. In batches, a few times per job, never one call per server.
 */
import { limits } from '../domain/limits.ts';
import type { JobObservation, ServerObservation } from '../domain/model/observation.ts';
import type { Scope } from '../domain/model/scope.ts';
import { secondsBetween } from '../domain/time.ts';
import { COMPLETED_JOB, MISSING_JOB } from '../domain/transition/settle.ts';
import type { ComputeService, Instance } from '../ports/compute-service.ts';
import type { RecoveryInstance, RecoveryService } from '../ports/recovery-service.ts';
import { isGone } from './launch-check.ts';

/** While others of the job are still coming up, addresses are looked up together, this often. */
const BATCH_SECONDS = 60;

export const enrichServers = async (
  ports: { readonly recovery: RecoveryService; readonly compute: ComputeService },
  scope: Scope,
  before: JobObservation | undefined,
  observation: JobObservation,
): Promise<JobObservation> => {
  const wanted = observation.servers.filter((server) => isWanted(observation, server));
  if (wanted.length === 0 || !isDue(before, observation)) return observation;
  const found = await ports.recovery.describeRecoveryInstances(
    scope,
    wanted.map((server) => server.sourceServerId),
  );
  const attempted = {
    ...observation,
    enrichmentAttempts: observation.enrichmentAttempts + 1,
    enrichedTime: observation.lastPolledTime,
  };
  if (!found.ok) return attempted;
  const recoveryInstances = new Map(found.value.map((instance) => [instance.sourceServerId, instance]));
  const ours = found.value.filter((instance) => instance.jobId === observation.jobId);
  const instanceIds = ours.flatMap((instance) => (instance.instanceId === undefined ? [] : [instance.instanceId]));
  const described = instanceIds.length === 0 ? undefined : await ports.compute.describeInstances(scope, instanceIds);
  const instances = new Map(described?.ok ? described.value.map((instance) => [instance.instanceId, instance]) : []);
  const ids = new Set(wanted.map((server) => server.sourceServerId));
  return {
    ...attempted,
    servers: observation.servers.map((server) =>
      ids.has(server.sourceServerId)
        ? withInstance(server, observation.jobId, recoveryInstances.get(server.sourceServerId), instances)
        : server,
    ),
  };
};

/** Launched servers without an address, and, once the job is over, those that it left undecided. */
const isWanted = (observation: JobObservation, server: ServerObservation): boolean => {
  if (server.launchStatus === 'LAUNCHED') return server.privateIp === undefined || server.instanceState === 'pending';
  const over = observation.jobStatus === COMPLETED_JOB || observation.jobStatus === MISSING_JOB;
  return over && server.launchStatus !== 'FAILED' && server.launchStatus !== 'TERMINATED';
};

const isDue = (before: JobObservation | undefined, observation: JobObservation): boolean => {
  if (observation.jobStatus === COMPLETED_JOB || observation.jobStatus === MISSING_JOB) return true;
  if (observation.enrichmentAttempts >= limits.enrichmentAttempts) return false;
  return (
    before?.enrichedTime === undefined ||
    secondsBetween(before.enrichedTime, observation.lastPolledTime) >= BATCH_SECONDS
  );
};

const withInstance = (
  server: ServerObservation,
  jobId: string,
  recoveryInstance: RecoveryInstance | undefined,
  instances: ReadonlyMap<string, Instance>,
): ServerObservation => {
  // An instance that another job made says nothing of this launch.
  if (recoveryInstance === undefined || recoveryInstance.jobId !== jobId) return server;
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

/** Once a TERMINATE job is over: which of the instances that it left undecided are still there. */
export const seeWhatIsGone = async (
  recovery: RecoveryService,
  scope: Scope,
  observation: JobObservation,
): Promise<JobObservation> => {
  const over = observation.jobStatus === COMPLETED_JOB || observation.jobStatus === MISSING_JOB;
  const open = observation.servers.filter((server) => server.launchStatus !== 'TERMINATED');
  if (!over || open.length === 0) return observation;
  const found = await recovery.describeRecoveryInstances(
    scope,
    open.map((server) => server.sourceServerId),
  );
  if (!found.ok) return observation;
  const present = new Set(
    found.value.filter((instance) => !isGone(instance)).map((instance) => instance.sourceServerId),
  );
  return {
    ...observation,
    servers: observation.servers.map((server) =>
      server.launchStatus === 'TERMINATED' ? server : { ...server, instanceGone: !present.has(server.sourceServerId) },
    ),
  };
};
