/** Until when a cancelled execution is watched: DRS cannot cancel a job (design 6.3). */
import { limits } from './limits.ts';
import type { ExecutionState } from './model/execution.ts';
import { addSeconds, laterOf } from './time.ts';

/**
 * Said beside the reason of a cancel while it goes on; undefined when nothing of it runs in DRS. It is no part of the
 * decision, whose words stay as they were recorded.
 */
export const cancelledWatch = ({ header, jobs }: ExecutionState): string | undefined => {
  const running = jobs.filter(({ state }) => state === 'CLAIMED' || state === 'STARTED');
  if (header.status !== 'CANCELLING' || running.length === 0) return undefined;
  const starts = running.flatMap(({ startedTime }) => startedTime ?? []);
  // Of a job whose call is under way the start is not known yet.
  const end =
    starts.length < running.length
      ? `for ${limits.jobGiveUpHours} h from its start at most`
      : `until ${addSeconds(
          starts.reduce((latest, time) => laterOf(latest, time)),
          limits.jobGiveUpHours * 3600,
        )} at most`;
  return `watched ${end}: what DRS has not decided by then counts as failed, and the execution ends`;
};
