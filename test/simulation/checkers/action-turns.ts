/**
 * I1: what a plan has done around a wave is begun in the plan's order: when those before it in its list are over, and the
 * required ones of them have succeeded.
 */
import { drawnActions, isDoneIn, placeOfActivity } from '../support/drawn-wave.ts';
import type { Mirrored } from '../support/mirror.ts';
import type { Night } from '../support/night.ts';
import type { WorldChecker } from './world.ts';

export const createActionTurns =
  (night: Night): WorldChecker =>
  ({ committed }) =>
    committed.flatMap(({ step, mirrored }) =>
      (step?.events ?? []).flatMap(({ data, sequence }) =>
        data.type === 'ActivityClaimed' || data.type === 'ActivityStarted'
          ? outOfTurn(night, mirrored, data.activityKey, sequence)
          : [],
      ),
    );

const outOfTurn = (night: Night, mirrored: Mirrored, activityKey: string, sequence: number): readonly string[] => {
  const place = placeOfActivity(activityKey);
  if (place === undefined) return [];
  const { waveNumber, phase, number } = place;
  return drawnActions(night, mirrored, waveNumber, phase)
    .slice(0, number)
    .flatMap((action, index) => {
      const { actionName, required = true } = action;
      if (!isDoneIn(mirrored, action)) return [];
      const earlierKey = activityKey.replace(/\d+$/, String(index).padStart(2, '0'));
      const state = lastEnd(mirrored, earlierKey, sequence);
      if (state === 'SUCCEEDED' || (!required && (state === 'FAILED' || state === 'TIMED_OUT'))) return [];
      return [`I1: ${activityKey} of ${mirrored.executionId} is begun, and "${actionName}" before it is ${state}`];
    });
};

/** How an action stood when that event came. */
const lastEnd = ({ history }: Mirrored, activityKey: string, sequence: number): string => {
  const own = history.filter(
    ({ data, sequence: number }) => number < sequence && 'activityKey' in data && data.activityKey === activityKey,
  );
  const last = own.at(-1)?.data;
  if (last === undefined) return 'not begun';
  return last.type === 'ActivityEnded' && last.retryTime === undefined ? last.state : 'not over';
};
