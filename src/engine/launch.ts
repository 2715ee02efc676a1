/**
 * Acts on stored launch intents (design 6.1): looks, claims, calls `StartRecovery` once, and says what came of it.
 * A claim is stored before the call; whoever finds an unanswered claim later looks for its job before anything else.
 */
import { limits } from '../domain/limits.ts';
import type { DriverState, ExecutionState, ExecutionType, LaunchJob } from '../domain/model/execution.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import { type Scope, scopeKey } from '../domain/model/scope.ts';
import { dueHeldJobs, lookForJobTime } from '../domain/polling.ts';
import { addSeconds, isBefore } from '../domain/time.ts';
import { decide } from '../domain/transition/decide.ts';
import type { LaunchInput, ServerObstacle } from '../domain/transition/input.ts';
import { backoffSeconds } from '../domain/transition/launch.ts';
import type { AwsFailure, Outcome } from '../ports/aws-failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { ComputeService } from '../ports/compute-service.ts';
import type { Ids } from '../ports/ids.ts';
import type { ItemStore } from '../ports/item-store.ts';
import type { RecoveryJob, RecoveryService } from '../ports/recovery-service.ts';
import type { Announcer } from './announce.ts';
import { applyInputs, type Conclude } from './apply-input.ts';
import { type Basis, newerOf, saveWhileItLasts } from './launch-basis.ts';
import { checkLaunch, heldServers } from './launch-check.ts';
import type { PointLooks } from './recovery-points.ts';
import { type Search, searchJobs } from './search-jobs.ts';
import type { LoadedExecution } from './store/execution-reader.ts';
import { type Save, saveExecution } from './store/execution-writer.ts';

export interface LaunchPorts {
  readonly store: ItemStore;
  readonly recovery: RecoveryService;
  readonly compute: ComputeService;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly pointLooks: PointLooks;
  /** Tells people of what they want to know; never fails. */
  readonly announce: Announcer['announce'];
}

const scopeOf = (job: LaunchJob): Scope => ({ accountId: job.accountId, region: job.region });

/** Jobs by scope, in the order in which they stand. */
const byScope = (
  jobs: readonly LaunchJob[],
): readonly { readonly scope: Scope; readonly jobs: readonly LaunchJob[] }[] =>
  [...Map.groupBy(jobs, (job) => scopeKey(job)).values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ scope: scopeOf(first), jobs: group }];
  });

/**
 * What the turn has to act on: planned jobs, jobs that others held and whose look is due, and claims that nobody can be
 * calling for any more.
 */
export const pendingActs = (
  state: ExecutionState,
  { heldLookTime }: DriverState,
  now: string,
): { planned: readonly LaunchJob[]; held: readonly LaunchJob[]; lost: readonly LaunchJob[] } => ({
  planned: state.jobs.filter((job) => job.state === 'PLANNED'),
  held: dueHeldJobs(state, heldLookTime, now),
  lost: state.jobs.filter((job) => job.state === 'CLAIMED' && !isBefore(now, lookForJobTime(job))),
});

/**
 * Acts once on what is pending. Gives the execution as it is stored since; undefined when it must be loaded again. What
 * the turn has decided and is `unsaved` is saved with the claims of the first scope. Once every call is answered, the last
 * answers are saved with what `conclude` makes of them.
 */
export const act = async (
  ports: LaunchPorts,
  loaded: LoadedExecution,
  conclude: Conclude,
  unsaved?: Save,
): Promise<LoadedExecution | undefined> => {
  const { state, driver } = unsaved ?? loaded;
  const { planned, held, lost } = pendingActs(state, driver, ports.clock.now());
  if (lost.length > 0) return lookForLostJobs(ports, loaded, lost);
  let current: Basis = { stored: loaded, ...(unsaved === undefined ? {} : { unsaved }) };
  for (const group of byScope([...planned, ...held])) {
    const launched = await launchScope(ports, current, group, conclude);
    if (launched === undefined || launched.isStarted) return launched?.loaded;
    current = { stored: launched.loaded };
  }
  return current.stored;
};

