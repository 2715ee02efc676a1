/** Until when a cancelled execution, or a wave that timed out, is watched: DRS cannot cancel a job (design 6.3). */
import { limits } from './limits.ts';
import type { ExecutionState, LaunchJob, WaveExecution } from './model/execution.ts';
import { firstFew } from './names.ts';
import { addSeconds, laterOf } from './time.ts';

/**
 * Said beside the reason of a cancel while it goes on; undefined when nothing of it runs in DRS. It is no part of the
 * decision, whose words stay as they were recorded.
 */
export const cancelledWatch = ({ header, jobs }: ExecutionState): string | undefined => {
  const running = jobs.filter(isInDrs);
  if (header.status !== 'CANCELLING' || running.length === 0) return undefined;
  return `${watchedUntil(running)}, and the execution ends`;
};

/** The same beside the reason of a wave that timed out, with the servers that it is about. */
export const timedOutWatch = ({ jobs }: ExecutionState, { waveNumber, status }: WaveExecution): string | undefined => {
  const running = jobs.filter((job) => job.waveNumber === waveNumber && isInDrs(job));
  if (status !== 'TIMED_OUT' || running.length === 0) return undefined;
  const undecided = running.flatMap(({ servers }) => servers.filter(({ outcome }) => outcome === 'UNDECIDED'));
  const names = undecided.map(({ serverName }) => serverName);
  return `${watchedUntil(running)}${names.length === 0 ? '' : `; undecided: ${firstFew(names, 3, ', ')}`}`;
};

const isInDrs = ({ state }: LaunchJob): boolean => state === 'CLAIMED' || state === 'STARTED';

const watchedUntil = (running: readonly LaunchJob[]): string => {
  const starts = running.flatMap(({ startedTime }) => startedTime ?? []);
  // Of a job whose call is under way the start is not known yet.
  const end =
    starts.length < running.length
      ? `for ${limits.jobGiveUpHours} h from its start at most`
      : `until ${addSeconds(
          starts.reduce((latest, time) => laterOf(latest, time)),
          limits.jobGiveUpHours * 3600,
        )} at most`;
  return `watched ${end}: what DRS has not decided by then counts as failed`;
};
