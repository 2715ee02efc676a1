import type { ExecutionView } from '../../../src/domain/model/execution-view.ts';
import { connection } from '../data/connection.ts';
import { serverTimeNow } from '../data/server-time.ts';
import { useStore } from '../data/store.ts';
import { isSeen } from './is-seen.ts';
import { clockText } from './time.tsx';

/** "DRILL of Shop". */
export const executionName = ({ executionType, purpose, planName }: ExecutionView): string =>
  purpose === 'CLEAN_UP' ? `CLEAN-UP of ${planName}` : `${executionType} of ${planName}`;

/**
 * `notReadSince`: when it was read last, if it could not be since.
 * What the tab of an execution says, its status first, where tabs are narrow: "PAUSED: DRILL of Shop". Of one that goes on
 * while nobody asks how it stands, when that was known: "POLLING at 3:04:05 AM: DRILL of Shop".
 */
export function useExecutionTitle(execution: ExecutionView | undefined, notReadSince?: string): string | undefined {
  const isInFront = useStore(isSeen);
  const isConnected = useStore(connection) === 'connected';
  if (execution === undefined) return undefined;
  const { status, endTime } = execution;
  const time = notReadSince ?? serverTimeNow();
  const isNow = (isInFront && isConnected && notReadSince === undefined) || endTime !== undefined;
  const known = isNow || time === undefined ? '' : ` at ${clockText(time)}`;
  return `${status}${known}: ${executionName(execution)}`;
}
