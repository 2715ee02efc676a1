/** What becomes of planned jobs at the look before their launch: claimed whole, cut, held back, taken over, withdrawn. */
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import { decide } from '../../src/domain/transition/decide.ts';
import type { LaunchInput, ServerObstacle } from '../../src/domain/transition/input.ts';
import { backoffSeconds } from '../../src/domain/transition/launch.ts';
import type { Stranger } from './support/acts.ts';
import { at, beginRun, claimAll, jobsIn, launch, observationOf, startAll, turn } from './support/drive.ts';
import { ledgersOf } from './support/inputs.ts';
import { type Run, type Step, startRun } from './support/run.ts';
import { ROSTER_ID, START, scenarioOf, serverId } from './support/scenario.ts';

const place = '111122223333/us-east-1';
const scope = { accountId: '111122223333', region: 'us-east-1' };
const jobKey = 'w000-a1-j000';
const error = { code: 'TimeoutError', message: 'no reply' };

type Check = Extract<LaunchInput, { type: 'launchChecked' }>;

/** The look before the launch, with what others hold in the ledger. */
const check = (run: Run, seconds: number, changes: Partial<Check> = {}, strangers: readonly Stranger[] = []): Step =>
  run.apply(
    {
      type: 'launchChecked',
      scope,
      claimId: `claim-${seconds}`,
      ledger: ledgersOf(run.state(), strangers).get(place) ?? { reservations: [] },
      foreignJobs: [],
      obstacles: new Map(),
      ...changes,
    },
    at(seconds),
  );

const planned = (...sizes: readonly number[]): Run => {
  const run = beginRun({ jobs: sizes.map((size) => ({ size })) });
  turn(run);
  return run;
};

const foreign = (serverCount: number) => ({
  jobId: `drsjob-foreign-${serverCount}`,
  jobType: 'LAUNCH',
  jobStatus: 'STARTED',
  sourceServerIds: Array.from({ length: serverCount }, (_, index) => `foreign-${index}`),
});
const held = (number: number): readonly [string, ServerObstacle] => [
  serverId(number),
  { kind: 'held', waitingFor: 'the end of drsjob-other' },
];

/** Its first call made no job, as far as DRS shows: the claim is unanswered until it is known better. */
const unanswered = (size: number): Run => {
  const run = planned(size);
  claimAll(run);
  run.apply({ type: 'jobNotFound', jobKey, claimId: run.state().jobs[0]?.claim?.claimId ?? '' }, at(60));
  turn(run, at(61));
  return run;
};

const typesOf = ({ events }: Step): readonly string[] => events.map(({ data }) => data.type);

describe('a claim', () => {
  it('says until when its caller can live, and which job of DRS was the newest before it', () => {
    const run = planned(1);
    check(run, 5, { newestJob: { jobId: 'drsjob-9', creationTime: at(-100), sameSecondJobIds: ['drsjob-8'] } });
    expect(run.state().jobs[0]).toMatchObject({
      state: 'CLAIMED',
      claim: {
        claimId: 'claim-5',
        claimedTime: at(5),
        expiresTime: at(5 + limits.claimSeconds),
        newestJobId: 'drsjob-9',
        newestJobTime: at(-100),
        sameSecondJobIds: ['drsjob-8'],
      },
    });
  });

  it('where DRS showed no job, or one without a time, marks only what there is', () => {
    const claimOf = (changes: Partial<Check>) => {
      const run = planned(1);
      check(run, 5, changes);
      return Object.keys(run.state().jobs[0]?.claim ?? {}).sort();
    };
    expect(claimOf({})).toEqual(['claimId', 'claimedTime', 'expiresTime']);
    expect(claimOf({ newestJob: { jobId: 'drsjob-9' } })).toEqual([
      'claimId',
      'claimedTime',
      'expiresTime',
      'newestJobId',
    ]);
  });

  it('is made in the account and Region that was looked at, and nowhere else', () => {
    const ireland = { accountId: '111122223333', region: 'eu-west-1' };
    const run = beginRun({ jobs: [{ size: 1 }, { size: 1, scope: ireland }] });
    turn(run);
    check(run, 1);
    expect(run.state().jobs.map((job) => job.state)).toEqual(['CLAIMED', 'PLANNED']);
  });
});

