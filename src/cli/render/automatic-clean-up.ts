import type { ExecutionView } from '../../domain/model/execution-view.ts';
import type { PrintedCommand } from '../printed-command.ts';
import { dateTimeText } from './duration.ts';

/** When the instances of a drill are cleaned up by themselves, and who decided what about it. */
export function automaticCleanUpLines(
  { automaticCleanUp, executionId }: ExecutionView,
  command: PrintedCommand,
): readonly string[] {
  if (automaticCleanUp === undefined) return [];
  const { state, dueTime, waitsFor, cleanUpId, changes } = automaticCleanUp;
  const last = changes.at(-1);
  const by = last === undefined ? '' : `, by ${last.actor} at ${dateTimeText(last.time)}`;
  switch (state) {
    case 'SCHEDULED':
      return [
        `Cleans up at ${dateTimeText(dueTime)}${by === '' ? '' : ` (kept until then${by})`}${waitsFor === undefined ? '' : `; waits for ${waitsFor}`}`,
        `Keep its instances: ${command(`keep ${executionId}`)}`,
      ];
    case 'OFF':
      return [`Not cleaned up by itself: kept${by}`];
    case 'STARTED':
      return [`Cleaned up by itself: ${command(`describe execution ${cleanUpId ?? ''}`)}`];
    case 'GIVEN_UP':
      return [
        `Its clean-up is given up, instances are left; why: ${command(`describe execution ${cleanUpId ?? ''}`)}`,
        `Clean up: ${command(`cleanup ${executionId}`)}`,
        `Or keep what is left: ${command(`keep ${executionId}`)}`,
      ];
    case 'NOTHING_LEFT':
      return ['Nothing of it is left to clean up'];
  }
}
