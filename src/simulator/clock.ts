import type { Anchor } from './journal.ts';

/**
 * Simulated time, epoch milliseconds. It never goes back.
 * `wait` resolves when that much simulated time has passed.
 */
export type SimulatorClock = {
  now: () => number;
  wait: (milliseconds: number) => Promise<void>;
  /** False when `wait` rejects. Default true. */
  readonly canWait?: boolean;
};

/** A clock that the simulator may move. */
export type AnchoredClock = SimulatorClock & {
  readonly anchor: Anchor;
  /** Time passes from this anchor on; who waits looks again. */
  moveTo: (anchor: Anchor) => void;
  /** The anchor that continues from now, with changes. */
  reanchored: (change: { advanceMs?: number; speed?: number }) => Anchor;
  /** False when there is no real time to follow, so that only `advance` moves it. */
  readonly followsRealTime: boolean;
};

/** Real time: epoch milliseconds, and a timer. */
export type RealTime = { now: () => number; wait: (milliseconds: number) => Promise<void> };

/** Where simulated time begins when nobody says otherwise: a Monday morning. */
export const defaultStart = Date.UTC(2026, 10, 2, 8, 0, 0);

/** Time that moves with real time × speed, or (speed 0, or without real time) only by hand. */
export function createClock(options: { realTime?: RealTime; speed?: number; startAt?: number } = {}): AnchoredClock {
  const { realTime } = options;
  const realNow = realTime === undefined ? () => 0 : realTime.now;
  let anchor: Anchor = { simulatedMs: options.startAt ?? defaultStart, realMs: realNow(), speed: options.speed ?? 0 };
  if (anchor.speed > 0 && realTime === undefined) throw new RangeError('a clock with a speed needs real time');
  let latest = 0;
  let moved = Promise.withResolvers<void>();

  const now = (): number => {
    const elapsed = anchor.speed === 0 ? 0 : Math.max(0, realNow() - anchor.realMs) * anchor.speed;
    latest = Math.max(latest, Math.floor(anchor.simulatedMs + elapsed));
    return latest;
  };
  return {
    now,
    followsRealTime: realTime !== undefined,
    get anchor() {
      return anchor;
    },
    moveTo(next) {
      anchor = next;
      moved.resolve();
      moved = Promise.withResolvers<void>();
    },
    reanchored({ advanceMs = 0, speed = anchor.speed }) {
      return { simulatedMs: now() + advanceMs, realMs: realNow(), speed };
    },
    async wait(milliseconds) {
      const due = now() + milliseconds;
      while (now() < due) {
        const { promise } = moved;
        const timer = anchor.speed > 0 ? realTime?.wait(Math.ceil((due - now()) / anchor.speed)) : undefined;
        await (timer === undefined ? promise : Promise.race([timer, promise]));
      }
    },
  };
}

/** Time that somebody else moves, such as a scheduler of virtual time or a browser tab. */
export function hostClock(now: () => number, wait?: (milliseconds: number) => Promise<void>): SimulatorClock {
  return {
    now,
    canWait: wait !== undefined,
    wait: wait ?? (() => Promise.reject(new Error('this clock cannot wait: give createSimulator a wait function'))),
  };
}
