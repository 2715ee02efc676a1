import type { AnchoredClock, SimulatorClock } from '../clock.ts';
import type { Journal } from '../journal.ts';
import { InvalidInput } from './invalid-input.ts';

/** Moves the simulator's time. Each change is journalled before it happens. */
export type ClockControl = {
  /** Jumps forward; returns when the time has moved. */
  advance: (seconds: number) => void;
  /** Simulated seconds for each real second; 0 stands still. */
  setSpeed: (speed: number) => void;
};

const isAnchored = (clock: SimulatorClock): clock is AnchoredClock => 'anchor' in clock;

/** A clock that somebody else moves refuses both with `InvalidInput`. */
export function clockControl(clock: SimulatorClock, journal: Pick<Journal, 'append'>): ClockControl {
  const change = (field: string, value: { advanceMs?: number; speed?: number }): void => {
    if (!isAnchored(clock)) throw new InvalidInput(`${field}: the clock of this simulator is moved by its host`);
    if (value.speed !== undefined && value.speed > 0 && !clock.followsRealTime) {
      throw new InvalidInput(`${field}: this simulator has no real time to follow; use advanceSeconds`);
    }
    const next = clock.reanchored(value);
    journal.append({ kind: 'clock', anchor: next });
    clock.moveTo(next);
  };
  return {
    advance: (seconds) => change('advanceSeconds', { advanceMs: seconds * 1000 }),
    setSpeed: (speed) => change('speed', { speed }),
  };
}

/** Takes the clock up where the journal left it, or journals where it starts. */
export function resumeClock(clock: SimulatorClock, journal: Journal): void {
  if (!isAnchored(clock)) return;
  const last = journal.entries.findLast((entry) => entry.kind === 'clock');
  if (last?.kind !== 'clock') {
    journal.append({ kind: 'clock', anchor: clock.anchor });
    return;
  }
  const { speed } = clock.anchor;
  clock.moveTo(last.anchor);
  if (last.anchor.speed === speed) return;
  // The time that passed while it was down passed at the old speed.
  const next = clock.reanchored({ speed });
  journal.append({ kind: 'clock', anchor: next });
  clock.moveTo(next);
}
