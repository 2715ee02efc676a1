/**
 * A drill in a bad night: a random plan, random troubles of AWS, strangers who launch the same servers, people who
 * pause, resume and cancel, and processes that die. Everything follows from the seed, and every trouble ends.
 */
import type { ExecutionType } from '../../../src/domain/model/execution.ts';
import { isFinalExecution } from '../../../src/domain/statuses.ts';
import type { FaultInput } from '../../../src/simulator/faults/rule.ts';
import { createRig, type Rig, type WaveDraft } from '../../support/rig.ts';
import { createMortal } from './mortal.ts';
import { briskDurations } from './scenario.ts';

/** Draws from a seed. */
interface Dice {
  below(limit: number): number;
  chance(percent: number): boolean;
  oneOf<T>(all: readonly [T, ...T[]]): T;
}

const createDice = (seed: number): Dice => {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
  return {
    below,
    chance: (percent) => below(100) < percent,
    oneOf: (all) => all[below(all.length)] ?? all[0],
  };
};

/** The first two twice: there it hurts most. */
const operations = [
  'StartRecovery',
  'StartRecovery',
  'DescribeJobs',
  'DescribeJobs',
  'DescribeJobLogItems',
  'DescribeRecoveryInstances',
  'DescribeSourceServers',
  'DescribeInstances',
] as const;

const drawCallTrouble = (dice: Dice): FaultInput => {
  const where = dice.chance(70) ? { operation: dice.oneOf(operations) } : {};
  const howLong = dice.chance(50) ? { times: 1 + dice.below(4) } : { forSeconds: 5 + dice.below(300) };
  switch (dice.below(7)) {
    case 0:
      return { kind: 'throttle', retryAfterSeconds: dice.below(120), ...where, ...howLong };
    case 1:
      return { kind: 'internal-error', ...where, ...howLong };
    case 2:
      return { kind: 'lost-request', ...where, ...howLong };
    case 3:
      return { kind: 'lost-reply', ...where, ...howLong };
    case 4:
      return { kind: 'expired-token', ...where, ...howLong };
    case 5:
      return { kind: 'slow', delaySeconds: 1 + dice.below(40), ...where, ...howLong };
    default:
      return {
        kind: 'unknown-status',
        value: 'UNHEARD_OF',
        field: dice.oneOf(['jobStatus', 'launchStatus']),
        ...howLong,
      };
  }
};

const drawLaunchTrouble = (dice: Dice): FaultInput => {
  const times = 1 + dice.below(2);
  switch (dice.below(5)) {
    case 0:
      return { kind: 'fail-launch', times, phase: dice.oneOf(['snapshot', 'conversion', 'launch']) };
    case 1:
      return { kind: 'slow-launch', times, factor: 2 + dice.below(20) };
    case 2:
      return { kind: 'skip-server', times };
    case 3:
      return { kind: 'undecided-server', times, instanceAppears: dice.chance(50) };
    default:
      return { kind: 'stale-read', ageSeconds: 1 + dice.below(60), forSeconds: 60 + dice.below(600) };
  }
};

const drawWaves = (dice: Dice, serverIds: readonly string[]): readonly WaveDraft[] => {
  const waves: WaveDraft[] = [];
  let start = 0;
  while (start < serverIds.length) {
    const size = 1 + dice.below(4);
    const before = waves.map((_wave, index) => index);
    waves.push({
      servers: serverIds.slice(start, start + size),
      dependsOn: before.filter(() => dice.chance(40)),
      pauseBeforeWave: dice.chance(25),
      onFailure: dice.oneOf(['stop', 'pause', 'continue', 'continue']),
      minSuccessPercent: dice.oneOf([100, 100, 50, 1]),
      timeoutMinutes: dice.oneOf([5, 30, 120]),
    });
    start += size;
  }
  return waves;
};

/** DRS no longer lists the jobs that run; their instances come up all the same. */
const hideRecordedJobs = async (world: Rig, forSeconds: number): Promise<void> => {
  const { items } = await world.engine.executions.list({ limit: 10 });
  const views = await Promise.all(items.map((item) => world.get(item.executionId)));
  const jobIds = views.flatMap((view) => view.waves.flatMap((wave) => wave.jobs.flatMap((job) => job.jobId ?? [])));
  if (jobIds.length > 0) world.simulator.faults.add({ kind: 'vanish-job', jobIds, forSeconds, instancesAppear: true });
};

export interface Night {
  readonly rig: Rig;
  readonly executionIds: readonly string[];
  /** What tasks threw, in any of the processes. */
  readonly taskErrors: readonly unknown[];
}

