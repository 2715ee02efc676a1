/**
 * What Breakwater is held against: the figures of its predecessor, run unchanged and without any latency on the same
 * durations, and the targets that were set for polling alone.
 */
export interface Reference {
  readonly predecessor?: number;
  /** At most this. */
  readonly target?: number;
}

export const published = {
  boundarySecondsMedian: { predecessor: 10.6, target: 3 },
  boundarySecondsMean: { predecessor: 13.1 },
  boundarySecondsMax: { predecessor: 29 },
  ratioToCriticalPath: { predecessor: 1.025, target: 1.007 },
  callsMean: { predecessor: 129, target: 129 },
  visibleSecondsMedian: { predecessor: 83, target: 15 },
  visibleSecondsMax: { predecessor: 180 },
  cpuSecondsMean: { predecessor: 2.1, target: 0.2 },
} as const satisfies Readonly<Record<string, Reference>>;

export const largeTargets = {
  /** 1,000 servers in 10 waves. */
  peakMegabytes: 300,
  /** 4,000 servers in 40 waves: the duration over the least that the quotas and the critical path allow. */
  ratioToBound: 1.05,
} as const;
