/**
 * `advance`: one turn. Load, decide, save, act on the stored intents, and again until nothing is left to do now; then
 * say when the next turn is wanted. Decides from the stored state alone, observations included.
 */
import { limits } from '../domain/limits.ts';
import type { ExecutionEvent } from '../domain/model/event.ts';
import type { DriverState, ExecutionState } from '../domain/model/execution.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import { awaitsLastWords, nextWakeTime, wavesAwaitingLastWords } from '../domain/polling.ts';
import { withOwnReservations } from '../domain/schedule.ts';
import { isEndedExecution, mayStart } from '../domain/statuses.ts';
import { addSeconds, isBefore, laterOf, secondsBetween } from '../domain/time.ts';
import { decide, isReadyToFinalize } from '../domain/transition/decide.ts';
import type { AdvanceInput } from '../domain/transition/input.ts';
import { type ActivityPorts, actOnActivities, hasDueActivities } from './act-on-activities.ts';
import type { Conclude } from './apply-input.ts';
import { claimsAtOnce } from './claims-at-once.ts';
import { act, type LaunchPorts, pendingActs } from './launch.ts';
import { type OutagePorts, pauseAfterOutage } from './pause-after-outage.ts';
import { type LoadedExecution, readExecution } from './store/execution-reader.ts';
import { type Save, saveExecution } from './store/execution-writer.ts';
import { readNews } from './store/observation-store.ts';
import { readSeen, type Seen } from './store/seen-reader.ts';

export interface AdvancePorts extends LaunchPorts, ActivityPorts, OutagePorts {
  /** Hands over to a successor machine (design 8.4); false when it was not this driver's to hand over just now. */
  readonly handOver: (executionId: string, generation: number) => Promise<boolean>;
  /** Turns of one machine; lowered in tests. */
  readonly turnsPerDriver?: number;
  /** Days of one machine; lowered in tests. */
  readonly driverDays?: number;
}

export type Turn =
  /**
   * `version` is the stored version that this turn decided at, `news` what it had seen: the wait is only entered while
   * both stand. Whole seconds: Step Functions knows no others.
   */
  | { readonly next: 'PARK'; readonly version: number; readonly news: number; readonly waitSeconds: number }
  | { readonly next: 'FINALIZE' | 'DONE' | 'SUPERSEDED' };

/** Rounds of deciding and acting in one turn: each changes up to 30 jobs, so 4,000 servers need a few. */
const ROUNDS_MAX = 60;
/** No wait is shorter, so that nothing can spin. */
const WAIT_SECONDS_MIN = 1;
/** Stored versions begin with 1: a wait at this one is never entered. */
const NEVER_STORED = 0;

export const advance = async (ports: AdvancePorts, executionId: string, generation: number): Promise<Turn> => {
  let known: LoadedExecution | undefined;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const loaded = known ?? (await readExecution(ports.store, executionId));
    known = undefined;
    if (loaded === undefined || loaded.driver.generation !== generation) return { next: 'SUPERSEDED' };
    if (isEndedExecution(loaded.state)) return { next: 'DONE' };
    if (isWornOut(ports, loaded.driver)) {
      // Refused when somebody wrote in between: then this driver is still the one, and goes round again.
      if (!(await ports.handOver(executionId, generation))) continue;
      return { next: 'SUPERSEDED' };
    }
    if (round === 0 && (await pauseAfterOutage(ports, { header: loaded.state.header, driver: loaded.driver })))
      continue;
    // Somebody was first: from here on what is planned is saved before the look, which is not to be taken in vain again.
    const turn = await takeRound(ports, loaded, round === 0);
    if (turn.next !== 'AGAIN') return turn;
    known = turn.loaded;
  }
  return interrupt(ports, executionId, generation);
};

/** Step Functions ends a machine at 25,000 history events, and after a year. */
const isWornOut = (ports: AdvancePorts, { turns, startedTime }: DriverState): boolean => {
  const { turnsPerDriver = limits.turnsPerDriver, driverDays = limits.driverDays } = ports;
  const isOld = startedTime !== undefined && secondsBetween(startedTime, ports.clock.now()) >= driverDays * 86_400;
  return isOld || turns >= turnsPerDriver;
};

/** More is to be done than one turn may take: it counts as a turn, and the next one goes on from the stored state. */
const interrupt = async (ports: AdvancePorts, executionId: string, generation: number): Promise<Turn> => {
  const loaded = await readExecution(ports.store, executionId);
  if (loaded?.driver.generation !== generation) return { next: 'SUPERSEDED' };
  const nextWakeTime = addSeconds(ports.clock.now(), WAIT_SECONDS_MIN);
  const { busyUntil: _busyUntil, ...rested } = loaded.driver;
  const driver = { ...rested, nextWakeTime, turns: loaded.driver.turns + 1 };
  const saved = await saveExecution(ports.store, loaded, { state: loaded.state, driver, events: [] });
  const news = await readNews(ports.store, executionId);
  return { next: 'PARK', version: saved?.version ?? NEVER_STORED, news, waitSeconds: WAIT_SECONDS_MIN };
};

/** Something changed or was done: look again, at what is known to be stored or, without it, afresh. */
interface Again {
  readonly next: 'AGAIN';
  readonly loaded?: LoadedExecution;
}

