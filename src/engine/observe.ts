/**
 * `observe`: asks DRS and EC2 about the started jobs of one account and Region, all executions together, and gives back
 * what they said. It reads the store and writes nothing (design 3): it has no port to write with.
 */
import { sinceOf } from '../domain/clock-skew.ts';
import type { Purpose } from '../domain/model/execution.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import type { Reservation } from '../domain/model/ledger.ts';
import type { JobObservation, ScopeObservation, ServerObservation } from '../domain/model/observation.ts';
import { type Scope, scopeKey } from '../domain/model/scope.ts';
import { COMPLETED_JOB, MISSING_JOB } from '../domain/transition/settle.ts';
import type { AwsFailure } from '../ports/aws-failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { ComputeService } from '../ports/compute-service.ts';
import type { ItemReader } from '../ports/item-store.ts';
import type { RecoveryJob, RecoveryService } from '../ports/recovery-service.ts';
import { lookUpInstances, seeWhatEc2Runs, seeWhatIsGone } from './enrich.ts';
import { readPhases } from './job-phases.ts';
import { type Look, lookFailureOf } from './look.ts';
import { jobObservationKey } from './store/execution-items.ts';
import { readJob, readLedger } from './store/execution-reader.ts';
import { jobObservationOf, readScopeObservation } from './store/observation-store.ts';

export interface ObservePorts {
  readonly reader: ItemReader;
  readonly recovery: RecoveryService;
  readonly compute: ComputeService;
  readonly clock: Clock;
}

export interface Observed {
  readonly scope: ScopeObservation;
  readonly jobs: readonly JobObservation[];
  /** Executions of which a server was decided, or a job ended, since their last observation. */
  readonly concerned: ReadonlySet<string>;
}

type StartedReservation = Reservation & { readonly jobId: string };

/** One `DescribeJobs` for all our jobs there, then only what is needed beside it; less for an execution of which a wave waits. */
export const observeScope = async (ports: ObservePorts, scope: Scope, hurriedId?: string): Promise<Observed> => {
  const { ledger } = await readLedger(ports.reader, scopeKey(scope));
  const started = ledger.reservations.filter(
    (reservation): reservation is StartedReservation => reservation.jobId !== undefined,
  );
  // Taken before the call: what comes back is at least as new (design 6.8).
  const observedTime = ports.clock.now();
  if (started.length === 0)
    return { scope: { ...scope, lastPolledTime: observedTime }, jobs: [], concerned: new Set() };
  const answer = await ports.recovery.describeJobs(scope, { jobIds: started.map((reservation) => reservation.jobId) });
  if (!answer.ok) return failedLook(ports, scope, answer.failure, observedTime);
  // A grace period begins with the answer: the job may have ended while it was on its way.
  const answeredTime = ports.clock.now();

  const byId = new Map(answer.value.map((job) => [job.jobId, job]));
  const earlier = await ports.reader.getMany(
    started.map(({ executionId, jobKey }) => jobObservationKey(executionId, jobKey)),
  );
  const looks = await Promise.all(
    started.map(async (reservation, index): Promise<Look & { readonly purpose: Purpose }> => {
      const before = jobObservationOf(earlier[index]);
      const known = before?.servers ?? (await unseenServers(ports.reader, reservation));
      const job = byId.get(reservation.jobId);
      const after = mergeJob(scope, reservation, { before, known }, job, { observedTime, answeredTime });
      return { before, after, purpose: reservation.purpose ?? 'LAUNCH' };
    }),
  );
  const launches = looks.filter(({ purpose }) => purpose === 'LAUNCH');
  const cleanUps = looks.filter(({ purpose }) => purpose === 'CLEAN_UP');
  const [addPhases, addInstances, addGone, addLeft] = await Promise.all([
    readPhases(ports.recovery, scope, launches),
    lookUpInstances(ports, scope, launches, hurriedId),
    seeWhatIsGone(ports, scope, cleanUps),
    seeWhatEc2Runs(ports, scope, cleanUps),
  ]);
  return {
    scope: { ...scope, lastPolledTime: observedTime },
    jobs: looks.map(({ after }) => addLeft(addGone(addInstances(addPhases(after))))),
    concerned: new Set(looks.filter(isNews).map(({ after }) => after.executionId)),
  };
};

