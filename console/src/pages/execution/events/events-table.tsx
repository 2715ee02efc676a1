import { useCollection } from '@cloudscape-design/collection-hooks';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import type { EventView } from '../../../../../src/api/contract.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { Time } from '../../../components/time.tsx';

/** What was decided, by whom and why; newest first. */
export function EventsTable({ events }: { readonly events: readonly EventView[] }) {
  const { items, collectionProps, filterProps, paginationProps } = useCollection(events, {
    filtering: {
      empty: <EmptyState title="No events yet" />,
      noMatch: <EmptyState title="No event has these words" />,
      filteringFunction: ({ message, actor }, text) =>
        `${message} ${actor}`.toLocaleLowerCase().includes(text.toLocaleLowerCase()),
    },
    pagination: { pageSize: 50 },
    sorting: { defaultState: { sortingColumn: { sortingField: 'sequence' }, isDescending: true } },
  });
  return (
    <Table
      {...collectionProps}
      variant="embedded"
      items={[...items]}
      trackBy="sequence"
      wrapLines
      header={
        <Header variant="h3" counter={`(${events.length})`}>
          Events
        </Header>
      }
      filter={<TextFilter {...filterProps} filteringPlaceholder="Find words" />}
      pagination={<Pagination {...paginationProps} />}
      columnDefinitions={[
        { id: 'sequence', header: 'No.', width: 70, sortingField: 'sequence', cell: (event) => event.sequence },
        { id: 'time', header: 'Time', width: 190, cell: (event) => <Time instant={event.time} /> },
        { id: 'message', header: 'What happened', isRowHeader: true, cell: (event) => event.message },
        { id: 'actor', header: 'By', width: 130, cell: (event) => event.actor },
      ]}
    />
  );
}
