/** Many drills of one shape, summed up. */
import type { DrillFigures } from './drill.ts';
import { largest, mean, median, quantile, sum } from './statistics.ts';

export interface Figures {
  readonly runs: number;
  readonly boundarySecondsMedian: number;
  readonly boundarySecondsMean: number;
  readonly boundarySecondsMax: number;
  readonly ratioToCriticalPath: number;
  readonly ratioToCriticalPathMax: number;
  /** DRS and EC2. */
  readonly callsMean: number;
  readonly callsNinetieth: number;
  readonly visibleSecondsMedian: number;
  readonly visibleSecondsMax: number;
  readonly cpuSecondsMean: number;
  readonly jobSecondsMean: number;
  /** By `service:Operation`, mean. STS too, which the sum above leaves out. */
  readonly callsByOperation: Readonly<Record<string, number>>;
}

export const summarize = (drills: readonly DrillFigures[]): Figures => {
  const boundaries = drills.flatMap((drill) => drill.boundarySeconds);
  const visible = drills.flatMap((drill) => drill.visibleSeconds);
  const ratios = drills.map((drill) => drill.executionSeconds / drill.criticalPathSeconds);
  const calls = drills.map((drill) => countCalls(drill.calls));
  return {
    runs: drills.length,
    boundarySecondsMedian: median(boundaries),
    boundarySecondsMean: mean(boundaries),
    boundarySecondsMax: largest(boundaries),
    ratioToCriticalPath: mean(ratios),
    ratioToCriticalPathMax: largest(ratios),
    callsMean: mean(calls),
    callsNinetieth: quantile(calls, 0.9),
    visibleSecondsMedian: median(visible),
    visibleSecondsMax: largest(visible),
    cpuSecondsMean: mean(drills.map((drill) => drill.cpuSeconds)),
    jobSecondsMean: mean(drills.flatMap((drill) => drill.jobs.map((job) => job.seconds))),
    callsByOperation: callsByOperation(drills),
  };
};

/** DRS and EC2, as the published figures count. */
export const countCalls = (calls: Readonly<Record<string, number>>): number =>
  sum(Object.entries(calls).flatMap(([operation, count]) => (operation.startsWith('sts:') ? [] : [count])));

const callsByOperation = (drills: readonly DrillFigures[]): Readonly<Record<string, number>> => {
  const operations = [...new Set(drills.flatMap((drill) => Object.keys(drill.calls)))].sort();
  return Object.fromEntries(
    operations.map((operation) => [operation, mean(drills.map((drill) => drill.calls[operation] ?? 0))]),
  );
};

/** What one entry into each state of the machine costs at the store; `driver` is the interpreter's own, for each turn. */
export interface TurnCost {
  readonly state: string;
  readonly enteredMean: number;
  readonly reads: number;
  readonly itemsRead: number;
  readonly transactions: number;
  readonly itemsWritten: number;
}

export const turnCosts = (drills: readonly DrillFigures[]): readonly TurnCost[] => {
  const turns = sum(drills.map((drill) => drill.costs.get('AdvanceExecution')?.entered ?? 0));
  return ['AdvanceExecution', 'WaitForWakeUp', 'PollWaveStatus', 'driver'].map((state) => {
    const costs = drills.flatMap((drill) => drill.costs.get(state) ?? []);
    const entered = state === 'driver' ? turns : sum(costs.map((cost) => cost.entered));
    return {
      state,
      enteredMean: entered / drills.length,
      reads: sum(costs.map((cost) => cost.reads)) / entered,
      itemsRead: sum(costs.map((cost) => cost.itemsRead)) / entered,
      transactions: sum(costs.map((cost) => cost.transactions)) / entered,
      itemsWritten: sum(costs.map((cost) => cost.itemsWritten)) / entered,
    };
  });
};
