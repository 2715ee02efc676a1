import type { DurationChoice } from './world/durations.ts';
import type { Quotas } from './world/quotas.ts';

/** Choices of one run; the journal does not keep them. */
export type Settings = {
  quotas: Quotas;
  /** For servers that do not choose for themselves. */
  durations: DurationChoice;
};
