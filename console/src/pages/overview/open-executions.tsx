import Header from '@cloudscape-design/components/header';
import type { ExecutionSummary } from '../../../../src/domain/model/execution-view.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FirstDrillHint } from '../../components/first-drill-hint.tsx';
import { FittingTable } from '../../components/fitting-table.tsx';
import { RunLink } from '../../components/run-link.tsx';
import { StatusAndWhy } from '../../components/status.tsx';
import { Ago } from '../../components/time.tsx';
import { RunProgress } from './run-progress.tsx';

/** Also of one that runs: a branch of it may stand at a gate. */
const needsPerson = ({ status, waitsForPerson }: ExecutionSummary): boolean =>
  status === 'PAUSED' || waitsForPerson !== undefined;

/** What runs or waits; what waits for a person stands first. */
export function OpenExecutions({ items }: { readonly items: readonly ExecutionSummary[] }) {
  const sorted = items.toSorted((a, b) => Number(needsPerson(b)) - Number(needsPerson(a)));
  return (
    <FittingTable
      items={sorted}
      trackBy="executionId"
      header={<Header counter={`(${items.length})`}>Running or waiting for a person</Header>}
      empty={
        <EmptyState title="Nothing runs">
          <FirstDrillHint />
        </EmptyState>
      }
      columnDefinitions={[
        {
          id: 'plan',
          header: 'Plan',
          isRowHeader: true,
          minWidth: 110,
          cell: (item) => <RunLink run={item} />,
        },
        {
          id: 'status',
          header: 'Status',
          minWidth: 170,
          cell: (item) => <StatusAndWhy status={item.status} reason={item.waitsForPerson ?? item.statusReason} />,
        },
        { id: 'servers', header: 'Servers', minWidth: 150, cell: (item) => <RunProgress run={item} /> },
        { id: 'start', header: 'Started', cell: (item) => <Ago instant={item.startTime} /> },
        { id: 'who', header: 'By', cell: (item) => item.initiatedBy },
      ]}
    />
  );
}
