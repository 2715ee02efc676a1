/** The people of a night: they start, pause, resume, cancel, retry, skip, edit, and clean up, now and then two at once. */

import { can } from '../../../src/domain/can.ts';
import type { Refusal } from '../../../src/domain/model/execution.ts';
import type { PointsInTime } from '../../../src/domain/model/point-in-time.ts';
import type { ExtendedServer } from '../../../src/domain/model/staging.ts';
import { addSeconds } from '../../../src/domain/time.ts';
import type { CommandResult, OperatorCommand } from '../../../src/engine/execution-service.ts';
import { followPlans } from '../../../src/engine/plan-notifications.ts';
import { finalStatuses } from '../../domain/checkers/statuses.ts';
import type { GroupDraft, Rig, WaveDraft } from '../../support/rig.ts';
import { answerQuietly } from './answers-at-rest.ts';
import type { Dice } from './dice.ts';
import { createEstatePeople } from './estate-people.ts';
import type { Mirrored } from './mirror.ts';
import {
  type Act,
  type ActKind,
  type CommandKind,
  commandKinds,
  type Night,
  type NightPlan,
  type NightWave,
} from './night.ts';
import { existingInstanceIds, intoInstanceId } from './night-estate.ts';
import { causes, type NightRunner } from './process.ts';
import { createSettingsPeople } from './settings-people.ts';
import type { Tally } from './tally.ts';

interface Parts {
  readonly night: Night;
  readonly world: Rig;
  readonly serverIds: readonly string[];
  /** For what people decide when they are needed. */
  readonly dice: Dice;
  readonly executions: ReadonlyMap<string, Mirrored>;
  readonly tally: Tally;
  readonly say: (text: string) => void;
  readonly living: () => NightRunner | undefined;
  readonly isCalm: () => boolean;
  readonly onViolation: (violation: string) => void;
  /** A process is asked for this. Gives what is called when an answer has come, or an error. */
  readonly onCommand: (
    executionId: string,
    command: OperatorCommand,
    actor: string,
  ) => (answer: CommandResult['kind'] | 'error') => void;
  /** Somebody applies the launch settings of these groups on demand. Gives what is called when that is over. */
  readonly onApply: (groupIds: readonly string[]) => () => void;
  /** What Breakwater says of servers that somebody extends. */
  readonly onExtended: (servers: readonly ExtendedServer[]) => void;
  /** What somebody asked for failed. */
  readonly onError: (error: unknown) => void;
}

/** Nobody answers: tried again after so many seconds. */
const AGAIN_SECONDS = 45;
/** Of a request that names live instances. */
const ACCEPTING = '-accepting';
/** Nothing has come back. */
const PATIENCE_SECONDS = 150;
const TRIES = 3;
/** Whoever waits until something is possible looks so often. */
const LOOK_SECONDS = 10;
/** Nobody gives up in a quiet night: how it ends must not hang on that. */
const QUIET_TRIES = 20;

