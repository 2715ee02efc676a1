import { activitiesOf, activityLabel, failedOptional, failedRequirement } from '../activity-states.ts';
import type { WaveActivity } from '../model/activity.ts';
import type { ExecutionState, WaveExecution, WaveStatus } from '../model/execution.ts';
import { countOf, shortened } from '../names.ts';
import { waveOutcome } from './outcome.ts';

/**
 * How a wave ended, from its servers and from what was done around their launch. Servers that are up stay counted as
 * launched whatever a check says of them: then the wave FAILED, and its reason says both.
 */
export const waveEnd = (
  state: ExecutionState,
  wave: WaveExecution,
): { readonly status: WaveStatus; readonly reason: string } => {
  const before = failedRequirement(wave, 'before');
  if (before !== undefined) {
    const unlaunched = wave.serverCount - wave.launchedCount;
    return { status: 'FAILED', reason: `${failureOf(before)}; ${countOf(unlaunched, 'server')} not started` };
  }
  const servers = waveOutcome(state, wave);
  const warnings = failedOptional(wave).map((activity) => `${failureOf(activity)} (not required)`);
  const reason = [servers.reason, ...warnings].join('; ');
  if (servers.status !== 'COMPLETED' && servers.status !== 'PARTIAL') return { ...servers, reason };
  const after = failedRequirement(wave, 'after');
  if (after !== undefined) return { status: 'FAILED', reason: `${servers.reason}; but ${failureOf(after)}` };
  const notRun = activitiesOf(wave).find((activity) => activity.required && activity.state !== 'SUCCEEDED');
  if (notRun !== undefined) return { status: 'CANCELLED', reason: `${reason}; ${activityLabel(notRun)} was not done` };
  return { status: servers.status, reason };
};

const failureOf = (activity: WaveActivity): string =>
  shortened(
    `${activityLabel(activity)} ${activity.state === 'TIMED_OUT' ? 'timed out' : 'failed'}: ${activity.message ?? 'no reason given'}`,
  );
