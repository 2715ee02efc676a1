import type { WaveExecution } from './model/execution.ts';

type Counts = Pick<WaveExecution, 'serverCount' | 'launchedCount' | 'skippedServerIds'>;

/** Servers of a wave that are not up, and that nobody decided to go without: what a retry launches. */
export const missingCount = ({ serverCount, launchedCount, skippedServerIds = [] }: Counts): number =>
  serverCount - launchedCount - skippedServerIds.length;
