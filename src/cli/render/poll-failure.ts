import type { ExecutionView } from '../../domain/model/execution-view.ts';
import { countOf } from '../../domain/names.ts';

/** What AWS did not answer, in its own words. */
export const pollFailureText = ({
  accountId,
  region,
  consecutive,
  message,
}: ExecutionView['pollFailures'][number]): string =>
  `AWS in ${accountId}/${region}: ${countOf(consecutive, 'failed look')} in a row: ${message}`;