describe('a wave with a point in time', () => {
  const pointInTime = at(-3600);
  /** Of its servers these have a recovery point that was chosen. */
  const withPoints = (size: number, ...withPoint: readonly number[]): Run => {
    const { plan, chunks } = scenarioOf([{ jobs: [{ size }] }]);
    const ids = new Set(withPoint.map(serverId));
    const run = startRun({
      plan,
      chunks: chunks.map((chunk) => ({
        ...chunk,
        pointInTime,
        servers: chunk.servers.map((server) =>
          ids.has(server.sourceServerId) ? { ...server, recoverySnapshotId: 'pit-1' } : server,
        ),
      })),
    });
    run.apply({ type: 'begin', rosterId: ROSTER_ID, serverCount: size, warnings: [] }, START);
    turn(run);
    return run;
  };

  it('never launches a server from its latest data instead: one without a chosen point fails, the others start', () => {
    const run = withPoints(3, 0, 2);
    check(run, 1, { obstacles: new Map([held(1)]) });
    const [claimed] = jobsIn(run.state(), 'CLAIMED');
    expect(claimed?.servers.map(({ sourceServerId }) => sourceServerId)).toEqual([serverId(0), serverId(2)]);
    const servers = run.state().jobs.flatMap((job) => job.servers);
    expect(servers.find(({ sourceServerId }) => sourceServerId === serverId(1))).toMatchObject({
      outcome: 'FAILED',
      reason: `no recovery point at or before ${pointInTime} was chosen for it, and it is not launched from its latest data instead`,
    });
  });

  it('claims nothing when no server has a chosen point', () => {
    const run = withPoints(2);
    check(run, 1);
    expect(run.state().jobs.map(({ state }) => state)).toEqual(['ENDED']);
  });
});

describe('jobs of others that DRS shows', () => {
  it('count against the quota of servers: what fits starts, the rest waits in a job of its own', () => {
    const run = planned(100);
    check(run, 1, { foreignJobs: [foreign(100), foreign(100), foreign(100), foreign(100), foreign(60)] });
    expect(run.state().jobs.map((job) => [job.jobKey, job.state, job.servers.length])).toEqual([
      ['w000-a1-j000', 'CLAIMED', 40],
      ['w000-a1-j001', 'WAITING', 60],
    ]);
  });

  it('count against the quota of jobs: what does not fit waits, and says for what', () => {
    const run = planned(1, 1);
    check(run, 1, { foreignJobs: Array.from({ length: 19 }, () => foreign(1)) });
    expect(run.state().jobs).toMatchObject([
      { state: 'CLAIMED' },
      {
        state: 'WAITING',
        heldByOthers: true,
        waitingFor: `a free job in ${place}: DRS runs at most 20 at a time; jobs of others count`,
        waitingSince: at(1),
        notBefore: at(1 + limits.waitingRecheckSeconds),
        tries: 1,
      },
    ]);
  });

  it('leave the room that our own planned jobs have reserved: it is not counted twice', () => {
    const run = planned(100, 100);
    check(run, 1, { foreignJobs: [foreign(100), foreign(100), foreign(100)] });
    expect(run.state().jobs.map((job) => [job.state, job.servers.length])).toEqual([
      ['CLAIMED', 100],
      ['CLAIMED', 100],
    ]);
  });

  it('are looked at again after a quarter of a minute, and later each minute', () => {
    const run = planned(1);
    const full = { foreignJobs: Array.from({ length: 20 }, (_, index) => foreign(index + 1)) };
    const pauses: number[] = [];
    let seconds = 0;
    for (let tries = 0; tries < 4; tries += 1) {
      // Others hold it with other words each time, so that each look tells something new.
      check(run, seconds, {
        obstacles: new Map([[serverId(0), { kind: 'held', waitingFor: `job ${tries}` }]]),
        heldJobKeys: [jobKey],
        ...full,
      });
      const notBefore = run.state().jobs[0]?.notBefore ?? '';
      pauses.push((Date.parse(notBefore) - Date.parse(at(seconds))) / 1000);
      seconds += 100;
    }
    expect(pauses).toEqual([15, 30, 60, 60]);
    expect(run.state().jobs[0]).toMatchObject({ waitingSince: at(0), tries: 4 });
  });
});

