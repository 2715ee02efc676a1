import { useDeferredValue, useMemo } from 'react';
import type { ServerView } from '../../../../../src/domain/model/execution-view.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ListTable } from '../../../components/list-table.tsx';
import { rowOf, serverColumns, serverSearch } from './server-columns.tsx';

interface Props {
  /** Undefined before they are read. */
  readonly servers: readonly ServerView[] | undefined;
  /** The execution has ended. */
  readonly isOver: boolean;
  readonly filter: string | undefined;
  readonly onFilter: (filter: string) => void;
}

const none: readonly ServerView[] = [];

/** What somebody has to look at stands on the first page, however many servers there are. */
const failedFirst = (servers: readonly ServerView[]): readonly ServerView[] =>
  servers.toSorted((a, b) => Number(b.outcome === 'FAILED') - Number(a.outcome === 'FAILED'));

/**
 * Drawn anew behind what is shown, in slices that a click or a key comes between: a look at a running wave changes most of
 * the rows at once. `onFilter` must stay the same from one drawing to the next.
 */
export function ServersTable({ servers, isOver, filter, onFilter }: Props) {
  const shown = useDeferredValue(servers);
  return useMemo(
    () => (
      <ListTable
        title="Servers"
        place="tab"
        loading={shown === undefined}
        loadingText="Reading the servers"
        rows={failedFirst(shown ?? none).map(rowOf)}
        trackBy="sourceServerId"
        columns={serverColumns}
        sortedBy="position"
        stickyColumns={{ first: 1 }}
        empty={
          isOver ? (
            <EmptyState title="No server: nothing was started">
              Mend what is said above, then start it again from its plan.
            </EmptyState>
          ) : (
            <EmptyState title="No servers yet">
              They are shown as soon as the checks before the start are done.
            </EmptyState>
          )
        }
        search={{ ...serverSearch, filter, onFilter }}
      />
    ),
    [shown, isOver, filter, onFilter],
  );
}
