import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import type { ExecutionSummary } from '../../../../src/domain/model/execution-view.ts';
import { outcomeText } from '../../../../src/domain/tolerated.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FittingTable } from '../../components/fitting-table.tsx';
import { RunLink } from '../../components/run-link.tsx';
import { StatusAndWhy } from '../../components/status.tsx';
import { Ago } from '../../components/time.tsx';

const most = 8;

export function RecentResults({ items }: { readonly items: readonly ExecutionSummary[] }) {
  return (
    <FittingTable
      items={items.slice(0, most)}
      trackBy="executionId"
      header={
        <Header actions={<Link href="/executions">All executions</Link>} counter={`(${Math.min(most, items.length)})`}>
          Recent results
        </Header>
      }
      empty={
        <EmptyState title="Nothing has ended yet">
          Start a drill of <Link href="/recovery-plans">a recovery plan</Link>: what it brought up is told here.
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
          header: 'Result',
          minWidth: 170,
          cell: (item) => <StatusAndWhy status={item.status} reason={outcomeText(item)} />,
        },
        {
          id: 'end',
          header: 'Ended',
          cell: (item) => (item.endTime === undefined ? '–' : <Ago instant={item.endTime} />),
        },
      ]}
    />
  );
}