describe('a job that others hold', () => {
  const holding = (): Run => {
    const run = planned(2);
    check(run, 0, { obstacles: new Map([held(0), held(1)]) });
    return run;
  };

  it('is left as it is while the same is in the way: nothing has happened', () => {
    const run = holding();
    expect(run.state().jobs[0]).toMatchObject({ state: 'WAITING', waitingFor: 'the end of drsjob-other' });
    const again = check(run, 15, { obstacles: new Map([held(0), held(1)]), heldJobKeys: [jobKey] });
    expect(again.events).toEqual([]);
  });

  it('is planned and claimed in one step when nothing is in the way any more', () => {
    const run = holding();
    expect(typesOf(check(run, 15, { heldJobKeys: [jobKey] }))).toEqual(['JobPlanned', 'JobClaimed']);
    expect(run.state().jobs[0]).toMatchObject({ state: 'CLAIMED' });
    expect(run.state().jobs[0]).not.toHaveProperty('heldByOthers');
  });

  it('is not touched by a look at other jobs, or at another account and Region', () => {
    const run = holding();
    expect(check(run, 15).events).toEqual([]);
    const elsewhere = { heldJobKeys: [jobKey], scope: { ...scope, region: 'eu-west-1' } };
    expect(check(run, 15, elsewhere).events).toEqual([]);
  });

  it('and that was planned in the meantime is claimed once', () => {
    const run = planned(1);
    expect(typesOf(check(run, 15, { heldJobKeys: [jobKey] }))).toEqual(['JobClaimed']);
  });

  it('starts without the one server that is still held, which waits on', () => {
    const run = holding();
    check(run, 15, { obstacles: new Map([held(1)]), heldJobKeys: [jobKey] });
    expect(run.state().jobs).toMatchObject([
      { state: 'CLAIMED', servers: [{ sourceServerId: serverId(0) }] },
      { state: 'WAITING', waitingFor: 'the end of drsjob-other', servers: [{ sourceServerId: serverId(1) }] },
    ]);
  });

  it('has failed when the look before its launch is refused for good', () => {
    const run = holding();
    const denied = { code: 'AccessDeniedException', message: 'not allowed' };
    run.apply({ type: 'launchImpossible', jobKeys: [jobKey], error: denied }, at(15));
    expect(run.state().jobs[0]).toMatchObject({ state: 'REFUSED' });
    expect(run.state().waves[0]).toMatchObject({ status: 'FAILED', failedCount: 2 });
  });
});

describe('a look that came to nothing', () => {
  const later = (jobKeys: readonly string[]) =>
    ({ type: 'launchPostponed', jobKeys, reason: 'AWS: later', notBefore: at(9) }) as const;

  it('says nothing of a job that was called meanwhile, nor of one that it was not about', () => {
    const run = planned(1, 1);
    check(run, 1);
    expect(run.apply(later([jobKey]), at(2)).events).toEqual([]);
    const two = planned(1, 1);
    two.apply(later([jobKey]), at(2));
    expect(two.state().jobs.map((job) => job.state)).toEqual(['WAITING', 'PLANNED']);
  });
});

describe('a server that cannot be launched', () => {
  it('leaves the job and is reported; the rest starts', () => {
    const run = planned(3, 1);
    const refused: ServerObstacle = { kind: 'refused', reason: 'DRS has no recovery point of it' };
    check(run, 1, { obstacles: new Map([[serverId(1), refused]]) });
    expect(run.state().jobs).toMatchObject([
      { state: 'CLAIMED', servers: [{ sourceServerId: serverId(0) }, { sourceServerId: serverId(2) }] },
      { state: 'CLAIMED', servers: [{ sourceServerId: serverId(3) }] },
      {
        jobKey: 'w000-a1-j002',
        state: 'ENDED',
        servers: [{ sourceServerId: serverId(1), outcome: 'FAILED', reason: 'DRS has no recovery point of it' }],
      },
    ]);
    expect(run.state().waves[0]).toMatchObject({ status: 'STARTING', failedCount: 1 });
  });

  it('ends the job when it has no other', () => {
    const run = planned(1);
    const step = check(run, 1, { obstacles: new Map([[serverId(0), { kind: 'refused', reason: 'gone' }]]) });
    expect(typesOf(step)).toEqual(['ServersDecided', 'JobEnded', 'WaveEnded']);
    expect(run.state().waves[0]).toMatchObject({ status: 'FAILED' });
  });

  it('in a clean-up, and gone already: it is terminated', () => {
    const run = planned(2);
    check(run, 1, { obstacles: new Map([[serverId(0), { kind: 'done' }]]) });
    expect(run.state().jobs[1]).toMatchObject({ state: 'ENDED', servers: [{ outcome: 'TERMINATED' }] });
    expect(run.state().jobs[0]).toMatchObject({ state: 'CLAIMED', servers: [{ outcome: 'UNDECIDED' }] });
  });

  it('is taken out as AWS named it, and the rest is tried at once', () => {
    const run = planned(2);
    claimAll(run);
    const claimId = run.state().jobs[0]?.claim?.claimId ?? '';
    const obstacles = new Map<string, ServerObstacle>([[serverId(0), { kind: 'refused', reason: 'archived' }]]);
    run.apply({ type: 'startRefused', jobKey, claimId, error, obstacles }, at(2));
    expect(run.state().jobs).toMatchObject([
      {
        state: 'WAITING',
        waitingFor: 'another try without the servers that AWS refused (TimeoutError: no reply)',
        notBefore: at(2),
        tries: 0,
        servers: [{ sourceServerId: serverId(1) }],
      },
      { state: 'ENDED', servers: [{ sourceServerId: serverId(0), outcome: 'FAILED', reason: 'archived' }] },
    ]);
  });

  it('is waited for alone when it is the only one, as AWS named it', () => {
    const run = planned(1);
    claimAll(run);
    const claimId = run.state().jobs[0]?.claim?.claimId ?? '';
    run.apply({ type: 'startRefused', jobKey, claimId, error, obstacles: new Map([held(0)]) }, at(2));
    expect(run.state().jobs).toMatchObject([
      { state: 'WAITING', heldByOthers: true, waitingFor: 'the end of drsjob-other' },
    ]);
  });
});

