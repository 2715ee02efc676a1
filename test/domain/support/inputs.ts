/** Makes an act an input for the state that it meets. */
import type { ActivityAnswer, WaveActivity } from '../../../src/domain/model/activity.ts';
import type { ExecutionState, LaunchJob } from '../../../src/domain/model/execution.ts';
import type { Ledger } from '../../../src/domain/model/ledger.ts';
import type { JobObservation } from '../../../src/domain/model/observation.ts';
import type { Scope } from '../../../src/domain/model/scope.ts';
import { addSeconds } from '../../../src/domain/time.ts';
import type { Input, ServerObstacle } from '../../../src/domain/transition/input.ts';
import type { Act, Look, ObstacleKind, Stranger } from './acts.ts';
import { ROSTER_ID, type Scenario } from './scenario.ts';

const error = { code: 'SomeException', message: 'in the words of AWS' };

/** Undefined when there is nothing in this state that the act could be about. */
export const toInput = (
  act: Act,
  state: ExecutionState,
  now: string,
  scenario: Scenario,
  claimId: string,
): Input | undefined => {
  switch (act.kind) {
    case 'begin': {
      const serverCount = scenario.chunks.reduce((sum, chunk) => sum + chunk.servers.length, 0);
      return { type: 'begin', rosterId: ROSTER_ID, serverCount, warnings: [] };
    }
    case 'refuse':
      return { type: 'refuse', refusals: [{ code: 'NO_SERVERS', message: 'none', subjects: [], remedy: 'some' }] };
    case 'postponeChecks':
      return { type: 'postponeChecks', reason: 'drs:DescribeSourceServers: throttled' };
    case 'finalize':
      return { type: 'finalize' };
    case 'pause':
      return { type: 'pause', actor: 'anna' };
    case 'cancel':
      return { type: 'cancel', actor: 'bert', reason: 'the wrong plan' };
    case 'resume':
      return { type: 'resume', actor: 'carla', ...waveNumberOf(act.wave, state) };
    case 'approve': {
      const actionName = `action ${act.action}`;
      return { type: 'resume', actor: 'carla', ...waveNumberOf(act.wave, state), actionName };
    }
    case 'claimActivity':
    case 'activityAnswered':
      return toActivityInput(act, state, claimId);
    case 'retry':
      return { type: 'retry', actor: 'dora', waveNumber: act.wave % Math.max(1, state.waves.length) };
    case 'skip': {
      const waveNumber = act.wave % Math.max(1, state.waves.length);
      const failed = state.jobs
        .filter((job) => job.waveNumber === waveNumber)
        .flatMap((job) => job.servers)
        .find((server) => server.outcome === 'FAILED');
      const one = act.servers === 'first' && failed !== undefined ? { sourceServerIds: [failed.sourceServerId] } : {};
      return { type: 'skip', actor: 'dora', waveNumber, reason: 'not needed tonight', ...one };
    }
    case 'advance':
      return {
        type: 'advance',
        observations: new Map(
          state.jobs.flatMap((job, index) => {
            const look = act.looks[index % act.looks.length];
            return look === undefined ? [] : [[job.jobKey, toObservation(state, job, look, now)] as const];
          }),
        ),
        ledgers: ledgersOf(state, act.strangers),
      };
    case 'launchChecked': {
      const scope = scopesOf(state)[act.scope % Math.max(1, scopesOf(state).length)];
      if (scope === undefined) return undefined;
      const here = state.jobs.filter((job) => placeOf(job) === placeOf(scope));
      const planned = here.filter((job) => job.state === 'PLANNED');
      const held = here.filter((job) => job.heldByOthers === true);
      return {
        type: 'launchChecked',
        scope,
        claimId,
        ledger: ledgersOf(state, act.strangers).get(placeOf(scope)) ?? { reservations: [] },
        foreignJobs: act.foreignJobs.map((serverCount, index) => ({
          jobId: `drsjob-foreign-${index}`,
          jobType: 'LAUNCH',
          jobStatus: 'STARTED',
          sourceServerIds: Array.from({ length: serverCount }, (_, server) => `foreign-${index}-${server}`),
        })),
        heldJobKeys: held.map((job) => job.jobKey),
        obstacles: new Map([...planned, ...held].flatMap((job) => [...toObstacles(job, act.obstacles)])),
      };
    }
    case 'launchPostponed':
    case 'launchImpossible': {
      const isLookedAt = (job: LaunchJob): boolean => job.state === 'PLANNED' || job.heldByOthers === true;
      const job = pick(state.jobs, isLookedAt, act.job);
      if (job === undefined) return undefined;
      return act.kind === 'launchImpossible'
        ? { type: act.kind, jobKeys: [job.jobKey], error }
        : { type: act.kind, jobKeys: [job.jobKey], reason: 'AWS: later', notBefore: addSeconds(now, 20) };
    }
    case 'jobStarted':
    case 'jobNotFound':
    case 'lookFailed':
    case 'replyLost':
    case 'startRefused':
      return toAnswer(act, state, now);
  }
};

type Answer = Extract<Act, { kind: 'jobStarted' | 'jobNotFound' | 'lookFailed' | 'replyLost' | 'startRefused' }>;

type ActivityAct = Extract<Act, { kind: 'claimActivity' | 'activityAnswered' }>;

