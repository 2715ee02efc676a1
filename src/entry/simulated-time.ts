import type { Clock } from '../ports/clock.ts';

/** The clock of the local server runs with the simulator's time: what takes five minutes in DRS takes five seconds. */
export interface SimulatedTime {
  /** For the engine: waits last as long as the simulated time that they ask for. */
  readonly engineClock: Clock;
  /** For calls to AWS: simulated time of day (sessions expire by it), but time-outs in real seconds. */
  readonly callClock: Clock;
  stop(): void;
}

/** How often due waits are looked for: the simulator's speed may be changed, and its time moved, at any moment. */
const LOOK_MILLISECONDS = 20;

interface Waiting {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** `nowMs` is the simulator's time, epoch milliseconds. */
export const createSimulatedTime = (nowMs: () => number, realClock: Clock): SimulatedTime => {
  const waiting = new Set<Waiting>();
  const look = (): void => {
    const now = nowMs();
    const due = [...waiting].filter((entry) => entry.dueMs <= now).sort((a, b) => a.dueMs - b.dueMs);
    for (const entry of due) {
      if (waiting.delete(entry)) entry.callback();
    }
  };
  const timer = setInterval(look, LOOK_MILLISECONDS);
  const now = (): string => new Date(nowMs()).toISOString();
  return {
    engineClock: {
      now,
      after: (seconds, callback) => {
        const entry = { dueMs: nowMs() + seconds * 1000, callback };
        waiting.add(entry);
        return () => waiting.delete(entry);
      },
    },
    callClock: { now, after: (seconds, callback) => realClock.after(seconds, callback) },
    stop: () => clearInterval(timer),
  };
};
