/**
 * Time for tests: it stands still until a test moves it, and then runs every timer in the order of its due time (first
 * made first, when due together).
 *
 * Before the first timer and after each one, pending promises get to settle: the clock goes through the event loop a
 * fixed number of times by `setImmediate`. One pass empties the microtask and `nextTick` queues, and passes through the
 * poll phase; so code that only awaits promises, streams and the in-process simulator has always come to rest. Work on
 * another thread (`crypto.subtle`, `fs`, sockets) may take longer than those passes: wrap it in `hold`, and time stands
 * still until it has ended.
 */
import type { Clock } from '../../src/ports/clock.ts';

export interface VirtualClock extends Clock {
  /** Milliseconds since 1970, for the simulator's `now`. */
  readonly nowMs: () => number;
  /** Resolves when the test has moved time on by so much. */
  sleep(seconds: number): Promise<void>;
  /** Lets pending promises settle; time does not move. */
  settle(): Promise<void>;
  /** Moves time on, through every timer due until then. */
  advance(seconds: number): Promise<void>;
  /** Moves to the next timer and runs it (only that one); false when there is none. */
  advanceToNext(): Promise<boolean>;
  /**
   * The machine sleeps: what falls due meanwhile runs late. Time passes all at once, but for what goes on elsewhere
   * (`waitElsewhere`): that runs when it is due.
   */
  leap(seconds: number): void;
  /** True while the machine sleeps and something goes on elsewhere. A timer made then runs late, too. */
  isAsleep(): boolean;
  /** Like `sleep`, for what does not sleep with the machine, such as AWS with a call that it holds. */
  waitElsewhere(seconds: number): Promise<void>;
  /** Runs timers until none is left. Throws when some are left after `withinSeconds` (30 days unless told). */
  runUntilIdle(withinSeconds?: number): Promise<void>;
  /** Runs timers until the condition holds. Throws when no timer is left, or after `withinSeconds` (30 days). */
  runUntil(condition: () => boolean | Promise<boolean>, withinSeconds?: number): Promise<void>;
  /** Runs timers until the promise settles, and gives its result. Throws like `runUntil`. */
  complete<T>(promise: Promise<T>, withinSeconds?: number): Promise<T>;
  /** Time stands still until this promise settles. */
  hold<T>(promise: Promise<T>): Promise<T>;
  readonly pendingTimers: () => number;
}

export interface VirtualClockOptions {
  /** ISO 8601. */
  readonly start?: string;
  /** Passes through the event loop after each timer. */
  readonly settlePasses?: number;
}

interface Timer {
  readonly dueMs: number;
  readonly isElsewhere: boolean;
  readonly callback: () => void;
}

const thirtyDaysSeconds = 30 * 86_400;

export function createVirtualClock(options: VirtualClockOptions = {}): VirtualClock {
  const { start = '2026-11-02T03:00:00.000Z', settlePasses = 10 } = options;
  let nowMs = Date.parse(start);
  let told = { ms: Number.NaN, text: '' };
  let moving = false;
  let held = 0;
  let wakeMs = 0;
  /** Sorted by due time; of equal ones, the first made comes first. */
  const timers: Timer[] = [];

  const isAsleep = (): boolean => nowMs < wakeMs;

  const addTimer = (timer: Timer): (() => void) => {
    const later = timers.findIndex((other) => other.dueMs > timer.dueMs);
    timers.splice(later === -1 ? timers.length : later, 0, timer);
    return () => {
      const position = timers.indexOf(timer);
      if (position !== -1) timers.splice(position, 1);
    };
  };

  const after = (seconds: number, callback: () => void): (() => void) =>
    addTimer({ dueMs: Math.max(wakeMs, nowMs + toMilliseconds(seconds)), isElsewhere: false, callback });

  const settle = async (): Promise<void> => {
    for (let pass = 0; pass < settlePasses || held > 0; pass += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  /** Runs the next timer when it is due by then. */
  const runNext = async (untilMs: number): Promise<boolean> => {
    const next =
      (isAsleep() ? timers.find((timer) => timer.isElsewhere && timer.dueMs < wakeMs) : undefined) ?? timers[0];
    if (next === undefined) return false;
    const runMs = next.isElsewhere ? next.dueMs : Math.max(next.dueMs, wakeMs);
    if (runMs > untilMs) return false;
    timers.splice(timers.indexOf(next), 1);
    nowMs = Math.max(nowMs, runMs);
    next.callback();
    await settle();
    return true;
  };

  /** Two tests' hands on one clock would make the order of events depend on chance. */
  const exclusively = async <T>(move: () => Promise<T>): Promise<T> => {
    if (moving) throw new Error('the virtual clock is already being moved: await the call before');
    moving = true;
    try {
      await settle();
      return await move();
    } finally {
      moving = false;
    }
  };

  const runUntil = async (condition: () => boolean | Promise<boolean>, withinSeconds = thirtyDaysSeconds) =>
    exclusively(async () => {
      const untilMs = nowMs + toMilliseconds(withinSeconds);
      while (!(await condition())) {
        if (await runNext(untilMs)) continue;
        const why = timers.length === 0 ? 'no timer is left' : `${withinSeconds} virtual seconds have passed`;
        throw new Error(`the awaited condition does not hold, and ${why}`);
      }
    });

  return {
    now: () => {
      if (told.ms !== nowMs) told = { ms: nowMs, text: new Date(nowMs).toISOString() };
      return told.text;
    },
    nowMs: () => nowMs,
    after,
    settle,
    leap: (seconds) => {
      wakeMs = nowMs + toMilliseconds(seconds);
      if (!timers.some(({ dueMs, isElsewhere }) => isElsewhere && dueMs < wakeMs)) nowMs = wakeMs;
    },
    isAsleep,
    runUntil,
    pendingTimers: () => timers.length,

    sleep: (seconds) => new Promise((resolve) => after(seconds, resolve)),
    waitElsewhere: (seconds) =>
      new Promise((resolve) =>
        addTimer({ dueMs: nowMs + toMilliseconds(seconds), isElsewhere: true, callback: resolve }),
      ),

    advance: (seconds) =>
      exclusively(async () => {
        const untilMs = nowMs + toMilliseconds(seconds);
        while (await runNext(untilMs));
        nowMs = untilMs;
      }),

    advanceToNext: () => exclusively(() => runNext(Number.POSITIVE_INFINITY)),

    runUntilIdle: (withinSeconds = thirtyDaysSeconds) =>
      exclusively(async () => {
        const untilMs = nowMs + toMilliseconds(withinSeconds);
        while (await runNext(untilMs));
        if (timers.length > 0)
          throw new Error(`${timers.length} timers are left after ${withinSeconds} virtual seconds`);
      }),

    async complete(promise, withinSeconds) {
      let settled = false;
      const note = () => {
        settled = true;
      };
      promise.then(note, note);
      await runUntil(() => settled, withinSeconds);
      return promise;
    },

    async hold(promise) {
      held += 1;
      try {
        return await promise;
      } finally {
        held -= 1;
      }
    },
  };
}

/** Rounded up, so that nothing comes early, but not by the rounding errors of a decimal fraction. */
const toMilliseconds = (seconds: number): number => Math.max(0, Math.ceil(seconds * 1000 - 1e-6));
