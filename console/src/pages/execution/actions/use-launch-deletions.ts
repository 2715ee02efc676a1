import { useQuery } from '@tanstack/react-query';
import type { ExecutionView, ServerView } from '../../../../../src/domain/model/execution-view.ts';
import type { InstanceDeletion, StartCheck } from '../../../../../src/domain/model/start-check.ts';
import { countOf } from '../../../components/count.ts';
import { useElapsed } from '../../../components/use-elapsed.ts';
import { launchCheckQuery } from '../../../data/start-check.ts';

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

function whatIsUnknown(check: StartCheck, servers: readonly ServerView[]): readonly string[] {
  // Among what is unknown AWS may answer later; as a blocker it refuses.
  const unanswered = notPossible(check.unknown);
  const reasons = [...new Set([...unanswered, ...notPossible(check.blockers)])];
  const seen = new Set(check.servers.map(({ sourceServerId }) => sourceServerId));
  const left = servers.filter(({ sourceServerId }) => !seen.has(sourceServerId));
  if (left.length === 0) return reasons;
  const count = countOf(left.length, 'server');
  // A group that AWS did not tell of is missing as a whole: that says nothing of the plan.
  if (reasons.length > 0) {
    const why = unanswered.length > 0 ? 'AWS did not answer' : 'AWS refused';
    return [...reasons, `${count} ${left.length === 1 ? 'was' : 'were'} not looked at: ${why}`];
  }
  const names = left.map(({ serverName }) => serverName).join(', ');
  return [`The check does not show ${count} (plan, group or tags changed since): ${names}`];
}

const notPossible = (found: StartCheck['unknown']): readonly string[] =>
  found.filter(({ code }) => code === 'CHECK_NOT_POSSIBLE').map(({ message }) => message);