export const createOperators = (parts: Parts) => {
  const { night, world, serverIds, dice, executions, tally, say } = parts;
  const { clock } = world;
  const estate = createEstatePeople(parts);
  const settings = createSettingsPeople(parts);
  const planIds: string[] = [];
  /** Executions by the plan that they were started from; follow-ups and clean-ups too. */
  const runs = new Map<number, string[]>();
  const answeredKeys = new Map<string, string>();
  /** What is asked for after an end, until it is answered. */
  const unanswered = new Set<string>();
  const triesAtFirst = night.quiet === undefined ? TRIES : QUIET_TRIES;
  let toStart = night.plans.length;
  const nightfall = clock.now();
  const existing = existingInstanceIds(night);

  /** Asks a process that lives. What it was asked when it died is asked no more. */
  const ask = (what: string, request: (runner: NightRunner) => Promise<unknown>, tries = 20): void => {
    const runner = parts.living();
    if (runner === undefined) {
      if (tries > 0) clock.after(AGAIN_SECONDS, () => ask(what, request, tries - 1));
      return;
    }
    tally.count(`operator ${what}`);
    // Refused by a store that does not answer: the person sees an error.
    void causes
      .run(what, () => request(runner))
      .catch((error: unknown) => {
        tally.count('operator saw an error');
        parts.onError(error);
      });
  };

  /** Nobody answers, for the process that was asked has died: people ask another, while there are faults. */
  const askUntilAnswered = (what: string, request: (runner: NightRunner) => Promise<unknown>, tries = TRIES): void =>
    ask(what, async (runner) => {
      let isAnswered = false;
      clock.after(PATIENCE_SECONDS, () => {
        if (isAnswered || tries === 1 || parts.isCalm()) return;
        tally.count(`operator asks for ${what} again`);
        askUntilAnswered(what, request, tries - 1);
      });
      await request(runner).finally(() => {
        isAnswered = true;
      });
    });

  const noteRun = (plan: number, executionId: string): void => {
    const known = runs.get(plan) ?? [];
    if (!known.includes(executionId)) runs.set(plan, [...known, executionId]);
  };

  /** Gives what the same key was answered with before. */
  const noteAnswer = (key: string, executionId: string): string | undefined => {
    const earlier = answeredKeys.get(key);
    if (earlier !== undefined && earlier !== executionId) {
      parts.onViolation(`start: the key ${key} gave ${earlier} and ${executionId}`);
    }
    answeredKeys.set(key, executionId);
    return earlier;
  };

  /** No answer, or an error: people ask again, with the same key. */
  const start = (plan: number, key: string, accepted: readonly string[] = [], tries = triesAtFirst): void => {
    const planId = planIds[plan];
    const drawn = night.plans[plan];
    if (planId === undefined || drawn === undefined) return;
    clock.after(PATIENCE_SECONDS, () => {
      if (tries > 1 && !answeredKeys.has(key)) start(plan, key, accepted, tries - 1);
    });
    ask('start', async ({ rig }) => {
      const result = await rig.engine.executions.start({
        planId,
        executionType: drawn.executionType,
        initiatedBy: 'anna',
        acceptedInstanceDeletions: accepted,
        idempotencyKey: key,
        ...pointsOf(drawn),
      });
      if (result.kind !== 'started' && result.kind !== 'refused') return;
      const earlier = noteAnswer(key, result.executionId);
      noteRun(plan, result.executionId);
      if (accepted.length > 0) tally.count(`operator accepts deletions: ${result.kind}`);
      if (result.kind === 'refused' && earlier === undefined) startAccepting(drawn, plan, key, result.refusals);
    });
  };

  /** Refused for live instances: some people start again, and name them, or only some of them; never a standby of theirs. */
  const startAccepting = (
    { accepts }: NightPlan,
    plan: number,
    key: string,
    refusals: readonly Pick<Refusal, 'code' | 'subjects'>[],
  ): void => {
    if (accepts === undefined || parts.isCalm() || key.endsWith(ACCEPTING)) return;
    const live = refusals
      .flatMap(({ code, subjects }) => (code === 'LIVE_INSTANCE' ? subjects : []))
      .filter((instanceId) => !existing.has(instanceId));
    const named = accepts === 'all' ? live : live.slice(1);
    if (named.length > 0) start(plan, `${key}${ACCEPTING}`, named);
  };

  const pointsOf = ({ point }: NightPlan): { readonly pointsInTime?: PointsInTime } => {
    if (point === undefined) return {};
    const pointInTime = addSeconds(nightfall, -point.secondsBefore);
    const { waveNumber } = point;
    tally.count('operator asks for a point in time');
    return {
      pointsInTime: waveNumber === undefined ? { pointInTime } : { wavePointsInTime: [{ waveNumber, pointInTime }] },
    };
  };

  const startPlan = ({ twice }: NightPlan, plan: number): void => {
    toStart -= 1;
    start(plan, `plan-${plan}`);
    if (twice === 'same-key') start(plan, `plan-${plan}`);
    if (twice === 'two-people') start(plan, `plan-${plan}-too`);
  };

  const act = (drawn: Act): void => {
    const { kind, plan, twice, whenPossible } = drawn;
    // Who keeps instances does so hours later.
    if (parts.isCalm() && kind !== 'keep') return;
    const executionId = (runs.get(plan) ?? []).findLast(
      (id) => !finalStatuses.has(executions.get(id)?.state.header.status ?? ''),
    );
    if (whenPossible && isCommand(kind) && (executionId === undefined || possible(kind, executionId) === undefined)) {
      clock.after(LOOK_SECONDS, () => act(drawn));
      return;
    }
    const once = (actor: string): void => {
      if (kind === 'start-again') start(plan, `plan-${plan}-again-${actor}`);
      else if (kind === 'edit-plan') askUntilAnswered(kind, ({ rig }) => editPlan(rig, plan));
      else if (kind === 'check-plan') ask(kind, ({ rig }) => checkPlan(rig, plan));
      else if (kind === 'refresh-inventory' || kind === 'sync-tags')
        ask(kind, ({ rig }) => estate.lookAtEstate(rig, kind));
      else if (kind === 'keep') keep(plan, actor);
      else if (kind === 'apply-settings') ask(kind, ({ rig }) => applySettings(rig, plan, actor));
      else if (kind === 'extend') ask(kind, ({ rig }) => estate.extend(rig));
      else if (kind === 'check-account') ask(kind, ({ rig }) => estate.checkAccount(rig, actor));
      else if (executionId !== undefined) {
        const what = (whenPossible && possible(kind, executionId)) || commandFor(kind, executionId);
        command(executionId, what, actor, askUntilAnswered);
      }
    };
    once('ben');
    if (twice) once('berta');
  };

  const keep = (plan: number, actor: string): void => {
    const executionId = runs.get(plan)?.[0];
    if (executionId === undefined) return;
    ask('keep', async ({ rig }) => {
      const hours = dice.chance(50) ? undefined : dice.oneOf([1, 3]);
      const result = await rig.engine.executions.keep(executionId, {
        actor,
        ...(hours === undefined ? {} : { hours }),
      });
      tally.count(`operator keep ${result.kind}`);
    });
  };

  /** What a page of the run offers; undefined while it does not. */
  const possible = (kind: CommandKind, executionId: string): OperatorCommand | undefined => {
    const state = executions.get(executionId)?.state;
    if (state === undefined) return undefined;
    const allowed = can(kind, state);
    if (!allowed.allowed) return undefined;
    const [waveNumber = 0] = allowed.waveNumbers ?? [];
    switch (kind) {
      case 'pause':
        return { type: 'pause' };
      case 'resume':
        return allowed.waveNumbers === undefined ? { type: 'resume' } : resumeOf(state, waveNumber);
      case 'cancel':
        return { type: 'cancel', reason: 'the wrong plan' };
      case 'retry':
        return { type: 'retry', waveNumber };
      case 'skip':
        return { type: 'skip', waveNumber, reason: 'without it' };
    }
  };

  /** Of the gate, or of an action that waits for approval. */
  const resumeOf = ({ waves }: Mirrored['state'], waveNumber: number): OperatorCommand => {
    const wave = waves.find((each) => each.waveNumber === waveNumber);
    const asked = wave?.activities?.find(({ kind, state }) => kind === 'APPROVAL' && state === 'STARTED');
    return { type: 'resume', waveNumber, ...(asked === undefined ? {} : { actionName: asked.activityName }) };
  };

  const commandFor = (kind: CommandKind, executionId: string): OperatorCommand => {
    const waves = executions.get(executionId)?.state.waves.length ?? 1;
    const waveNumber = dice.below(Math.max(1, waves));
    switch (kind) {
      case 'pause':
        return { type: 'pause' };
      case 'resume':
        return dice.chance(50) ? { type: 'resume' } : { type: 'resume', waveNumber };
      case 'cancel':
        return { type: 'cancel', reason: 'the wrong plan' };
      case 'retry':
        return { type: 'retry', waveNumber };
      case 'skip':
        return { type: 'skip', waveNumber, reason: 'not needed tonight' };
    }
  };

  const command = (executionId: string, what: OperatorCommand, actor: string, asking = ask): void => {
    const isApproval = what.type === 'resume' && what.actionName !== undefined;
    const name = isApproval ? 'approve' : what.type;
    asking(name, async ({ rig }) => {
      say(`${actor}: ${JSON.stringify(what)} on ${executionId}`);
      const onAnswer = parts.onCommand(executionId, what, actor);
      try {
        const { kind } = await rig.engine.executions.command(executionId, what, actor);
        onAnswer(kind);
        tally.count(`operator ${name} ${kind}`);
      } catch (error) {
        onAnswer('error');
        throw error;
      }
    });
  };

  /** Looks whether a person is needed, and decides. When all is calm, in a way that ends it. */
  const watch = (): void => {
    clock.after(night.watchSeconds, () => {
      for (const mirrored of executions.values()) decideFor(mirrored);
      watch();
    });
  };

  const decideFor = ({ executionId, state }: Mirrored): void => {
    const { header, waves } = state;
    if (night.quiet !== undefined) {
      const answer = answerQuietly(state, night.quiet);
      if (answer !== undefined) command(executionId, answer, 'carl');
      return;
    }
    if (finalStatuses.has(header.status) || header.cancelRequested) return;
    if (header.pauseRequested && (parts.isCalm() || dice.chance(50))) command(executionId, { type: 'resume' }, 'carl');
    for (const { waveNumber, status, onFailure, failureAcceptedBy, activities = [] } of waves) {
      const asked = activities.find(({ kind, state: stands }) => kind === 'APPROVAL' && stands === 'STARTED');
      if (asked !== undefined && (parts.isCalm() || dice.chance(50))) {
        command(executionId, { type: 'resume', waveNumber, actionName: asked.activityName }, 'carl');
      }
      const atGate = status === 'AWAITING_APPROVAL';
      const hasFailed =
        (status === 'FAILED' || status === 'TIMED_OUT') && onFailure === 'pause' && failureAcceptedBy === undefined;
      if (!atGate && !hasFailed) continue;
      const choice = parts.isCalm() ? 0 : dice.below(10);
      if (choice < 5) command(executionId, { type: 'resume', waveNumber }, 'carl');
      else if (choice < 8 && hasFailed) command(executionId, { type: 'retry', waveNumber }, 'carl');
      else if (choice === 8) command(executionId, { type: 'skip', waveNumber, reason: 'without it' }, 'carl');
    }
  };

  /** What is done with an execution that is over, once for each. */
  const followed = new Set<string>();
  const afterEnds = (): void => {
    clock.after(120, () => {
      for (const [plan, executionIds] of runs) {
        for (const executionId of executionIds) afterEnd(plan, executionId);
      }
      afterEnds();
    });
  };
  const afterEnd = (plan: number, executionId: string): void => {
    const header = executions.get(executionId)?.state.header;
    if (header === undefined || !finalStatuses.has(header.status) || followed.has(executionId)) return;
    followed.add(executionId);
    // A follow-up is followed no further, so that a night has an end.
    if (header.relatedExecutionId !== undefined) return;
    for (const [index, what] of (night.plans[plan]?.afterEnd ?? []).entries()) {
      runAfter(plan, executionId, what, `${what}-${index}-${executionId}`);
    }
  };

  /** No answer, or an error: asked again, with the same key. */
  const runAfter = (
    plan: number,
    executionId: string,
    what: 'follow-up' | 'clean-up',
    idempotencyKey: string,
    tries = triesAtFirst,
  ): void => {
    const mirrored = executions.get(executionId);
    if (mirrored === undefined) return;
    let isAnswered = false;
    unanswered.add(idempotencyKey);
    clock.after(PATIENCE_SECONDS, () => {
      if (!isAnswered && tries > 1) runAfter(plan, executionId, what, idempotencyKey, tries - 1);
    });
    const request = { initiatedBy: 'dora', idempotencyKey };
    ask(what, async ({ rig }) => {
      const result =
        what === 'follow-up'
          ? await rig.engine.executions.followUp(executionId, { ...request, acceptedInstanceDeletions: [] })
          : await rig.engine.executions.cleanUp(executionId, {
              ...request,
              confirmedPlanName: mirrored.state.header.planName,
              recovery: true,
              acceptedInstances: adoptedInstances(mirrored),
            });
      isAnswered = true;
      unanswered.delete(idempotencyKey);
      tally.count(`operator ${what} ${result.kind}`);
      if (result.kind === 'started' || result.kind === 'refused') noteAnswer(idempotencyKey, result.executionId);
      else if (isStartedUntold(executionId, what)) {
        parts.onViolation(
          `${what}: the key ${idempotencyKey} has started a run after ${executionId}, which is not told`,
        );
      }
      if (result.kind === 'started') noteRun(plan, result.executionId);
    });
  };

  /** Somebody's request has started a run; nobody was told which, and nobody is still to be told. */
  const isStartedUntold = (executionId: string, what: 'follow-up' | 'clean-up'): boolean => {
    const told = new Set(answeredKeys.values());
    const isWaitedFor = [...unanswered].some((key) => key.startsWith(what) && key.endsWith(executionId));
    return (
      !isWaitedFor &&
      [...executions.values()].some(
        ({ executionId: runId, state: { header } }) =>
          header.relatedExecutionId === executionId &&
          header.initiatedBy === 'dora' &&
          (header.purpose === 'CLEAN_UP') === (what === 'clean-up') &&
          !told.has(runId),
      )
    );
  };

  const savePlan = async (rig: Rig, plan: number, isEdited: boolean): Promise<string> => {
    const drawn = night.plans[plan];
    if (drawn === undefined) throw new Error(`bug: no plan ${plan}`);
    const waves = drawn.waves.map((wave, index) => waveDraft(night, serverIds, wave, isEdited && index === 0));
    const told =
      night.receiver === undefined ? {} : { notifications: { webhookUrl: 'https://hooks.example.com/night' } };
    const { drillTtlHours, afterCleanUp } = drawn;
    const planId = await rig.savePlan(`plan-${plan}`, waves, {
      ...told,
      ...(drillTtlHours === undefined ? {} : { drillTtlHours }),
      ...(afterCleanUp === undefined ? {} : { afterCleanUp }),
    });
    await followPlans({ store: rig.store, newSecret: () => 'k'.repeat(43) });
    return planId;
  };

  /** What was answered is saved. */
  const editPlan = async (rig: Rig, plan: number): Promise<void> => {
    const planId = await savePlan(rig, plan, true);
    const saved = await rig.catalog.getPlan(planId);
    const hadGate = night.plans[plan]?.waves[0]?.pauseBeforeWave;
    if (saved?.waves[0]?.pauseBeforeWave === hadGate)
      parts.onViolation(`catalog: the edit of ${planId} was answered, and is not saved`);
  };

  const applySettings = (rig: Rig, plan: number, actor = 'anna'): Promise<boolean> =>
    settings.applySettings(rig, planIds[plan] ?? '', actor);

  const checkPlan = async (rig: Rig, plan: number): Promise<void> => {
    const drawn = night.plans[plan];
    const { pointsInTime } = drawn === undefined ? {} : pointsOf(drawn);
    const check = await rig.engine.estate.checkPlan(planIds[plan] ?? '', new Set(), pointsInTime);
    tally.count(`operator check-plan ${check?.verdict}`);
  };

  return {
    begin: async (): Promise<void> => {
      await estate.register();
      for (const plan of night.plans.keys()) planIds.push(await savePlan(world, plan, false));
      for (const [index, plan] of night.plans.entries()) {
        if (plan.startSeconds === 0) startPlan(plan, index);
        else clock.after(plan.startSeconds, () => startPlan(plan, index));
      }
      for (const drawn of night.acts) clock.after(drawn.atSeconds, () => act(drawn));
      watch();
      afterEnds();
    },
    hasStarted: (): boolean => toStart === 0,
    /** Of every plan, and of every run that is over, all was asked for and answered. */
    hasAnswers: (): boolean =>
      night.plans.every((_plan, index) => answeredKeys.has(`plan-${index}`)) &&
      [...runs.values()].flat().every((executionId) => followed.has(executionId)) &&
      unanswered.size === 0,
    command,
    lookAtEstate: estate.lookAtEstate,
    extend: estate.extend,
    applySettings,
  };
};