describe('a job of an earlier call that nobody saw answered', () => {
  it('is taken over when it turns up in DRS, and nothing is called', () => {
    const run = unanswered(2);
    const step = check(run, 70, { ownJobIds: new Map([[jobKey, 'drsjob-late']]) });
    expect(typesOf(step)).toEqual(['JobStarted']);
    expect(run.state().jobs[0]).toMatchObject({ state: 'STARTED', jobId: 'drsjob-late', adopted: true });
    expect(run.state().jobs[0]).not.toHaveProperty('unansweredClaim');
  });

  it('counts in what the others may still use', () => {
    const run = beginRun({ jobs: [{ size: 1 }, { size: 1 }] });
    turn(run);
    claimAll(run);
    run.apply({ type: 'jobNotFound', jobKey, claimId: run.state().jobs[0]?.claim?.claimId ?? '' }, at(60));
    const [, second] = run.state().jobs;
    run.apply(
      {
        type: 'startRefused',
        jobKey: second?.jobKey ?? '',
        claimId: second?.claim?.claimId ?? '',
        error,
        obstacles: new Map(),
        retryTime: at(60),
      },
      at(60),
    );
    turn(run, at(61));
    check(run, 70, {
      ownJobIds: new Map([[jobKey, 'drsjob-late']]),
      foreignJobs: Array.from({ length: 19 }, () => foreign(1)),
    });
    expect(run.state().jobs).toMatchObject([
      { state: 'STARTED' },
      {
        state: 'WAITING',
        heldByOthers: true,
        waitingFor: `a free job in ${place}: DRS runs at most 20 at a time; jobs of others count`,
      },
    ]);
  });

  it('keeps the claim of the call that followed through a cancel: that one may be on its way', () => {
    const run = unanswered(2);
    check(run, 70);
    const before = run.state().jobs[0]?.claim;
    expect(before).toMatchObject({ claimId: 'claim-70' });
    const cancelled = run.apply({ type: 'cancel', actor: 'bert', reason: '' }, at(71));
    expect(typesOf(cancelled)).not.toContain('JobLookedForStill');
    expect(run.state().jobs[0]?.claim).toEqual(before);
  });

  it('keeps its servers together while it may turn up: divided, it could not be known any more', () => {
    const whole = {
      state: 'WAITING',
      waitingFor: 'whether DRS made a job of an earlier call, whose reply was lost: until then it stays whole',
      notBefore: at(70 + limits.waitingRecheckSeconds),
      tries: 0,
    };
    const obstructed = unanswered(2);
    check(obstructed, 70, { obstacles: new Map([held(0)]) });
    expect(obstructed.state().jobs).toMatchObject([whole]);
    const tooLarge = unanswered(100);
    check(tooLarge, 70, { foreignJobs: [foreign(100), foreign(100), foreign(100), foreign(100), foreign(60)] });
    expect(tooLarge.state().jobs).toMatchObject([whole]);
    expect(tooLarge.state().jobs[0]?.servers).toHaveLength(100);
  });

  it('is divided as any other when so much time has passed that it cannot turn up any more', () => {
    const run = unanswered(2);
    const late = limits.claimSeconds + limits.lostJobWatchSeconds;
    check(run, late - 1, { obstacles: new Map([held(0)]) });
    expect(run.state().jobs).toHaveLength(1);
    turn(run, at(late + 30));
    check(run, late + 30, { obstacles: new Map([held(0)]) });
    expect(run.state().jobs).toMatchObject([
      { state: 'CLAIMED', servers: [{ sourceServerId: serverId(1) }] },
      { state: 'WAITING', servers: [{ sourceServerId: serverId(0) }] },
    ]);
  });

  it('is called again when nothing is in the way: the same servers, from the mark of the first call', () => {
    const run = unanswered(2);
    check(run, 70);
    expect(run.state().jobs[0]).toMatchObject({
      state: 'CLAIMED',
      claim: { claimedTime: at(70) },
      unansweredClaim: { claimedTime: at(0), expiresTime: at(60) },
    });
    run.apply({ type: 'jobNotFound', jobKey, claimId: 'claim-70' }, at(150));
    expect(run.state().jobs[0]).toMatchObject({
      state: 'WAITING',
      waitingFor: 'another try: the earlier call of StartRecovery made no job',
      notBefore: at(150),
      waitingSince: at(60),
      unansweredClaim: { claimedTime: at(0), expiresTime: at(130) },
    });
  });

  it('is planned again, and not left to others, when there is no room for it', () => {
    const run = unanswered(1);
    check(run, 70, { foreignJobs: Array.from({ length: 20 }, () => foreign(1)) });
    expect(run.state().jobs[0]).toMatchObject({ state: 'WAITING', tries: 1 });
    expect(run.state().jobs[0]).not.toHaveProperty('heldByOthers');
  });
});

