import './fitting-table.css';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { useStore } from '../data/store.ts';
import { isNarrow } from './is-narrow.ts';

type Column<Row> = TableProps.ColumnDefinition<Row>;

/**
 * Every table of the console. Where there is no room for columns, each row is told from top to bottom: nothing of it has
 * to be looked for sideways.
 */
export function FittingTable<Row>({ columnDefinitions, stickyColumns, ...props }: TableProps<Row>) {
  const isStacked = useStore(isNarrow);
  return (
    <Table
      wrapLines
      {...props}
      columnDefinitions={isStacked ? [stacked(columnDefinitions)] : columnDefinitions}
      {...(!isStacked && stickyColumns !== undefined && { stickyColumns })}
    />
  );
}

/** One column: the row's name, and below it each further column with its header. */
function stacked<Row>(columns: readonly Column<Row>[]): Column<Row> {
  const head = columns.find(({ isRowHeader }) => isRowHeader === true) ?? columns[0];
  const lines = columns.filter((column) => column !== head);
  return {
    id: 'row',
    header: head?.header,
    isRowHeader: true,
    cell: (row) => (
      <>
        <strong>{head?.cell(row)}</strong>
        {lines.map((column) => (
          <Line key={column.id} label={column.header} value={column.cell(row)} />
        ))}
      </>
    ),
  };
}

function Line({ label, value }: { readonly label: ReactNode; readonly value: ReactNode }) {
  if (value === '–' || value === '') return null;
  return (
    <div className="fitting-line">
      <span className="fitting-label">{label}</span>
      <div className="fitting-value">{value}</div>
    </div>
  );
}
