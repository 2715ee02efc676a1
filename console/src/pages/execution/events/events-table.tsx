import type { EventView } from '../../../../../src/api/contract.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ListTable } from '../../../components/list-table.tsx';
import { textPropertyOf } from '../../../components/text-property.ts';
import { Time } from '../../../components/time.tsx';
import { WholeIds } from '../../../components/whole-ids.tsx';

interface Props {
  /** Undefined before they are read. */
  readonly events: readonly EventView[] | undefined;
  readonly filter: string | undefined;
  readonly onFilter: (filter: string) => void;
}

const property = textPropertyOf<EventView>();
const search = {
  placeholder: 'Find events by their words, or by who did it',
  noMatch: 'No event fits the filter',
  properties: [property('message', 'What happened', 'Events'), property('actor', 'By', 'People')],
};

/** What was decided, by whom and why; newest first. */
export function EventsTable({ events, filter, onFilter }: Props) {
  return (
    <ListTable
      title="Events"
      place="tab"
      loading={events === undefined}
      loadingText="Reading the events"
      rows={events ?? []}
      trackBy="sequence"
      sortedBy="sequence"
      isDescending
      empty={<EmptyState title="No events yet">What is decided is told here as it happens.</EmptyState>}
      search={{ ...search, filter, onFilter }}
      columns={[
        { id: 'sequence', header: 'No.', minWidth: 70, sortingField: 'sequence', cell: (event) => event.sequence },
        {
          id: 'message',
          header: 'What happened',
          isRowHeader: true,
          minWidth: 220,
          cell: (event) => <WholeIds text={event.message} />,
        },
        { id: 'time', header: 'Time', minWidth: 205, cell: (event) => <Time instant={event.time} /> },
        { id: 'actor', header: 'By', minWidth: 110, sortingField: 'actor', cell: (event) => event.actor },
      ]}
    />
  );
}