describe('a job of which an earlier call is unanswered, when AWS refuses', () => {
  const denied = { code: 'AccessDeniedException', message: 'not allowed' };
  const impossible = { type: 'launchImpossible', jobKeys: [jobKey], error: denied } as const;
  const stateOf = (run: Run) => run.state().jobs.map((job) => job.state);
  /** The claim ended at 60 s; DRS may list what its call made for five minutes from then. */
  const over = 60 + limits.lostJobWatchSeconds;
  const listed = { ownJobIds: new Map<string, string>() };
  const own = { ownJobIds: new Map([[jobKey, 'drsjob-own']]) };

  it('the look before the launch: is not given up while DRS may yet list what that call made', () => {
    const run = unanswered(2);
    run.apply({ ...impossible, ...listed }, at(over - 1));
    expect(run.state().jobs).toMatchObject([
      {
        state: 'WAITING',
        waitingFor:
          'whether DRS made a job of an earlier call, whose reply was lost; now AWS says AccessDeniedException: not allowed',
        notBefore: at(over - 1 + limits.waitingRecheckSeconds),
        unansweredClaim: { claimedTime: at(0) },
      },
    ]);
    const late = unanswered(2);
    late.apply({ ...impossible, ...listed }, at(over));
    expect(stateOf(late)).toEqual(['REFUSED']);
  });

  it('to list its jobs at all: nobody knows, for a day', () => {
    const day = limits.jobGiveUpHours * 3600;
    const run = unanswered(1);
    run.apply(impossible, at(day - 1));
    expect(stateOf(run)).toEqual(['WAITING']);
    const late = unanswered(1);
    late.apply(impossible, at(day));
    expect(stateOf(late)).toEqual(['REFUSED']);
  });

  it('something else, and its job is seen: it is ours', () => {
    const run = unanswered(1);
    run.apply({ ...impossible, ...own }, at(70));
    expect(run.state().jobs).toMatchObject([{ state: 'STARTED', jobId: 'drsjob-own', adopted: true }]);
    const throttled = unanswered(1);
    throttled.apply(
      { type: 'launchPostponed', jobKeys: [jobKey], reason: 'AWS: later', notBefore: at(80), ...own },
      at(70),
    );
    expect(throttled.state().jobs).toMatchObject([{ state: 'STARTED', jobId: 'drsjob-own', adopted: true }]);
  });

  it('the next call, or one of its servers: it stays whole until nothing can turn up any more', () => {
    const refused: ServerObstacle = { kind: 'refused', reason: 'no recovery point' };
    const answered = (obstacles: readonly (readonly [string, ServerObstacle])[], seconds: number): Run => {
      const run = unanswered(2);
      check(run, 70);
      run.apply(
        { type: 'startRefused', jobKey, claimId: 'claim-70', error: denied, obstacles: new Map(obstacles) },
        at(seconds),
      );
      return run;
    };
    for (const obstacles of [[], [[serverId(1), refused] as const]]) {
      const run = answered(obstacles, over - 1);
      expect(run.state().jobs).toMatchObject([{ state: 'WAITING', servers: [{}, {}], unansweredClaim: {} }]);
    }
    const held: ServerObstacle = { kind: 'held', waitingFor: 'the end of drsjob-other' };
    const conflict = unanswered(2);
    check(conflict, 70);
    conflict.apply(
      {
        type: 'startRefused',
        jobKey,
        claimId: 'claim-70',
        error: { code: 'ConflictException', message: 'in a job' },
        obstacles: new Map([[serverId(1), held]]),
        retryTime: at(75),
      },
      at(72),
    );
    expect(conflict.state().jobs).toMatchObject([{ state: 'WAITING', servers: [{}, {}], unansweredClaim: {} }]);
    expect(stateOf(answered([], over))).toEqual(['REFUSED']);
    expect(stateOf(answered([[serverId(1), refused]], over))).toEqual(['WAITING', 'ENDED']);
  });

  it('only for now, and no server: it waits as long as AWS says, in the words of AWS', () => {
    const run = unanswered(2);
    check(run, 70);
    const throttled = { code: 'ThrottlingException', message: 'slow down' };
    run.apply(
      { type: 'startRefused', jobKey, claimId: 'claim-70', error: throttled, obstacles: new Map(), retryTime: at(99) },
      at(72),
    );
    expect(run.state().jobs).toMatchObject([
      { state: 'WAITING', waitingFor: 'AWS: ThrottlingException: slow down', notBefore: at(99), tries: 1 },
    ]);
  });

  it('and a cancel comes in between: it is looked for, and not withdrawn', () => {
    const run = unanswered(1);
    check(run, 70);
    run.apply({ type: 'cancel', actor: 'dirk', reason: '' }, at(71));
    run.apply(
      { type: 'startRefused', jobKey, claimId: 'claim-70', error, obstacles: new Map(), retryTime: at(72) },
      at(72),
    );
    expect(run.state().jobs).toMatchObject([{ state: 'CLAIMED', claim: { claimedTime: at(0) } }]);
  });
});

