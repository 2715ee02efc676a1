/**
 * Lives through a night: phase 1 with everything that goes wrong in it, every commit checked; then the faults stop, and
 * every execution must come to its end (I10). Virtual time, one thread, no chance: the same night, the same report.
 */
import { createMemoryItemStore } from '../../../src/adapters/memory/item-store.ts';
import { describeEvent } from '../../../src/domain/describe-event.ts';
import type { Notification } from '../../../src/domain/model/notification.ts';
import type { JournalEntry } from '../../../src/simulator/journal.ts';
import { storedViolations } from '../../domain/checkers/all.ts';
import { finalStatuses } from '../../domain/checkers/statuses.ts';
import { watchedStore } from '../../drivers/support/crash.ts';
import { createRig } from '../../support/rig.ts';
import { runsOutOfTurn } from '../checkers/action-runs.ts';
import { strangeTerminations } from '../checkers/cleaned-up.ts';
import { launchesIntoExisting } from '../checkers/existing-stay.ts';
import { wrongKindsOfLaunch } from '../checkers/kind-of-launch.ts';
import { createReceiver } from '../checkers/messages.ts';
import { quotaRefusals } from '../checkers/quota-refusals.ts';
import { wrongInstances } from '../checkers/recorded-instances.ts';
import { startedTwice } from '../checkers/started-twice.ts';
import { untruths } from '../checkers/truth.ts';
import { unexpectedErrors } from '../checkers/unexpected-errors.ts';
import { createCutOffs } from './cut-offs.ts';
import { createDice } from './dice.ts';
import { extension } from './draw-daily-work.ts';
import { tagChange } from './draw-estate-work.ts';
import { settingsChanges } from './draw-launch-settings.ts';
import { endsWithinSeconds } from './ends-within.ts';
import { createMirror, type Mirrored } from './mirror.ts';
import type { Crash, Night } from './night.ts';
import { createNightCheckers } from './night-checkers.ts';
import { nightEstate, serverIdsOf } from './night-estate.ts';
import { createTurns, inTurn } from './one-by-one.ts';
import { createOperators } from './operators.ts';
import { causes, type NightRunner, type ProcessWorld, startProcess } from './process.ts';
import type { Tally } from './tally.ts';
import { createTroublemaker } from './troublemaker.ts';
import { faultsUsedIn } from './used-faults.ts';
import { type NightLeft, whatIsLeft } from './what-is-left.ts';
import { worksWhenCalm } from './when-calm.ts';

export interface NightReport {
  /** What did not hold, the first first; none when everything did. */
  readonly violations: readonly string[];
  readonly virtualSeconds: number;
  /** Writes and AWS calls. */
  readonly calls: number;
  /** Of these, those before the faults stop: where a process can die. */
  readonly mortalCalls: number;
  /** How each execution ended, in the order of their starts. */
  readonly ends: readonly string[];
  /** As their events give them. */
  readonly executions: readonly Mirrored[];
  /** What is left of it in AWS, and what people were told. */
  readonly left: NightLeft;
}

export interface LiveOptions {
  readonly tally: Tally;
  readonly binding?: 'sdk' | 'direct';
  /** Calls and writes of one moment go one by one: nothing hangs on how soon a binding comes to them. */
  readonly isOneByOne?: true;
  /** Told of everything that happens, a line each. */
  readonly tell?: (line: string) => void;
}

const START_RECOVERY = 'drs:StartRecovery';

/** What a receiver did not take comes again after half an hour at the latest. */
const DELIVERED_WITHIN_SECONDS = 2 * 3600;

