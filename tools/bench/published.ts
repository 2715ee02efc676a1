/**
 * What Breakwater is held against: the figures of its predecessor, run unchanged and without any latency on the same
 * durations, and the targets that were set: at most these.
 */
export interface Reference {
  readonly predecessor?: number;
  readonly polling?: number;
  /** With DRS's events. */
  readonly events?: number;
}

export const published = {
  boundarySecondsMedian: { predecessor: 10.6, polling: 3, events: 2 },
  boundarySecondsMean: { predecessor: 13.1 },
  boundarySecondsMax: { predecessor: 29 },
  ratioToCriticalPath: { predecessor: 1.025, polling: 1.007, events: 1.004 },
  callsMean: { predecessor: 129, polling: 129, events: 100 },
  visibleSecondsMedian: { predecessor: 83, polling: 15, events: 3 },
  visibleSecondsMax: { predecessor: 180 },
  cpuSecondsMean: { predecessor: 2.1, polling: 0.2, events: 0.2 },
} as const satisfies Readonly<Record<string, Reference>>;

/**
 * Servers in one plan of the predecessor. Of five waves of 100 servers with long names it said that four are complete and
 * knew nothing of the fifth, which was launched: what its state machine hands on, every server with it, had outgrown the
 * 256 KiB that Step Functions takes.
 */
export const predecessorServers = { from: 400, to: 500, limit: 'then its state outgrows 256 KiB' } as const;

export const largeTargets = {
  /** 4,000 servers in 40 waves: the duration over the least that the quotas and the critical path allow. */
  ratioToBound: 1.05,
  /** The same, simulator and store included, on any machine of today. */
  cpuSeconds: 60,
} as const;

/** Seconds of CPU differ from machine to machine: what is checked is how many times the loop's an execution takes. */
export const cpuTimesLoop = 7;

/** The same of an execution of a simulated night, with its faults, its checkers and what else happens beside it. */
export const cpuTimesLoopAtNight = 4;

/** Of all executions of an account and Region together, however many run: a poll serves them all. */
export const describeJobsPerMinute = 10;

/** After a throttle of 10 s: that, and the wait for the next try. */
export const throttledSecondsMore = 12;

/**
 * Of 4,000 servers in one account and Region, from the store, and where their launch settings are compared one by one, for
 * which a check takes five seconds (`limits.settingsLookSeconds`); of 3 accounts in 28 Regions, each answer 100 ms late.
 */
export const estateTargets = { inventorySeconds: 1, comparedSeconds: 6, capacitySeconds: 5 } as const;

/**
 * Of what is deployed to AWS; `callsAws`: functions with the clients of EC2 and DRS. Milliseconds differ from machine to
 * machine: what is checked is how many times as long the fastest function takes as the SDK's clients and zod alone.
 */
export const deploymentTargets = {
  synthSeconds: 30,
  callsAws: { megabytes: 2.5, importMilliseconds: 220, importTimesClients: 3.6 },
  others: { megabytes: 1.5, importMilliseconds: 150, importTimesClients: 2.6 },
} as const;

/** Requests to the store of one call of an operation, at most, and why it is no less: decision 23. */
export const turnTargets: Readonly<Record<string, { readonly reads: number; readonly transactions: number }>> = {
  'advance, which waits': { reads: 2, transactions: 1 },
  'advance, which waits at a gate': { reads: 2, transactions: 1 },
  'advance, which ends': { reads: 2, transactions: 1 },
  'advance, which starts 1 job': { reads: 2, transactions: 2 },
  'advance, which starts 3 jobs': { reads: 2, transactions: 3 },
  park: { reads: 2, transactions: 1 },
  'poll of 1 job': { reads: 8, transactions: 4 },
  'poll of 3 jobs': { reads: 12, transactions: 6 },
};