describe('a server that AWS refuses for a job that nobody sees', () => {
  const words = 'AWS: ConflictException: already in a job';
  const unseen = (number: number): readonly [string, ServerObstacle] => [
    serverId(number),
    { kind: 'held', waitingFor: words, unseen: true },
  ];
  /** It is looked at, called, and refused for these servers. */
  const refuse = (run: Run, seconds: number, obstacles: readonly (readonly [string, ServerObstacle])[]): void => {
    check(run, seconds, { heldJobKeys: [jobKey] });
    const conflict = { code: 'ConflictException', message: 'already in a job' };
    run.apply(
      {
        type: 'startRefused',
        jobKey,
        claimId: `claim-${seconds}`,
        error: conflict,
        obstacles: new Map(obstacles),
        retryTime: at(seconds + 5),
      },
      at(seconds),
    );
  };

  it('is tried five times more, and then reported in the words of AWS', () => {
    const run = planned(1);
    for (let tries = 0; tries < 5; tries += 1) {
      refuse(run, 100 * tries, [unseen(0)]);
      expect(run.state().jobs).toMatchObject([{ state: 'WAITING', waitingFor: words, tries: tries + 1 }]);
    }
    refuse(run, 500, [unseen(0)]);
    expect(run.state().jobs).toMatchObject([{ state: 'ENDED', servers: [{ outcome: 'FAILED', reason: words }] }]);
  });

  it('is tried five times by DRS’s refusals: what throttles or outages cost before it does not count', () => {
    const run = planned(1);
    for (let tries = 0; tries < 5; tries += 1) {
      turn(run, at(100 * tries));
      refuse(run, 100 * tries, []);
    }
    expect(run.state().jobs).toMatchObject([{ state: 'WAITING', tries: 5 }]);
    for (let tries = 5; tries < 10; tries += 1) {
      turn(run, at(100 * tries));
      refuse(run, 100 * tries, [unseen(0)]);
      expect(run.state().jobs).toMatchObject([{ state: 'WAITING', conflicts: tries - 4 }]);
    }
    refuse(run, 1000, [unseen(0)]);
    expect(run.state().jobs).toMatchObject([{ state: 'ENDED' }]);
  });

  it('is tried five times also after a call whose reply was lost, once that call can have made no job', () => {
    const run = unanswered(1);
    refuse(run, 100, [unseen(0)]);
    expect(run.state().jobs[0]).not.toHaveProperty('conflicts');
    for (let tries = 1; tries <= 5; tries += 1) {
      turn(run, at(1000 * tries));
      refuse(run, 1000 * tries, [unseen(0)]);
      expect(run.state().jobs).toMatchObject([{ state: 'WAITING', conflicts: tries }]);
    }
    turn(run, at(6000));
    refuse(run, 6000, [unseen(0)]);
    expect(run.state().jobs).toMatchObject([{ state: 'ENDED' }]);
  });

  it('is not refused by DRS when its holder is seen before a call: that counts for nothing', () => {
    const run = planned(1);
    check(run, 0, { obstacles: new Map([held(0)]) });
    expect(run.state().jobs).toMatchObject([{ state: 'WAITING', heldByOthers: true }]);
    expect(run.state().jobs[0]).not.toHaveProperty('conflicts');
  });

  it('is given up alone: one whose holder is seen waits on, however often it was tried', () => {
    const run = planned(3);
    const all = [held(0), held(1), held(2)];
    for (let tries = 0; tries < 5; tries += 1) refuse(run, 100 * tries, all);
    refuse(run, 500, [unseen(0), held(1), [serverId(2), { kind: 'refused', reason: 'no such server' }]]);
    expect(run.state().jobs).toMatchObject([
      { state: 'WAITING', servers: [{ sourceServerId: serverId(1), outcome: 'UNDECIDED' }] },
      {
        state: 'ENDED',
        servers: [
          { sourceServerId: serverId(0), reason: words },
          { sourceServerId: serverId(2), reason: 'no such server' },
        ],
      },
    ]);
  });
});