/** Lives through the night until every execution is over. Throws when one is not over within four days. */
export const liveThroughNight = async (seed: number): Promise<Night> => {
  const dice = createDice(seed);
  const servers = 3 + dice.below(10);
  const world = await createRig({ seed, estate: { servers, durations: briskDurations } });
  const { clock, simulator } = world;
  const ids = world.idsOf('server');
  const cut = dice.chance(40) ? 1 + dice.below(servers - 1) : servers;
  const planIds = [await world.savePlan('first', drawWaves(dice, ids.slice(0, cut)))];
  if (cut < servers) planIds.push(await world.savePlan('second', drawWaves(dice, ids.slice(cut))));

  /** The process that runs now; the others are dead. */
  const processes: Rig[] = [];
  let killPresent = (): void => {};
  const dieAndRestart = (): void => {
    killPresent();
    clock.after(dice.below(700), () => void startProcess());
  };
  const startProcess = async (): Promise<void> => {
    const mortal = createMortal(world.store);
    const rig = await createRig({
      beside: world,
      seed: seed + 1000 * (processes.length + 1),
      store: mortal.store,
      network: async (request, send) => {
        const reply = await mortal.network(request, send);
        // Dies with the answer in its hands: the job runs, and nobody has heard of it.
        if (request.url.endsWith('/StartRecovery') && dice.chance(8) && !mortal.isDead()) dieAndRestart();
        return mortal.network(request, async () => reply);
      },
      ...(dice.chance(30) ? { turnsPerDriver: 1 + dice.below(5) } : {}),
    });
    processes.push(rig);
    killPresent = mortal.kill;
    const repairEachMinute = (): void => {
      clock.after(60, () => {
        if (mortal.isDead()) return;
        void rig.engine.findAndRepair().then(repairEachMinute);
      });
    };
    await rig.machine.resumeAll();
    repairEachMinute();
  };
  await startProcess();
  if (dice.chance(30)) await startProcess();

  const soon = (work: () => void): void => void clock.after(dice.chance(30) ? 0 : dice.below(1500), work);
  for (let count = dice.below(7); count > 0; count -= 1) {
    const trouble = drawCallTrouble(dice);
    soon(() => void simulator.faults.add(trouble));
  }
  for (let count = dice.below(3); count > 0; count -= 1) {
    const trouble = drawLaunchTrouble(dice);
    soon(() => void simulator.faults.add(trouble));
  }
  if (dice.chance(20)) {
    const forSeconds = 30 + dice.below(900);
    soon(() => void hideRecordedJobs(world, forSeconds));
  }
  for (let count = dice.below(3); count > 0; count -= 1) {
    // Five: no wave has so many. Whose job is whose cannot be known when a stranger launches exactly the same servers.
    const from = dice.below(servers);
    const theirs = ids.slice(from, from + 5);
    if (theirs.length < 5) continue;
    soon(() => {
      try {
        world.launchByStranger(theirs);
      } catch {
        // A job holds one of them already: strangers are refused like everybody.
      }
    });
  }
  for (let count = dice.below(3); count > 0; count -= 1) soon(dieAndRestart);

  const executionIds: string[] = [];
  for (const planId of planIds) {
    const executionType = dice.oneOf<ExecutionType>(['DRILL', 'RECOVERY']);
    const request = { planId, executionType, initiatedBy: 'anna', acceptedInstanceDeletions: [] };
    const result = await clock.complete(world.engine.executions.start(request));
    if (result.kind === 'started') executionIds.push(result.executionId);
  }
  // The process in which they were started is another one; it drives nothing.
  await clock.complete(world.machine.stop());

  for (const executionId of executionIds) {
    if (dice.chance(15))
      soon(() => void world.engine.executions.command(executionId, { type: 'cancel', reason: '' }, 'ben'));
    if (dice.chance(30)) soon(() => void world.engine.executions.command(executionId, { type: 'pause' }, 'ben'));
  }
  const operate = (): void => {
    clock.after(120 + dice.below(600), () => {
      void (async () => {
        for (const executionId of executionIds) {
          const { executions } = world.engine;
          const resume = (await executions.get(executionId))?.actions.resume;
          if (resume?.allowed !== true) continue;
          for (const waveNumber of resume.waveNumbers ?? []) {
            await executions.command(executionId, { type: 'resume', waveNumber }, 'carl');
          }
          await executions.command(executionId, { type: 'resume' }, 'carl');
        }
        operate();
      })();
    });
  };
  operate();

  const isOver = async (): Promise<boolean> => {
    for (const executionId of executionIds) if (!isFinalExecution((await world.get(executionId)).status)) return false;
    return true;
  };
  await clock.runUntil(isOver, 4 * 86_400);
  return { rig: world, executionIds, taskErrors: processes.flatMap((rig) => rig.taskErrors) };
};
