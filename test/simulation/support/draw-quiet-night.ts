/** Nights in which nothing goes wrong but that servers fail, and processes die: how they end follows from their plans. */
import { createDice, type Dice } from './dice.ts';
import { drawNight } from './draw-night.ts';
import type { Answer, Crash, Night, NightPlan, NightWave } from './night.ts';

/** No time-out passes while nobody runs: what a death costs is minutes. */
const WAVE_MINUTES = 240;
const ACTION_MINUTES = 600;
/** It is over when its runs are; this is where it is given up. */
const CALM_SECONDS = 4 * 86_400;

/** The estate and the plans of the night of this seed, without its troubles, its other work, and what hangs on the moment. */
export const drawQuietNight = (seed: number): Night => {
  const { places, servers, plans, processes, watchSeconds } = drawNight(seed);
  const dice = createDice(seed + 2);
  const drawn = drawQuiet(dice, servers);
  // Of waves side by side, what a failure has held back by the time of a cancel hangs on which of them is faster.
  const quietPlans = apart(plans)
    .map((plan) => (drawn.answers.includes('cancel') ? chained(plan) : plan))
    .map(quietPlan);
  const comesByItself = quietPlans.some(({ drillTtlHours }) => drillTtlHours !== undefined);
  return {
    seed,
    places,
    servers,
    plans: quietPlans,
    processes: processes.map((process) => ({ ...process, skewSeconds: 0 })),
    troubles: [],
    crashes: [],
    acts: [],
    watchSeconds,
    calmSeconds: CALM_SECONDS,
    supportHelps: true,
    // Whoever cleans up by itself tells people of it.
    ...(comesByItself ? { receiver: 'takes' } : {}),
    quiet: drawn,
  };
};

const drawQuiet = (dice: Dice, servers: number): NonNullable<Night['quiet']> => {
  const all = Array.from({ length: servers }, (_, number) => number);
  return {
    failing: dice.chance(60) ? dice.some(all, 1 + dice.below(Math.max(2, servers >> 2))) : [],
    answers: Array.from({ length: 1 + dice.below(5) }, () =>
      dice.oneOf<Answer>(['go on', 'go on', 'go on', 'retry', 'retry', 'skip', 'cancel']),
    ),
  };
};

const chained = (plan: NightPlan): NightPlan => ({
  ...plan,
  waves: plan.waves.map((wave, waveNumber) => ({ ...wave, dependsOn: waveNumber === 0 ? [] : [waveNumber - 1] })),
});

/** Of plans over one server the first to begin has it. */
const apart = (plans: readonly NightPlan[]): readonly NightPlan[] => {
  const taken = new Set<number>();
  return plans.filter(({ waves }) => {
    const servers = waves.flatMap((wave) => wave.servers);
    if (servers.some((server) => taken.has(server))) return false;
    for (const server of servers) taken.add(server);
    return true;
  });
};

/** Without the race of two people, and recovery points, which DRS lets go of. */
const quietPlan = ({ point: _point, ...plan }: NightPlan): NightPlan => ({
  ...plan,
  waves: plan.waves.map((wave) => quietWave(wave, isChain(plan.waves))),
  twice: plan.twice === 'two-people' ? 'no' : plan.twice,
  afterEnd: [...new Set(plan.afterEnd)],
  ...(plan.afterCleanUp === undefined ? {} : { afterCleanUp: plan.afterCleanUp.map(unhurried) }),
});

/** Each after one other, and no two side by side. */
const isChain = (waves: readonly NightWave[]): boolean =>
  waves.every(({ dependsOn }) => dependsOn.length < 2) &&
  new Set(waves.map(({ dependsOn }) => dependsOn[0])).size === waves.length;

/** Of waves side by side: what a failure stops hangs on which of them is faster. A pause waits for all. */
const quietWave = ({ actions, ...wave }: NightWave, isInChain: boolean): NightWave => ({
  ...wave,
  onFailure: wave.onFailure === 'stop' && !isInChain ? 'pause' : wave.onFailure,
  timeoutMinutes: WAVE_MINUTES,
  ...(actions === undefined
    ? {}
    : { actions: { before: actions.before?.map(unhurried) ?? [], after: actions.after?.map(unhurried) ?? [] } }),
});

const unhurried = <Action extends object>(action: Action): Action =>
  'timeoutMinutes' in action ? { ...action, timeoutMinutes: ACTION_MINUTES } : action;

/** What must not be done twice, and cannot be asked about at once. */
const starts = [
  'drs:StartRecovery',
  'drs:StartRecovery',
  'drs:TerminateRecoveryInstances',
  'ssm:StartAutomationExecution',
  'ssm:SendCommand',
  'lambda:InvokeFunction',
  'drs:UpdateLaunchConfiguration',
] as const;

/** Processes die at one to four of so many writes and calls. */
export const drawDeaths = (dice: Dice, calls: number): readonly Crash[] => {
  const death = (where: Pick<Crash, 'atCall' | 'operation'>): Crash => ({
    ...where,
    when: dice.oneOf(['before', 'after']),
    downSeconds: dice.oneOf([0, 1, 30, 200, 700]),
  });
  const anywhere = (): Crash => death({ atCall: 1 + dice.below(calls) });
  const further = Array.from({ length: dice.below(4) }, () =>
    dice.chance(50) ? anywhere() : death({ operation: dice.oneOf(starts), atCall: 1 + dice.below(4) }),
  );
  return [anywhere(), ...further];
};
