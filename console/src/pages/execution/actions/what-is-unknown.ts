import type { ServerView } from '../../../../../src/domain/model/execution-view.ts';
import type { StartCheck } from '../../../../../src/domain/model/start-check.ts';
import { countOf } from '../../../components/count.ts';

/**
 * Why it is not known of every server which instance its launch would delete. The check is of the plan as it is now, the
 * servers are those of the frozen one.
 */
export function whatIsUnknown(check: StartCheck, servers: readonly ServerView[]): readonly string[] {
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
