import { useQuery } from '@tanstack/react-query';
import type { ExecutionView, ServerView } from '../../../../../src/domain/model/execution-view.ts';
import type { InstanceDeletion } from '../../../../../src/domain/model/start-check.ts';
import { useElapsed } from '../../../components/use-elapsed.ts';
import { launchCheckQuery } from '../../../data/start-check.ts';
import { whatIsUnknown } from './what-is-unknown.ts';

export interface LaunchDeletionsFound {
  /** Live, and accepted when the run was started. */
  readonly live: readonly InstanceDeletion[];
  /** Live, and accepted by nobody: the launch leaves these alone, and their servers out. */
  readonly inTheWay: readonly InstanceDeletion[];
  readonly drills: readonly InstanceDeletion[];
  /** Why it is not known of every server. */
  readonly unknown: readonly string[];
  /** When AWS was asked; absent while nothing is known of these servers. */
  readonly checkedTime: string | undefined;
  readonly isLooking: boolean;
  /** Why a button waits for the look, which it does for a moment only. */
  readonly notYet: string | undefined;
  readonly error: Error | null;
}

/** The look informs; what protects live instances is the engine's own, before each launch. */
const patienceMilliseconds = 5_000;

/**
 * Which instances DRS would delete as these servers of a run under way are launched. `servers` is undefined while they
 * are not read; nothing is asked where no launch follows.
 */
export function useLaunchDeletions(
  execution: ExecutionView,
  servers: readonly ServerView[] | undefined,
  isLaunch: boolean,
): LaunchDeletionsFound {
  const { data, error, isFetching } = useQuery({ ...launchCheckQuery(execution), enabled: isLaunch });
  const isPatienceOver = useElapsed(patienceMilliseconds);
  const ids = new Set(servers?.map(({ sourceServerId }) => sourceServerId));
  const found = (data?.deletions ?? []).filter(({ sourceServerId }) => ids.has(sourceServerId));
  return {
    live: found.filter(({ isLive, isAccepted }) => isLive && isAccepted),
    inTheWay: found.filter(({ isLive, isAccepted }) => isLive && !isAccepted),
    drills: found.filter(({ isLive }) => !isLive),
    unknown: data === undefined || servers === undefined ? [] : whatIsUnknown(data, servers),
    checkedTime: servers === undefined ? undefined : data?.checkedTime,
    isLooking: isFetching,
    notYet: isFetching && !isPatienceOver ? 'Looking at what would be deleted' : undefined,
    error,
  };
}