export const liveNight = async (night: Night, options: LiveOptions): Promise<NightReport> => {
  const { tally, binding = 'direct', tell } = options;
  const violations: string[] = [];
  const errors: unknown[] = [];
  const told: Notification[] = [];
  const mirror = createMirror();
  const checkers = createNightCheckers({
    night,
    world: () => world,
    serverIds: () => serverIds,
    tally,
    onViolation: (violation) => void violations.push(violation),
  });
  const faultsUsed = faultsUsedIn(tally);
  const noteEntry = (entry: JournalEntry): void => {
    faultsUsed.append(entry);
    checkers.noteEntry(entry);
    cutOffs?.noteEntry(entry);
    if (launchesIntoExisting(entry)) tally.count('a server is launched into an existing instance');
  };
  let cutOffs: ReturnType<typeof createCutOffs> | undefined;
  const say = (text: string): void => tell?.(`${world.clock.now()}  ${text}`);

  const store = watchedStore(createMemoryItemStore(), (writes) => {
    const cause = causes.getStore() ?? 'driver';
    const committed = mirror.commit(writes, cause);
    for (const { step, problems, mirrored } of committed) {
      violations.push(...problems.map((problem) => `I9: ${problem}`));
      if (step === undefined) continue;
      violations.push(...storedViolations(step));
      tally.count(
        `execution ${step.after.header.status}`,
        step.before.header.status === step.after.header.status ? 0 : 1,
      );
      for (const event of step.events) {
        tally.count(`event ${event.data.type}`);
        if (event.data.type === 'JobHeld') countWait(tally, event.data.waitingFor);
        if (tell !== undefined) say(`${mirrored.executionId} #${event.sequence}  ${describeEvent(event, step.after)}`);
      }
    }
    violations.push(...checkers.check({ writes, cause, committed, executions: mirror.executions }));
    cutOffs?.watch(committed);
  });

  const turn = options.isOneByOne ? createTurns(() => clock) : undefined;
  const world = await createRig({
    seed: night.seed,
    estate: nightEstate(night),
    store,
    binding,
    settlePasses: binding === 'direct' ? 1 : 10,
    journal: { entries: [], append: noteEntry },
    ...(turn === undefined ? {} : { aroundCall: inTurn(turn) }),
  });
  const { clock, simulator } = world;
  let calls = 0;
  const callsWithin = new Map<string, number>();
  const callsOf = new Map<string, number>();
  let isCalm = false;
  /** Deaths in the next launches. */
  const doomed: Pick<Crash, 'when' | 'downSeconds' | 'operation' | 'within'>[] = [];
  const runners: NightRunner[] = [];
  const processWorld: ProcessWorld = {
    rig: world,
    binding,
    clockSetSeconds: 0,
    storeTroubles: [],
    ...(turn === undefined ? {} : { turn }),
    nextCall: (name) => {
      calls += 1;
      const work = causes.getStore() ?? 'driver';
      const callWithin = (callsWithin.get(work) ?? 0) + 1;
      callsWithin.set(work, callWithin);
      const callOfIt = (callsOf.get(name) ?? 0) + 1;
      callsOf.set(name, callOfIt);
      const drawn = night.crashes.find(({ atCall, within, operation }) => {
        if (operation !== undefined) return operation === name && atCall === callOfIt;
        return within === undefined ? atCall === calls : within === work && atCall === callWithin;
      });
      const crash = drawn ?? (name === START_RECOVERY ? doomed.shift() : undefined);
      if (isCalm || crash === undefined) return undefined;
      if (crash.operation !== undefined) {
        tally.count(`crash ${crash.when} ${kindOfCall(name)}`);
      }
      if (crash.within !== undefined) tally.count(`crash within ${work}`);
      say(
        `the process dies ${crash.when} ${name} of ${work} (call ${calls}); the next starts ${crash.downSeconds} s later`,
      );
      clock.after(crash.downSeconds, () => void start(0));
      return crash.when;
    },
    onLoss: checkers.told.noteLoss,
    receive: createReceiver({
      answer: night.receiver ?? 'takes',
      executions: mirror.executions,
      cleanUps: checkers.cleanUps,
      undelivered: checkers.undelivered,
      isCalm: () => isCalm,
      clock,
      tally,
      onTaken: (message) => {
        told.push(message);
        checkers.told.noteTaken(message);
      },
      onViolation: (violation) => void violations.push(violation),
    }),
    count: (name) => tally.count(name),
    onError: (error) => void errors.push(error),
  };
  const start = async (index: number): Promise<void> => {
    const process = night.processes[index] ?? { skewSeconds: 0 };
    const number = runners.length;
    runners.push(
      await startProcess(
        processWorld,
        { ...process, looksAtEstate: night.estateWork !== undefined, tells: night.receiver !== undefined },
        number,
      ),
    );
    tally.count('process started');
  };
  const serverIds = serverIdsOf(world, night);
  for (const index of night.processes.keys()) await start(index);

  const dice = createDice(night.seed + 1);
  const operators = createOperators({
    night,
    world,
    serverIds,
    dice,
    executions: mirror.executions,
    tally,
    say,
    living: () => runners.find((runner) => !runner.isDead()),
    isCalm: () => isCalm,
    onViolation: (violation) => void violations.push(violation),
    onCommand: (...asked) => {
      const onAnswers = [
        checkers.gates.noteCommand(...asked),
        checkers.people.noteCommand(...asked),
        checkers.commands.noteCommand(...asked),
      ];
      return (answer) => {
        for (const onAnswer of onAnswers) onAnswer(answer);
      };
    },
    onApply: checkers.launched.noteApplication,
    onExtended: checkers.extended.noteAnswer,
    onError: (error) => void errors.push(error),
  });
  cutOffs = createCutOffs({
    world,
    tally,
    isCalm: () => isCalm,
    command: operators.command,
    doom: (crash) => void doomed.push({ ...crash, operation: START_RECOVERY }),
  });
  const trouble = createTroublemaker({
    cutOffs,
    night,
    world,
    processWorld,
    serverIds,
    tally,
    say,
    executions: mirror.executions,
    onDrift: checkers.launched.noteDrift,
  });
  await operators.begin();
  trouble.begin();

  const isOver = (): boolean =>
    operators.hasStarted() &&
    checkers.cleanUps.stillToCome().length === 0 &&
    [...mirror.executions.values()].every(({ state }) => finalStatuses.has(state.header.status));
  const startMs = clock.nowMs();
  const secondsSoFar = (): number => (clock.nowMs() - startMs) / 1000;
  const isBroken = (): boolean => violations.length > 0;
  const isQuietOver = (): boolean => night.quiet !== undefined && isOver() && operators.hasAnswers();
  await clock.runUntil(() => isBroken() || isQuietOver() || secondsSoFar() >= night.calmSeconds);
  if (night.quiet !== undefined && !isBroken() && !isQuietOver()) violations.push('I10: a quiet night does not end');

  isCalm = true;
  const mortalCalls = calls;
  trouble.end();
  say('the faults stop');
  if (runners.every((runner) => runner.isDead())) await start(0);
  const deadline = secondsSoFar() + endsWithinSeconds(night);
  const untilOver = (earliestSeconds: number): Promise<void> =>
    clock.runUntil(() => isBroken() || (isOver() && secondsSoFar() >= earliestSeconds) || secondsSoFar() > deadline);
  const works = worksWhenCalm(night, operators, world);
  // What met the last fault is over some minutes later.
  if (works.length > 0) await untilOver(secondsSoFar() + 600);
  for (const { what, work } of works) {
    const isWhole = isBroken() || (await clock.complete(work()));
    if (!isWhole) violations.push(`I10: ${what} does not succeed long after the faults stopped`);
  }
  if (night.estateWork !== undefined && !isBroken()) violations.push(...checkers.copied.missing(serverIds));
  if (night.receiver === 'takes late') {
    const { kept } = checkers.undelivered;
    const givenUpSeconds = secondsSoFar() + DELIVERED_WITHIN_SECONDS;
    await clock.runUntil(() => isBroken() || kept().length === 0 || secondsSoFar() > givenUpSeconds);
    violations.push(...kept().map((id) => `message: ${id} is kept long after its receiver takes what comes`));
  }
  await untilOver(0);
  if (night.receiver === 'takes' || night.receiver === 'takes late') {
    const { missing } = checkers.told;
    const givenUpSeconds = secondsSoFar() + DELIVERED_WITHIN_SECONDS;
    await clock.runUntil(() => isBroken() || missing().length === 0 || secondsSoFar() > givenUpSeconds);
    if (!isBroken()) violations.push(...missing());
  }
  const all = [...mirror.executions.values()];
  if (!isBroken()) {
    const open = all.filter(({ state }) => !finalStatuses.has(state.header.status));
    violations.push(
      ...checkers.cleanUps.stillToCome().map((executionId) => `I10: the clean-up of ${executionId} never comes`),
      ...open.map(
        ({ executionId, state }) => `I10: ${executionId} is ${state.header.status} long after the faults stopped`,
      ),
    );
  }
  const allJobs = night.places.flatMap(({ accountId, region }) =>
    simulator.jobs(accountId, region).map((job) => ({ ...job, accountId, region })),
  );
  if (!isBroken()) {
    const isStrangers = ({ jobId }: { jobId: string }): boolean => world.strangersJobIds.has(jobId);
    const jobs = allJobs.filter((job) => !isStrangers(job));
    const places = night.places.map(({ accountId, region }) => simulator.runs(accountId, region));
    const runs = {
      automations: places.flatMap(({ automations }) => automations),
      commands: places.flatMap(({ commands }) => commands),
      functionCalls: places.flatMap(({ functionCalls }) => functionCalls),
    };
    violations.push(
      ...untruths({ executions: all, jobs, isGoneUnseen: checkers.gone.isGoneUnseen }),
      ...wrongKindsOfLaunch(all, allJobs),
      ...wrongInstances(all, allJobs),
      ...strangeTerminations(all, allJobs),
      ...startedTwice(all, runs),
      ...runsOutOfTurn(night, all, runs, checkers.drs),
      ...checkers.launched.violations(all),
      ...checkers.points.violations(all),
      ...quotaRefusals(simulator.calls().log, allJobs.filter(isStrangers)),
      ...unexpectedErrors([...errors, ...runners.flatMap(({ rig }) => rig.taskErrors)]),
    );
  }
  for (const { state } of all) tally.count(`ended ${kindOfRun(state.header)}${state.header.status}`);
  return {
    violations,
    virtualSeconds: secondsSoFar(),
    calls,
    mortalCalls,
    ends: all.map(({ state }) => endOf(state)),
    executions: all,
    left: whatIsLeft({ night, simulator, jobs: allJobs, told }),
  };
};