const isCommand = (kind: ActKind): kind is CommandKind => commandKinds.some((command) => command === kind);

/** A clean-up takes these only when they are named. */
const adoptedInstances = ({ state }: Mirrored): readonly string[] =>
  state.jobs
    .filter(({ adopted }) => adopted)
    .flatMap(({ servers }) => servers.flatMap(({ recoveryInstanceId }) => recoveryInstanceId ?? []));

/** An edited one has a gate where there was none, and the other way round: what runs must not care. */
const waveDraft = (
  night: Night,
  serverIds: readonly string[],
  wave: NightPlan['waves'][number],
  isEdited: boolean,
): WaveDraft => {
  const byPlace = Map.groupBy(wave.servers, (number) => number % night.places.length);
  const groups = [...byPlace].map(([place, numbers]): GroupDraft => {
    const servers = numbers.flatMap((number) => serverIds[number] ?? []);
    return { ...night.places[place], servers, ...launchSettingsOf(night, wave, { numbers, servers }, isEdited) };
  });
  return {
    groups,
    // By name: a number would have to be an earlier one.
    dependsOn: wave.dependsOn.map((number) => `wave-${number}`),
    pauseBeforeWave: wave.pauseBeforeWave !== isEdited,
    onFailure: wave.onFailure,
    minSuccessPercent: wave.minSuccessPercent,
    timeoutMinutes: wave.timeoutMinutes,
    ...(wave.actions === undefined ? {} : { actions: wave.actions }),
  };
};

/** An edited one wants another profile, and other instances: a wave whose turn has not come is launched with them. */
const launchSettingsOf = (
  night: Night,
  { launchSettings, intoExisting = [] }: NightWave,
  { numbers, servers }: { readonly numbers: readonly number[]; readonly servers: readonly string[] },
  isEdited: boolean,
): Pick<GroupDraft, 'launchConfig' | 'serverOverrides'> => {
  const [first = ''] = servers;
  const into = intoExisting.flatMap((number) => {
    const sourceServerId = servers[numbers.indexOf(number)];
    const launchIntoInstanceId = intoInstanceId(night, number, isEdited ? 'spare' : 'standby');
    return sourceServerId === undefined ? [] : [[sourceServerId, { launchIntoInstanceId }] as const];
  });
  const own = launchSettings?.first === undefined ? {} : { [first]: launchSettings.first };
  const serverOverrides = { ...own, ...Object.fromEntries(into) };
  return {
    ...(launchSettings === undefined
      ? {}
      : { launchConfig: { ...launchSettings.group, ...(isEdited ? { instanceProfileName: 'edited' } : {}) } }),
    ...(Object.keys(serverOverrides).length === 0 ? {} : { serverOverrides }),
  };
};
