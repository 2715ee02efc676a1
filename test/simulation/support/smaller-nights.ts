/** Every night that has one thing less than another, the larger things first. */
import type { WaveActionsInput } from '../../../src/domain/model/wave-action.ts';
import type { Night, NightPlan, NightProcess, NightWave } from './night.ts';

export function* smallerThan(night: Night): Generator<Night> {
  for (const plan of night.plans.keys()) if (night.plans.length > 1) yield withoutPlan(night, plan);
  for (const plan of night.plans.keys()) yield* fewerWaves(night, plan);
  yield* without(night.troubles, (troubles) => ({ ...night, troubles }));
  yield* without(night.crashes, (crashes) => ({ ...night, crashes }));
  yield* without(night.acts, (acts) => ({ ...night, acts }));
  yield* plainerWorlds(night);
  for (const [index, plan] of night.plans.entries()) {
    for (const plainer of plainerPlans(plan)) yield { ...night, plans: night.plans.with(index, plainer) };
    for (const [number, wave] of plan.waves.entries()) {
      for (const plainer of plainerWaves(wave)) {
        yield { ...night, plans: night.plans.with(index, { ...plan, waves: plan.waves.with(number, plainer) }) };
      }
    }
  }
}

function* plainerWorlds(night: Night): Generator<Night> {
  const { estateWork, receiver, ...rest } = night;
  if (estateWork !== undefined) yield receiver === undefined ? rest : { ...rest, receiver };
  if (receiver !== undefined) yield estateWork === undefined ? rest : { ...rest, estateWork };
  const { quiet } = night;
  if (quiet !== undefined) {
    yield* without(quiet.failing, (failing) => ({ ...night, quiet: { ...quiet, failing } }));
    if (quiet.answers.length > 1) yield { ...night, quiet: { ...quiet, answers: quiet.answers.slice(0, 1) } };
  }
  if (night.places.length > 1) yield { ...night, places: night.places.slice(0, 1) };
  if (night.processes.length > 1) yield { ...night, processes: night.processes.slice(0, 1) };
  for (const [index, process] of night.processes.entries()) {
    for (const plainer of plainerProcesses(process))
      yield { ...night, processes: night.processes.with(index, plainer) };
  }
  if (night.outsiders !== undefined && !night.troubles.some(({ kind }) => kind === 'crowd')) {
    const { outsiders: _outsiders, ...fewer } = night;
    yield fewer;
  }
  if (!night.supportHelps) yield { ...night, supportHelps: true };
  const needed = 1 + Math.max(0, ...night.plans.flatMap(({ waves }) => waves.flatMap(({ servers }) => servers)));
  if (needed < night.servers) yield { ...night, servers: needed };
}

function* plainerProcesses({ skewSeconds, turnsPerDriver, eventSeconds }: NightProcess): Generator<NightProcess> {
  const turns = turnsPerDriver === undefined ? {} : { turnsPerDriver };
  const events = eventSeconds === undefined ? {} : { eventSeconds };
  if (skewSeconds !== 0) yield { skewSeconds: 0, ...turns, ...events };
  if (turnsPerDriver !== undefined) yield { skewSeconds, ...events };
  if (eventSeconds !== undefined) yield { skewSeconds, ...turns };
}

function* plainerPlans(plan: NightPlan): Generator<NightPlan> {
  const { accepts, ...refused } = plan;
  if (accepts !== undefined) yield refused;
  const { drillTtlHours, afterCleanUp, point, ...rest } = plan;
  const ttl = drillTtlHours === undefined ? {} : { drillTtlHours };
  const after = afterCleanUp === undefined ? {} : { afterCleanUp };
  const asked = point === undefined ? {} : { point };
  if (drillTtlHours !== undefined) yield { ...rest, ...after, ...asked };
  if (afterCleanUp !== undefined) yield { ...rest, ...ttl, ...asked };
  if (point !== undefined) yield { ...rest, ...ttl, ...after };
  if (plan.afterEnd.length > 0) yield { ...plan, afterEnd: plan.afterEnd.slice(1) };
  if (plan.twice !== 'no') yield { ...plan, twice: 'no' };
  if (plan.startSeconds > 0) yield { ...plan, startSeconds: 0 };
}

function* plainerWaves(wave: NightWave): Generator<NightWave> {
  const { actions, launchSettings, intoExisting, ...rest } = wave;
  const settings = launchSettings === undefined ? {} : { launchSettings };
  const into = intoExisting === undefined ? {} : { intoExisting };
  const done = actions === undefined ? {} : { actions };
  if (actions !== undefined) {
    yield { ...rest, ...settings, ...into };
    for (const fewer of fewerActions(actions)) yield { ...wave, actions: fewer };
  }
  if (launchSettings !== undefined) {
    yield { ...rest, ...done, ...into };
    if (launchSettings.first !== undefined) yield { ...wave, launchSettings: { group: launchSettings.group } };
  }
  if (intoExisting !== undefined) yield { ...rest, ...done, ...settings };
  if (wave.pauseBeforeWave) yield { ...wave, pauseBeforeWave: false };
  if (wave.dependsOn.length > 0) yield { ...wave, dependsOn: wave.dependsOn.slice(1) };
  if (wave.servers.length < 2) return;
  const half = Math.ceil(wave.servers.length / 2);
  yield { ...wave, servers: wave.servers.slice(0, half) };
  yield { ...wave, servers: wave.servers.slice(half) };
}

function* fewerActions({ before = [], after = [] }: WaveActionsInput): Generator<WaveActionsInput> {
  for (const index of before.keys()) yield { before: before.toSpliced(index, 1), after };
  for (const index of after.keys()) yield { before, after: after.toSpliced(index, 1) };
}

function* without<T>(all: readonly T[], rebuild: (rest: readonly T[]) => Night): Generator<Night> {
  if (all.length > 0) yield rebuild([]);
  if (all.length > 3) {
    yield rebuild(all.slice(0, all.length >> 1));
    yield rebuild(all.slice(all.length >> 1));
  }
  if (all.length > 1) for (const index of all.keys()) yield rebuild(all.toSpliced(index, 1));
}

const withoutPlan = (night: Night, index: number): Night => ({
  ...night,
  plans: night.plans.toSpliced(index, 1),
  acts: night.acts
    .filter(({ plan }) => plan !== index)
    .map((act) => ({ ...act, plan: act.plan > index ? act.plan - 1 : act.plan })),
});

/** Without one wave: the others' numbers and dependencies close up. */
function* fewerWaves(night: Night, index: number): Generator<Night> {
  const plan = night.plans[index];
  if (plan === undefined || plan.waves.length < 2) return;
  for (const gone of plan.waves.keys()) {
    const waves = plan.waves.toSpliced(gone, 1).map((wave) => ({
      ...wave,
      dependsOn: wave.dependsOn
        .filter((dependency) => dependency !== gone)
        .map((dependency) => (dependency > gone ? dependency - 1 : dependency)),
    }));
    yield { ...night, plans: night.plans.with(index, { ...plan, waves }) };
  }
}