const countWait = (tally: Tally, waitingFor: string): void => {
  if (waitingFor.startsWith('a free job in ')) tally.count('a job waits for a free job');
  if (waitingFor.startsWith('free servers in the jobs of ')) tally.count('a job waits for free servers');
  if (waitingFor.startsWith('the end of job ')) tally.count("a job waits for the end of somebody's job");
};

const kindOfRun = ({ purpose, initiatedBy }: Mirrored['state']['header']): string => {
  if (purpose !== 'CLEAN_UP') return '';
  return initiatedBy === 'Breakwater' ? 'clean-up by itself ' : 'clean-up ';
};

const kindOfCall = (name: string): string => {
  if (name === START_RECOVERY) return 'a launch';
  if (name === tagChange) return 'a change of tags';
  if (name === extension) return 'an extension';
  if (name === 'tcp:connect') return 'a connection';
  return settingsChanges.some((operation) => operation === name)
    ? 'a change of launch settings'
    : 'the start of an action';
};

/** What is the same however an execution came to its end: no times, no counts of tries. */
const endOf = ({
  header,
  waves,
  jobs,
}: {
  header: { status: string };
  waves: readonly { status: string }[];
  jobs: readonly { state: string; servers: readonly { sourceServerId: string; outcome: string }[] }[];
}): string =>
  JSON.stringify([
    header.status,
    waves.map((wave) => wave.status),
    jobs.flatMap((job) => job.servers.map((server) => `${server.sourceServerId} ${server.outcome}`)).sort(),
  ]);