/** Claims the jobs of one scope that can start, and starts them. Undefined when somebody else wrote in between. */
const launchScope = async (
  ports: LaunchPorts,
  basis: Basis,
  { scope, jobs }: { readonly scope: Scope; readonly jobs: readonly LaunchJob[] },
  conclude: Conclude,
): Promise<{ readonly loaded: LoadedExecution; readonly isStarted: boolean } | undefined> => {
  const claimId = ports.ids.next('claim');
  const place = scopeKey(scope);
  const { state, driver, ledgers } = basis.unsaved ?? basis.stored;
  const looking = checkLaunch(
    { ...ports, reader: ports.store },
    { state, scope, jobs, claimId, ledger: ledgers?.get(place) },
  );
  const [check, from] = await Promise.all([looking, saveWhileItLasts(ports, basis, looking)]);
  if (from === undefined) return undefined;
  const decision = decide(state, check.input, ports.clock.now());
  if (decision.kind === 'rejected') return undefined;
  const claimed = await saveExecution(ports.store, from.stored, {
    state: decision.state,
    driver: jobs.some((job) => job.state === 'WAITING') ? { ...driver, heldLookTime: ports.clock.now() } : driver,
    events: [...(from.unsaved?.events ?? []), ...decision.events],
    ledgers: new Map([
      ...(from.unsaved?.ledgers ?? []),
      [place, newerOf(from.stored.ledgers?.get(place), check.ledger)],
    ]),
  });
  if (claimed === undefined) return undefined;
  if (from.unsaved !== undefined) ports.announce(from.unsaved.state, from.unsaved.events);
  ports.announce(claimed.state, decision.events);
  const mine = claimed.state.jobs.filter((job) => job.state === 'CLAIMED' && job.claim?.claimId === claimId);
  if (mine.length === 0) return { loaded: claimed, isStarted: false };
  return { loaded: await startJobs(ports, claimed, mine, conclude), isStarted: true };
};

/** So many answers fit one save, also when each of them splits its job. */
const ANSWERS_PER_SAVE = 10;

/**
 * Each answer is saved as soon as no other save is under way, together with those that came meanwhile: side by side they
 * would only be in each other's way, and none waits for a slower one. The save that has the last of them concludes.
 */
const startJobs = async (
  ports: LaunchPorts,
  claimed: LoadedExecution,
  jobs: readonly LaunchJob[],
  conclude: Conclude,
): Promise<LoadedExecution> => {
  let newest = claimed;
  let unsaved = jobs.length;
  const answers: LaunchInput[] = [];
  let saving: Promise<void> | undefined;
  const save = async (): Promise<void> => {
    const taken = answers.splice(0, ANSWERS_PER_SAVE);
    unsaved -= taken.length;
    newest = await settle(ports, newest, taken, unsaved === 0 ? conclude : undefined);
  };
  await Promise.all(
    jobs.map(async (job) => {
      const answer = await startJob(ports, claimed.state, job);
      answers.push(answer);
      while (answers.includes(answer)) {
        saving ??= save().finally(() => {
          saving = undefined;
        });
        await saving;
      }
      // Taken by a save that somebody else began: it must have ended too.
      await saving;
    }),
  );
  return newest;
};

/** The one call of `StartRecovery`, or of `TerminateRecoveryInstances`, for this claim; and what came of it. */
const startJob = async (ports: LaunchPorts, state: ExecutionState, job: LaunchJob): Promise<LaunchInput> => {
  const { executionType } = state.header;
  const claimId = job.claim?.claimId;
  if (claimId === undefined) throw new Error(`bug: ${job.jobKey} is not claimed`);
  const now = ports.clock.now();
  if (job.claim === undefined || !isBefore(addSeconds(now, limits.requestTimeoutSeconds), job.claim.expiresTime)) {
    // This process slept on its claim: somebody else may be looking for the job by now. What was not called did not happen.
    const error = { code: 'ClaimExpired', message: 'the claim was over before the call could be made' };
    return { type: 'startRefused', jobKey: job.jobKey, claimId, error, obstacles: new Map(), retryTime: now };
  }
  const answer = await callAws(ports.recovery, job, executionType);
  return answer.ok
    ? { type: 'jobStarted', jobKey: job.jobKey, claimId, jobId: answer.value.jobId, adopted: false }
    : explainRefusal(ports, state, job, claimId, answer.failure);
};

/** Saves what came of claims, and tells people of what follows. Gives the execution as it is known to be stored. */
const settle = async (
  ports: LaunchPorts,
  known: LoadedExecution,
  inputs: readonly LaunchInput[],
  conclude?: Conclude,
): Promise<LoadedExecution> => {
  const { loaded, steps } = await applyInputs(ports, known, inputs, conclude);
  for (const { state, events } of steps) ports.announce(state, events);
  return loaded;
};

const callAws = (
  recovery: RecoveryService,
  job: LaunchJob,
  executionType: ExecutionType,
): Promise<Outcome<RecoveryJob>> =>
  job.purpose === 'CLEAN_UP'
    ? recovery.terminateRecoveryInstances(
        scopeOf(job),
        job.servers.flatMap((server) => (server.recoveryInstanceId === undefined ? [] : [server.recoveryInstanceId])),
      )
    : recovery.startRecovery(scopeOf(job), {
        sourceServerIds: job.servers.map((server) => server.sourceServerId),
        isDrill: executionType === 'DRILL',
        recoverySnapshotIds: new Map(
          job.servers.flatMap(({ sourceServerId, recoverySnapshotId }) =>
            recoverySnapshotId === undefined ? [] : [[sourceServerId, recoverySnapshotId] as const],
          ),
        ),
      });