const toActivityInput = (act: ActivityAct, state: ExecutionState, claimId: string): Input | undefined => {
  const isWanted = ({ state: stands }: WaveActivity): boolean =>
    act.kind === 'claimActivity'
      ? stands === 'PLANNED' || stands === 'CLAIMED'
      : stands === 'CLAIMED' || stands === 'STARTED';
  const withAny = state.waves.flatMap((wave) => (wave.activities ?? []).filter(isWanted).slice(0, 1));
  const activity = withAny[act.wave % Math.max(1, withAny.length)];
  if (activity === undefined) return undefined;
  const { activityKey } = activity;
  if (act.kind === 'claimActivity') return { type: act.kind, activityKey, claimId, token: `token-${claimId}` };
  const own = activity.claim?.claimId ?? 'claim-none';
  return { type: act.kind, activityKey, claimId: act.claim === 'own' ? own : `${own}-old`, answer: answerOf(act.said) };
};

const answerOf = (said: Extract<Act, { kind: 'activityAnswered' }>['said']): ActivityAnswer => {
  const message = 'in the words of AWS';
  switch (said) {
    case 'lost':
    case 'unavailable':
      return { kind: 'unavailable', message, mayHaveHappened: said === 'lost' };
    case 'running':
    case 'succeeded':
      return { kind: said, message, reference: 'run-1' };
    case 'failed':
      return { kind: said, message, output: 'exit 1' };
  }
};

const toAnswer = (act: Answer, state: ExecutionState, now: string): Input | undefined => {
  const job = pick(state.jobs, (candidate) => candidate.state === 'CLAIMED', act.job);
  if (job === undefined) return undefined;
  const own = job.claim?.claimId ?? 'claim-none';
  const base = { jobKey: job.jobKey, claimId: 'claim' in act && act.claim === 'another' ? `${own}-old` : own };
  switch (act.kind) {
    case 'jobStarted':
      return { type: 'jobStarted', ...base, jobId: `drsjob-${own}-${job.jobKey}`, adopted: false };
    case 'jobNotFound':
      return { type: 'jobNotFound', ...base };
    case 'lookFailed':
      return { type: 'lookFailed', ...base, error, retryTime: addSeconds(now, 30) };
    case 'replyLost':
      return { type: 'replyLost', ...base, error };
    case 'startRefused':
      return {
        type: 'startRefused',
        ...base,
        error,
        obstacles: toObstacles(job, act.obstacles),
        ...(act.retryable ? { retryTime: addSeconds(now, 7) } : {}),
      };
  }
};

const pick = (
  jobs: readonly LaunchJob[],
  isEligible: (job: LaunchJob) => boolean,
  position: number,
): LaunchJob | undefined => {
  const eligible = jobs.filter(isEligible);
  return eligible[position % Math.max(1, eligible.length)];
};

const waveNumberOf = (wave: number | 'none' | 'unknown', state: ExecutionState): { waveNumber?: number } => {
  if (wave === 'none') return {};
  if (wave === 'unknown') return { waveNumber: state.waves.length + 3 };
  return { waveNumber: wave % Math.max(1, state.waves.length) };
};

const placeOf = (scope: Scope): string => `${scope.accountId}/${scope.region}`;

const scopesOf = (state: ExecutionState): readonly Scope[] => [
  ...new Map(
    state.jobs.map((job) => [placeOf(job), { accountId: job.accountId, region: job.region }] as const),
  ).values(),
];

const holding = new Set(['PLANNED', 'CLAIMED', 'STARTED']);

/** The ledgers as the store would hold them: what our jobs reserve, and what other executions do. */
export const ledgersOf = (state: ExecutionState, strangers: readonly Stranger[] = []): ReadonlyMap<string, Ledger> => {
  const scopes = scopesOf(state);
  return new Map(
    scopes.map((scope, position) => {
      const ours = state.jobs
        .filter((job) => holding.has(job.state) && placeOf(job) === placeOf(scope))
        .map((job) => ({ executionId: 'exec-1', jobKey: job.jobKey, serverCount: job.servers.length }));
      const others = strangers
        .filter((stranger) => stranger.scope % scopes.length === position)
        .map(({ serverCount }, index) => ({ executionId: 'exec-2', jobKey: `w000-a1-j${index}`, serverCount }));
      return [placeOf(scope), { reservations: [...ours, ...others] }] as const;
    }),
  );
};

const toObservation = (state: ExecutionState, job: LaunchJob, look: Look, now: string): JobObservation => {
  const jobId = job.jobId ?? 'drsjob-never-started';
  const instanceJobId = { 'this-job': jobId, 'another-job': 'drsjob-earlier', nobody: undefined }[look.instanceOf];
  return {
    executionId: state.header.executionId,
    jobKey: job.jobKey,
    jobId,
    accountId: job.accountId,
    region: job.region,
    jobStatus: look.jobStatus,
    ...(look.unsettledSecondsAgo === undefined ? {} : { unsettledSince: addSeconds(now, -look.unsettledSecondsAgo) }),
    servers: job.servers.flatMap((server, index) => {
      const launchStatus = look.launchStatuses[index % look.launchStatuses.length] ?? 'absent';
      if (launchStatus === 'absent') return [];
      return [
        {
          sourceServerId: server.sourceServerId,
          launchStatus,
          ...(instanceJobId === undefined ? {} : { recoveryInstanceId: 'i-1', instanceJobId }),
        },
      ];
    }),
    enrichmentAttempts: 0,
    lastPolledTime: addSeconds(now, -look.secondsAgo),
  };
};

const toObstacles = (job: LaunchJob, kinds: readonly ObstacleKind[]): ReadonlyMap<string, ServerObstacle> =>
  new Map(
    job.servers.flatMap((server, index): readonly (readonly [string, ServerObstacle])[] => {
      const kind = kinds[index % kinds.length];
      if (kind === 'refused') return [[server.sourceServerId, { kind, reason: 'no such server' }]];
      if (kind === 'held') return [[server.sourceServerId, { kind, waitingFor: 'the end of job drsjob-foreign' }]];
      return [];
    }),
  );