describe('a job that is no longer wanted', () => {
  /** The wave times out between the plan and the look: only a stored state of an earlier version has that. */
  const unwanted = (run: Run) => {
    const state = run.state();
    return { ...state, waves: state.waves.map((wave) => ({ ...wave, status: 'TIMED_OUT' as const })) };
  };

  it('is withdrawn at the look before its launch', () => {
    const run = planned(1);
    const decision = decide(
      unwanted(run),
      {
        type: 'launchChecked',
        scope,
        claimId: 'c',
        ledger: { reservations: [] },
        foreignJobs: [],
        obstacles: new Map(),
      },
      at(1),
    );
    expect(decision).toMatchObject({
      state: { jobs: [{ state: 'WITHDRAWN' }] },
      events: [{ data: { type: 'JobWithdrawn', reason: 'no longer wanted before DRS was called' } }],
    });
  });

  it('is withdrawn when the look has to wait, and says for what it would have waited', () => {
    const run = planned(1);
    const postponed = { type: 'launchPostponed', jobKeys: [jobKey], reason: 'AWS: later', notBefore: at(9) } as const;
    expect(decide(unwanted(run), postponed, at(1))).toMatchObject({
      events: [{ data: { type: 'JobWithdrawn', reason: 'not started: AWS: later, and then no longer wanted' } }],
    });
  });

  it('is withdrawn when others hold its servers', () => {
    const run = planned(1);
    const input: Check = {
      type: 'launchChecked',
      scope,
      claimId: 'c',
      ledger: { reservations: [] },
      foreignJobs: [],
      obstacles: new Map([held(0)]),
    };
    expect(decide(unwanted(run), input, at(1))).toMatchObject({ state: { jobs: [{ state: 'WITHDRAWN' }] } });
  });
});

describe('an answer about a call', () => {
  const claimed = (
    size = 1,
  ): { readonly run: Run; readonly base: { readonly jobKey: string; readonly claimId: string } } => {
    const run = planned(size);
    check(run, 5);
    return { run, base: { jobKey, claimId: 'claim-5' } };
  };

  it('that was lost: its claim ends now, or with its caller when AWS may still be at work', () => {
    const over = claimed();
    over.run.apply({ type: 'replyLost', ...over.base, error }, at(25));
    expect(over.run.state().jobs[0]).toMatchObject({
      state: 'CLAIMED',
      claim: { claimId: 'claim-5', expiresTime: at(25) },
      waitingFor: 'the reply of StartRecovery was lost (no reply); looking whether DRS made the job',
    });
    const open = claimed();
    open.run.apply({ type: 'replyLost', ...open.base, error, mayStillRun: true }, at(25));
    expect(open.run.state().jobs[0]).toMatchObject({ claim: { expiresTime: at(65) } });
  });

  it('of a claim that is over is told so', () => {
    const { run, base } = claimed();
    const answer = { type: 'jobStarted', ...base, jobId: 'drsjob-1', adopted: false } as const;
    expect(decide(run.state(), { ...answer, claimId: 'claim-4' }, at(9))).toEqual({
      kind: 'rejected',
      reason: 'the claim claim-4 on w000-a1-j000 is over',
    });
    expect(decide(run.state(), { ...answer, jobKey: 'w009-a1-j000' }, at(9)).kind).toBe('rejected');
  });

  it('that none of it is listed, after a cancel: looked for as long as DRS may list it late, then withdrawn', () => {
    const { run, base } = claimed();
    run.apply({ type: 'cancel', actor: 'bert', reason: '' }, at(6));
    const notFound = { type: 'jobNotFound', ...base } as const;
    const young = run.apply(notFound, at(65 + limits.lostJobWatchSeconds - 1));
    expect(typesOf(young)).toEqual(['JobLookFailed']);
    expect(run.state().jobs[0]).toMatchObject({
      state: 'CLAIMED',
      notBefore: at(65 + limits.lostJobWatchSeconds - 1 + 30),
      tries: 1,
      waitingFor:
        'the reply of StartRecovery was lost, and DRS cannot be asked whether it made the job (NotListed: DRS lists no job of it (yet))',
    });
    const old = run.apply(notFound, at(65 + limits.lostJobWatchSeconds));
    expect(old.events[0]?.data).toMatchObject({
      type: 'JobWithdrawn',
      reason: 'its call made no job, and it is not wanted',
    });
    expect(run.state().waves[0]).toMatchObject({ status: 'CANCELLED' });
  });

  it('that AWS refused for good fails its servers in AWS’s words', () => {
    const { run, base } = claimed();
    const denied = { code: 'AccessDeniedException', message: 'not allowed' };
    run.apply({ type: 'startRefused', ...base, error: denied, obstacles: new Map() }, at(6));
    expect(run.state().jobs[0]).toMatchObject({
      state: 'REFUSED',
      servers: [{ outcome: 'FAILED', reason: 'AccessDeniedException: not allowed' }],
    });
  });

  it('that AWS refused for a time is tried again when AWS said, with its words', () => {
    const { run, base } = claimed();
    run.apply({ type: 'startRefused', ...base, error, obstacles: new Map(), retryTime: at(36) }, at(6));
    expect(run.state().jobs[0]).toMatchObject({
      state: 'WAITING',
      waitingFor: 'AWS: TimeoutError: no reply',
      notBefore: at(36),
      tries: 1,
    });
    expect(run.state().jobs[0]).not.toHaveProperty('claim');
  });

  it('that could not be looked for in a day is given up, and says so', () => {
    const { run, base } = claimed();
    const day = limits.jobGiveUpHours * 3600;
    const look = (seconds: number) =>
      run.apply({ type: 'lookFailed', ...base, error, retryTime: at(seconds + 60) }, at(seconds));
    for (let looks = 0; looks < limits.failedLooksMin; looks += 1) look(100 + looks);
    expect(run.state().jobs[0]).toMatchObject({ state: 'CLAIMED', tries: limits.failedLooksMin, notBefore: at(169) });
    look(5 + day - 1);
    expect(run.state().jobs[0]).toMatchObject({ state: 'CLAIMED' });
    look(5 + day);
    expect(run.state().jobs[0]).toMatchObject({
      state: 'REFUSED',
      servers: [
        {
          reason: 'TimeoutError: for 24 h it could not be found out whether StartRecovery made a job: no reply',
        },
      ],
    });
  });
});