/** A look that failed is recorded as such, with AWS's words and the time of the next; it decides nothing. */
const failedLook = async (
  ports: ObservePorts,
  scope: Scope,
  failure: AwsFailure,
  observedTime: Instant,
): Promise<Observed> => {
  const before = await readScopeObservation(ports.reader, scope);
  return {
    scope: {
      ...scope,
      ...(before?.lastPolledTime === undefined ? {} : { lastPolledTime: before.lastPolledTime }),
      failure: lookFailureOf(failure, before?.failure, observedTime),
    },
    jobs: [],
    concerned: new Set(),
  };
};

/** Every server of a job that is looked at for the first time: DRS may no longer list the job, or not name them all. */
const unseenServers = async (
  reader: ItemReader,
  { executionId, jobKey }: StartedReservation,
): Promise<readonly ServerObservation[]> => {
  const job = await readJob(reader, executionId, jobKey);
  return (job?.servers ?? []).map(({ sourceServerId, recoveryInstanceId }) => ({
    sourceServerId,
    launchStatus: NOT_YET,
    ...(recoveryInstanceId === undefined ? {} : { recoveryInstanceId }),
  }));
};

/** What a server is that DRS says nothing of (yet): DRS's own first LaunchStatus. */
const NOT_YET = 'PENDING';

const isSettled = (status: string): boolean => status === 'LAUNCHED' || status === 'FAILED' || status === 'TERMINATED';

/** The new observation on top of the old one: a decided server never regresses (design 6.8). */
const mergeJob = (
  scope: Scope,
  reservation: StartedReservation,
  earlier: { readonly before: JobObservation | undefined; readonly known: readonly ServerObservation[] },
  job: RecoveryJob | undefined,
  { observedTime, answeredTime }: { readonly observedTime: Instant; readonly answeredTime: Instant },
): JobObservation => {
  const { before } = earlier;
  const known = new Map(earlier.known.map((server) => [server.sourceServerId, server]));
  for (const participant of job?.servers ?? []) {
    const old = known.get(participant.sourceServerId);
    const launchStatus = participant.launchStatus ?? NOT_YET;
    if (old !== undefined && isSettled(old.launchStatus) && !isSettled(launchStatus)) continue;
    const server: ServerObservation = {
      ...old,
      sourceServerId: participant.sourceServerId,
      launchStatus,
      ...(isSettled(launchStatus) ? { decidedTime: old?.decidedTime ?? observedTime, phase: 'DONE' as const } : {}),
      ...(participant.recoveryInstanceId === undefined ? {} : { recoveryInstanceId: participant.recoveryInstanceId }),
    };
    known.set(participant.sourceServerId, server);
  }
  const servers = [...known.values()];
  const jobStatus = job?.jobStatus ?? MISSING_JOB;
  const over = jobStatus === COMPLETED_JOB || jobStatus === MISSING_JOB;
  // Each way of being unsettled has a grace period of its own, from when it was first seen.
  const unsettledSince = before?.jobStatus === jobStatus ? before.unsettledSince : undefined;
  const unsettled =
    jobStatus === MISSING_JOB ||
    servers.some((server) => !isSettled(server.launchStatus) || server.stillInEc2 !== undefined);
  return {
    executionId: reservation.executionId,
    jobKey: reservation.jobKey,
    jobId: reservation.jobId,
    accountId: scope.accountId,
    region: scope.region,
    jobStatus,
    ...(job?.endTime === undefined ? {} : { jobEndTime: job.endTime }),
    ...(over && unsettled ? { unsettledSince: sinceOf(unsettledSince, answeredTime) } : {}),
    servers,
    enrichmentAttempts: before?.enrichmentAttempts ?? 0,
    ...(before?.enrichedTime === undefined ? {} : { enrichedTime: sinceOf(before.enrichedTime, observedTime) }),
    ...(before?.enrichmentFailure === undefined ? {} : { enrichmentFailure: before.enrichmentFailure }),
    ...(before?.logReadTime === undefined ? {} : { logReadTime: sinceOf(before.logReadTime, observedTime) }),
    lastPolledTime: observedTime,
  };
};

/** Something that a decision may follow from. */
const isNews = ({ before, after }: Look): boolean => {
  const settledCount = (observation: JobObservation | undefined): number =>
    (observation?.servers ?? []).filter((server) => isSettled(server.launchStatus)).length;
  return before?.jobStatus !== after.jobStatus || settledCount(before) !== settledCount(after);
};
