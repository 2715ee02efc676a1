import type { PropertyFilterProperty } from '@cloudscape-design/collection-hooks';
import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import type { ExecutionSummary } from '../../../../src/domain/model/execution-view.ts';
import { formatSeconds, secondsBetween } from '../../components/duration.ts';
import { ExecutionTypeBadge } from '../../components/execution-type.tsx';
import { Status } from '../../components/status.tsx';
import { textPropertyOf } from '../../components/text-property.ts';
import { Time } from '../../components/time.tsx';

/** A line of the list, with what is filtered and sorted by as plain fields. */
export interface ExecutionRow extends ExecutionSummary {
  /** DRILL, RECOVERY, CLEAN-UP. */
  readonly kind: string;
  /** Of what is over. */
  readonly seconds: number | undefined;
}

export const rowsOf = (items: readonly ExecutionSummary[]): readonly ExecutionRow[] =>
  items.map((item) => ({
    ...item,
    kind: item.purpose === 'CLEAN_UP' ? 'CLEAN-UP' : item.executionType,
    seconds: item.endTime === undefined ? undefined : secondsBetween(item.startTime, item.endTime),
  }));

export const executionColumns: TableProps.ColumnDefinition<ExecutionRow>[] = [
  {
    id: 'plan',
    header: 'Plan',
    sortingField: 'planName',
    isRowHeader: true,
    cell: (row) => <Link href={`/executions/${row.executionId}`}>{row.planName}</Link>,
  },
  { id: 'kind', header: 'Type', sortingField: 'kind', cell: (row) => <ExecutionTypeBadge {...row} /> },
  { id: 'status', header: 'Status', sortingField: 'status', cell: (row) => <Status status={row.status} /> },
  { id: 'reason', header: 'Why', cell: (row) => row.statusReason ?? '–', maxWidth: 360 },
  { id: 'servers', header: 'Servers', sortingField: 'serverCount', cell: (row) => row.serverCount },
  { id: 'start', header: 'Started', sortingField: 'startTime', cell: (row) => <Time instant={row.startTime} short /> },
  {
    id: 'duration',
    header: 'Duration',
    sortingField: 'seconds',
    cell: (row) => (row.seconds === undefined ? 'runs' : formatSeconds(row.seconds)),
  },
  { id: 'who', header: 'Started by', sortingField: 'initiatedBy', cell: (row) => row.initiatedBy },
];

const textProperty = textPropertyOf<ExecutionRow>();

export const executionFilters: readonly PropertyFilterProperty[] = [
  textProperty('status', 'Status', 'Statuses'),
  textProperty('planName', 'Plan', 'Plans'),
  textProperty('kind', 'Type', 'Types'),
  textProperty('initiatedBy', 'Started by', 'People'),
  textProperty('statusReason', 'Why', 'Reasons'),
  textProperty('executionId', 'Execution id', 'Execution ids'),
];
