/**
 * What each kind of turn, and each other operation of the engine, asks of the store at most, over a drill that has them
 * all: a wave of one job, a gate, a wave of three jobs. The counts are the same on every machine.
 */
import { largest, sum } from './statistics.ts';
import { measureStoreCost, type OperationCall } from './store-cost.ts';

export interface TurnFigures {
  readonly kind: string;
  readonly calls: number;
  readonly reads: number;
  readonly transactions: number;
  /** Written or checked by these. */
  readonly items: number;
}

const jobs = (count: number): string => `${count} job${count === 1 ? '' : 's'}`;

/** In words, as tables show it. */
export const kindOf = ({ operation, turn, startedJobs, observedJobs }: OperationCall): string => {
  if (startedJobs > 0) return `${operation}, which starts ${jobs(startedJobs)}`;
  if (operation === 'poll') return observedJobs === 0 ? 'poll, with nothing due' : `poll of ${jobs(observedJobs)}`;
  if (turn === undefined) return operation;
  return `${operation}, which ${{ PARK: 'waits', 'PARK at a gate': 'waits at a gate', FINALIZE: 'ends' }[turn]}`;
};

export const measureTurns = async (): Promise<readonly TurnFigures[]> => {
  const calls = await measureStoreCost([{ servers: 10 }, { servers: 250, pauseBeforeWave: true }]);
  return [...Map.groupBy(calls, kindOf)].map(([kind, same]) => ({
    kind,
    calls: same.length,
    reads: largest(same.map(({ reads }) => reads)),
    transactions: largest(same.map(({ transactions }) => transactions)),
    items: largest(same.map(({ items }) => sum(items))),
  }));
};