describe('a wave that times out while an earlier call is unanswered', () => {
  it('is looked for still, and what was only planned is withdrawn', () => {
    const run = beginRun({
      settings: { timeoutMinutes: 10 },
      jobs: [{ size: 1 }, { size: 1 }, { size: 1 }, { size: 1 }],
    });
    turn(run);
    claimAll(run);
    const [first, second, third] = run.state().jobs;
    if (first === undefined || second === undefined || third === undefined) throw new Error('three jobs are needed');
    const answer = (job: typeof first) => ({ jobKey: job.jobKey, claimId: job.claim?.claimId ?? '' });
    // The first runs, and has been called unanswered before that; of the second and third, one waits and one is planned.
    run.apply({ type: 'jobStarted', ...answer(first), jobId: 'drsjob-1', adopted: false }, at(1));
    run.apply({ type: 'jobNotFound', ...answer(second) }, at(60));
    run.apply({ type: 'startRefused', ...answer(third), error, obstacles: new Map(), retryTime: at(590) }, at(60));
    startAll(run, at(61));
    turn(run, at(595));
    expect(run.state().jobs.map((job) => job.state)).toEqual(['STARTED', 'PLANNED', 'PLANNED', 'STARTED']);
    const observations = new Map(
      jobsIn(run.state(), 'STARTED').map((job) => [
        job.jobKey,
        observationOf(job, 'IN_PROGRESS', { lastPolledTime: at(601) }),
      ]),
    );
    const { events } = run.apply({ type: 'advance', observations, ledgers: ledgersOf(run.state()) }, at(601));
    const withdrawn = events.find(({ data }) => data.type === 'JobWithdrawn')?.data;
    expect(run.state().jobs.map((job) => job.state)).toEqual(['STARTED', 'CLAIMED', 'WITHDRAWN', 'STARTED']);
    expect(withdrawn).toMatchObject({ reason: 'wave 0 "tier 0" timed out before its launch' });
    expect(run.state().waves[0]).toMatchObject({
      status: 'TIMED_OUT',
      endTime: at(601),
      statusReason:
        'not done within 10 min of its first launch: 0 of 4 servers launched, 0 failed, 4 undecided; 2 jobs of it will be watched to the end',
    });
  });
});

describe('the pause before another try', () => {
  it('doubles, and is a minute at most', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 50].map(backoffSeconds)).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
  });
});

describe('where nobody could read what is in use', () => {
  it('nothing is planned', () => {
    const run = beginRun({ jobs: [{ size: 1 }] });
    run.apply({ type: 'advance', observations: new Map(), ledgers: new Map() }, at(0));
    expect(run.state().jobs[0]).toMatchObject({ state: 'WAITING' });
    launch(run, at(1));
    expect(run.state().jobs[0]).toMatchObject({ state: 'STARTED' });
  });
});