/** A decision, and what is to follow from it. */
interface Round {
  readonly state: ExecutionState;
  readonly events: readonly ExecutionEvent[];
  readonly driver: DriverState;
  readonly mustLaunch: boolean;
  readonly mustAct: boolean;
  readonly untoldWaves: ReadonlySet<number>;
  readonly finalize: boolean;
  /** Nothing is left to do until `driver.nextWakeTime`, `waitSeconds` from now. */
  readonly resting: boolean;
  readonly waitSeconds: number;
}

const takeRound = async (ports: AdvancePorts, loaded: LoadedExecution, isFirst: boolean): Promise<Turn | Again> => {
  const now = ports.clock.now();
  const seen = await readSeen(ports.store, loaded.state, now);
  const round = decideRound(loaded, seen, now);
  const { state, driver, events } = round;
  if (isFirst && round.mustLaunch && claimsAtOnce(loaded, round, seen.ledgers, now)) {
    return launch(ports, loaded, seen, { state, driver, events, ledgers: seen.ledgers });
  }
  const isKnownBusy = loaded.driver.busyUntil !== undefined && isBefore(now, loaded.driver.busyUntil);
  const changed = events.length > 0 || round.resting || (round.mustAct && !isKnownBusy);
  const saved = changed
    ? await saveExecution(ports.store, loaded, { state, driver, events, ledgers: seen.ledgers })
    : { ...loaded, ledgers: seen.ledgers };
  if (saved === undefined) return { next: 'AGAIN' };
  ports.announce(state, events);
  if (round.finalize) return { next: 'FINALIZE' };
  if (round.mustLaunch) return launch(ports, saved, seen);
  if (round.mustAct) return again(await actOnActivities(ports, saved, round.untoldWaves));
  return round.resting ? parked(round, saved, seen) : again(saved);
};

const again = (loaded: LoadedExecution | undefined): Again => ({
  next: 'AGAIN',
  ...(loaded === undefined ? {} : { loaded }),
});

const parked = ({ waitSeconds }: Round, { version }: LoadedExecution, { news }: Seen): Turn => ({
  next: 'PARK',
  version,
  news,
  waitSeconds,
});

const decideRound = (
  { state: before, driver: driverBefore }: Pick<LoadedExecution, 'state' | 'driver'>,
  seen: Seen,
  now: Instant,
): Round => {
  const input: AdvanceInput = {
    type: 'advance',
    observations: seen.observations,
    ledgers: new Map([...seen.ledgers].map(([place, ledger]) => [place, ledger.ledger])),
    lookFailures: new Map(
      [...seen.scopes].flatMap(([place, { failure }]) =>
        failure === undefined || failure.consecutive < limits.failedLooksMin ? [] : [[place, failure.message]],
      ),
    ),
  };
  const decision = decide(before, input, now);
  if (decision.kind === 'rejected') throw new Error(`bug: advance rejected: ${decision.reason}`);
  const { state, events } = decision;
  const acts = pendingActs(state, driverBefore, now);
  const untoldWaves = wavesAwaitingLastWords(state, seen.observations, now);
  const mustLaunch = acts.planned.length > 0 || acts.held.length > 0 || acts.lost.length > 0;
  const mustAct = mustLaunch || hasDueActivities(state, driverBefore, now, untoldWaves);
  const finalize = isReadyToFinalize(state) && !awaitsLastWords(state, seen.observations, now);
  const resting = !mustAct && !finalize && !(events.length > 0 && wouldGoOn(state, input, now));
  const wakeTime = resting
    ? laterOf(nextWakeTime(state, seen.observations, seen.scopes, now, driverBefore), addSeconds(now, WAIT_SECONDS_MIN))
    : now;
  const { busyUntil: _busyUntil, ...rested } = driverBefore;
  const busy = mustAct ? { busyUntil: addSeconds(now, limits.turnAllowanceSeconds) } : {};
  return {
    state,
    events,
    driver: { ...rested, ...busy, nextWakeTime: wakeTime, turns: driverBefore.turns + (resting ? 1 : 0) },
    mustLaunch,
    mustAct,
    untoldWaves,
    finalize,
    resting,
    waitSeconds: Math.max(WAIT_SECONDS_MIN, Math.round(secondsBetween(now, wakeTime))),
  };
};

/**
 * Starts what is planned. When nothing else is left to do the last answers are saved with the turn's end, which is
 * decided from what was seen before the calls: what was seen since is news, and `park` refuses a wait on older news.
 */
const launch = async (
  ports: AdvancePorts,
  loaded: LoadedExecution,
  seen: Seen,
  unsaved?: Save,
): Promise<Turn | Again> => {
  let rest: Round | undefined;
  const conclude: Conclude = (state, driver) => {
    // What waits for a quota needs the ledger as it is by now.
    if (state.jobs.some((job) => job.state === 'WAITING' && mayStart(state, job))) return undefined;
    const round = decideRound({ state, driver }, seen, ports.clock.now());
    rest = round.resting ? round : undefined;
    return rest;
  };
  const acted = await act(ports, loaded, conclude, unsaved);
  return rest !== undefined && acted?.driver === rest.driver ? parked(rest, acted, seen) : again(acted);
};

/** A decision can make room for more: a quota is free, or its share of the jobs is used up. */
const wouldGoOn = (state: ExecutionState, input: AdvanceInput, now: Instant): boolean => {
  const ledgers = new Map(
    [...input.ledgers].map(([place, ledger]) => [place, withOwnReservations(ledger, state, place)]),
  );
  const next = decide(state, { ...input, ledgers }, now);
  return next.kind === 'accepted' && next.events.length > 0;
};