/** What AWS's refusal means for the job: later, without some servers, or never. */
const explainRefusal = async (
  ports: LaunchPorts,
  state: ExecutionState,
  job: LaunchJob,
  claimId: string,
  failure: AwsFailure,
): Promise<LaunchInput> => {
  const error = { code: failure.code, message: failure.message };
  const base = { jobKey: job.jobKey, claimId };
  if (failure.mayHaveHappened)
    return { type: 'replyLost', ...base, error, mayStillRun: failure.code === 'TimeoutError' };
  const later = retryTimeOf(ports, job, failure);
  const refused = (obstacles: ReadonlyMap<string, ServerObstacle>, retryTime?: string): LaunchInput => ({
    type: 'startRefused',
    ...base,
    error,
    obstacles,
    ...(retryTime === undefined ? {} : { retryTime }),
  });
  switch (failure.kind) {
    case 'conflict':
      return explainConflict(ports, state, job, claimId, failure, refused, later);
    case 'throttled':
    case 'credentials':
    case 'unavailable':
    case 'quota':
      return refused(new Map(), later);
    case 'not-found':
    case 'invalid': {
      const named = namedServers(job, failure);
      return refused(
        new Map(named.map((id) => [id, { kind: 'refused', reason: `AWS: ${error.code}: ${error.message}` }])),
      );
    }
    case 'denied':
      return refused(new Map());
  }
};

/** Source servers of the job that AWS's error names. */
const namedServers = (job: LaunchJob, failure: AwsFailure): readonly string[] => {
  const text = `${failure.resourceId ?? ''} ${failure.message}`;
  return job.servers
    .filter(
      ({ sourceServerId, recoveryInstanceId, recoverySnapshotId }) =>
        text.includes(sourceServerId) ||
        (recoveryInstanceId !== undefined && text.includes(recoveryInstanceId)) ||
        (recoverySnapshotId !== undefined && text.includes(recoverySnapshotId)),
    )
    .map((server) => server.sourceServerId);
};

/** A 409 may come from our own earlier call, whose reply was lost below us: look for our own job first. */
const explainConflict = async (
  ports: LaunchPorts,
  state: ExecutionState,
  job: LaunchJob,
  claimId: string,
  failure: AwsFailure,
  refused: (obstacles: ReadonlyMap<string, ServerObstacle>, retryTime?: string) => LaunchInput,
  later: string,
): Promise<LaunchInput> => {
  const found = await searchJobs(ports, state, job);
  if (found.kind === 'failed') return { type: 'replyLost', jobKey: job.jobKey, claimId, error: failure };
  if (found.kind === 'found')
    return { type: 'jobStarted', jobKey: job.jobKey, claimId, jobId: found.jobId, adopted: true };
  const own = new Set(job.servers.map((server) => server.sourceServerId));
  const held = heldServers(found.running).filter(([id]) => own.has(id));
  // None for them: whether they wait on, or are given up, is decided by how often they were tried.
  const waitingFor = `AWS: ${failure.code}: ${failure.message}`;
  const named = namedServers(job, failure).map((id): readonly [string, ServerObstacle] => [
    id,
    { kind: 'held', waitingFor, unseen: true },
  ]);
  return refused(new Map([...named, ...held]), later);
};

/** Claims without an answer: adopt the job that was made, or let it be tried again. A look that fails is repeated later. */
const lookForLostJobs = async (
  ports: LaunchPorts,
  loaded: LoadedExecution,
  jobs: readonly LaunchJob[],
): Promise<LoadedExecution> => {
  let newest = loaded;
  for (const job of jobs) {
    const { claim } = job;
    if (claim === undefined) continue;
    const found = await searchJobs(ports, loaded.state, job);
    const base = { jobKey: job.jobKey, claimId: claim.claimId };
    newest = await settle(ports, newest, [{ ...base, ...whatWasFound(ports, job, found) }]);
  }
  return newest;
};

const whatWasFound = (ports: LaunchPorts, job: LaunchJob, found: Search) => {
  switch (found.kind) {
    case 'found':
      return { type: 'jobStarted', jobId: found.jobId, adopted: true } as const;
    case 'none':
      return { type: 'jobNotFound' } as const;
    case 'failed': {
      const { code, operation, message } = found.failure;
      const error = { code, message: `${operation}: ${message}` };
      return { type: 'lookFailed', error, retryTime: retryTimeOf(ports, job, found.failure) } as const;
    }
  }
};

/** When a call that failed in this way may be tried again. */
const retryTimeOf = (ports: LaunchPorts, job: LaunchJob, failure: AwsFailure): Instant =>
  addSeconds(ports.clock.now(), Math.max(failure.retryAfterSeconds ?? 0, backoffSeconds(job.tries)));
