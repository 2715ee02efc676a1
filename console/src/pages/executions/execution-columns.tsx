import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import type { ExecutionSummary } from '../../../../src/domain/model/execution-view.ts';
import { outcomeText } from '../../../../src/domain/tolerated.ts';
import { formatSeconds, secondsBetween } from '../../components/duration.ts';
import { ExecutionTypeBadge } from '../../components/execution-type.tsx';
import type { Search } from '../../components/list-table.tsx';
import { type RunKind, runKindOf } from '../../components/run-kind.ts';
import { StatusAndWhy } from '../../components/status.tsx';
import { textPropertyOf } from '../../components/text-property.ts';
import { Time } from '../../components/time.tsx';

/** A line of the list, with what is filtered and sorted by as plain fields. */
export interface ExecutionRow extends ExecutionSummary {
  readonly kind: RunKind;
  /** Its reason, with the rule by which a failure was tolerated. */
  readonly why: string | undefined;
  /** From its start to its end, or to now; absent before the server has told its time. */
  readonly seconds: number | undefined;
}

/** `nowMs`: the server's time. */
export const rowsOf = (items: readonly ExecutionSummary[], nowMs: number | undefined): readonly ExecutionRow[] =>
  items.map((item) => {
    const until = item.endTime ?? nowMs;
    return {
      ...item,
      kind: runKindOf(item),
      why: outcomeText(item),
      seconds: until === undefined ? undefined : secondsBetween(item.startTime, until),
    };
  });

export const executionColumns: TableProps.ColumnDefinition<ExecutionRow>[] = [
  {
    id: 'plan',
    header: 'Plan',
    sortingField: 'planName',
    isRowHeader: true,
    cell: (row) => <Link href={`/executions/${row.executionId}`}>{row.planName}</Link>,
  },
  {
    id: 'type',
    header: 'Type',
    sortingField: 'executionType',
    cell: ({ executionType }) => <ExecutionTypeBadge executionType={executionType} />,
  },
  { id: 'kind', header: 'Kind', minWidth: 110, sortingField: 'kind', cell: (row) => <Kind row={row} /> },
  {
    id: 'status',
    header: 'Status',
    minWidth: 165,
    sortingField: 'status',
    cell: ({ status, why, cleansUpTime }) => (
      <>
        <StatusAndWhy status={status} reason={why} />
        {cleansUpTime !== undefined && (
          <Box variant="small" display="block">
            cleans up at <Time instant={cleansUpTime} />
          </Box>
        )}
      </>
    ),
  },
  { id: 'servers', header: 'Servers', sortingField: 'serverCount', cell: (row) => row.serverCount },
  {
    id: 'start',
    header: 'Started',
    sortingField: 'startTime',
    minWidth: 190,
    cell: (row) => <Time instant={row.startTime} />,
  },
  {
    id: 'duration',
    header: 'Duration',
    sortingField: 'seconds',
    minWidth: 110,
    cell: ({ seconds, endTime }) => (
      <>
        {seconds === undefined ? '–' : formatSeconds(seconds)}
        {endTime === undefined && (
          <Box variant="small" display="block">
            so far
          </Box>
        )}
      </>
    ),
  },
  { id: 'who', header: 'Started by', sortingField: 'initiatedBy', cell: (row) => row.initiatedBy },
];

function Kind({ row: { kind, relatedExecutionId } }: { readonly row: ExecutionRow }) {
  return (
    <>
      <div>{kind}</div>
      {relatedExecutionId !== undefined && (
        <Box variant="small" display="block">
          of{' '}
          <Link fontSize="inherit" href={`/executions/${relatedExecutionId}`}>
            another run
          </Link>
        </Box>
      )}
    </>
  );
}

const textProperty = textPropertyOf<ExecutionRow>();

export const executionSearch: Search = {
  placeholder: 'Find executions by status, plan, kind or person',
  noMatch: 'No execution fits the filter',
  properties: [
    textProperty('status', 'Status', 'Statuses'),
    textProperty('planName', 'Plan', 'Plans'),
    textProperty('executionType', 'Type', 'Types'),
    textProperty('kind', 'Kind', 'Kinds'),
    textProperty('initiatedBy', 'Started by', 'People'),
    textProperty('why', 'Why', 'Reasons'),
    textProperty('executionId', 'Execution id', 'Execution ids'),
  ],
};
