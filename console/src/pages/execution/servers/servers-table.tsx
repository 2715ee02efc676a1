import { useMemo } from 'react';
import type { ServerView } from '../../../../../src/domain/model/execution-view.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ListTable } from '../../../components/list-table.tsx';
import { rowOf, serverColumns, serverSearch } from './server-columns.tsx';

interface Props {
  readonly servers: readonly ServerView[];
  readonly filter: string | undefined;
  readonly onFilter: (filter: string) => void;
}

export function ServersTable({ servers, filter, onFilter }: Props) {
  const rows = useMemo(() => servers.map(rowOf), [servers]);
  return (
    <ListTable
      title="Servers"
      place="tab"
      rows={rows}
      trackBy="sourceServerId"
      columns={serverColumns}
      sortedBy="position"
      stickyColumns={{ first: 1 }}
      empty={
        <EmptyState title="No servers yet">They are shown as soon as the checks before the start are done.</EmptyState>
      }
      search={{ ...serverSearch, filter, onFilter }}
    />
  );
}
