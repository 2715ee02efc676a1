import { useQuery } from '@tanstack/react-query';
import type { ExecutionView, ServerView } from '../../../../../src/domain/model/execution-view.ts';
import type { InstanceDeletion } from '../../../../../src/domain/model/start-check.ts';
import { launchCheckQuery } from '../../../data/start-check.ts';

export interface LaunchDeletionsFound {
  /** Live, and accepted when the run was started. */
  readonly live: readonly InstanceDeletion[];
  /** Live, and accepted by nobody: the launch leaves these alone, and their servers out. */
  readonly inTheWay: readonly InstanceDeletion[];
  readonly drills: readonly InstanceDeletion[];
  /** Why it is not known of every server. */
  readonly unknown: readonly string[];
  readonly isLooking: boolean;
  readonly error: Error | null;
}

/** Which instances DRS would delete as these servers of a run under way are launched; nothing is asked where none is. */
export function useLaunchDeletions(execution: ExecutionView, servers: readonly ServerView[]): LaunchDeletionsFound {
  const { data, error, isFetching } = useQuery({ ...launchCheckQuery(execution), enabled: servers.length > 0 });
  const ids = new Set(servers.map(({ sourceServerId }) => sourceServerId));
  const found = (data?.deletions ?? []).filter(({ sourceServerId }) => ids.has(sourceServerId));
  const seen = new Set(data?.servers.map(({ sourceServerId }) => sourceServerId));
  const left = data === undefined ? [] : servers.filter(({ sourceServerId }) => !seen.has(sourceServerId));
  return {
    live: found.filter(({ isLive, isAccepted }) => isLive && isAccepted),
    inTheWay: found.filter(({ isLive, isAccepted }) => isLive && !isAccepted),
    drills: found.filter(({ isLive }) => !isLive),
    unknown: [
      // Whether it may be answered later, or AWS refuses.
      ...[...(data?.unknown ?? []), ...(data?.blockers ?? [])]
        .filter(({ code }) => code === 'CHECK_NOT_POSSIBLE')
        .map(({ message }) => message),
      ...left.map(({ serverName }) => `${serverName} is no longer in the plan`),
    ],
    isLooking: isFetching,
    error,
  };
}
