import { getRouteApi } from '@tanstack/react-router';
import { useBesideThePage } from '../../components/beside-the-page.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { propertyOf, withProperty } from '../../components/filter-text.ts';
import { FirstDrillHint } from '../../components/first-drill-hint.tsx';
import { ListTable } from '../../components/list-table.tsx';
import { runKinds } from '../../components/run-kind.ts';
import type { ExecutionList } from '../../data/executions.ts';
import { useServerTime } from '../../data/server-time.ts';
import { executionColumns, executionSearch, rowsOf } from './execution-columns.tsx';
import { KindChoice } from './kind-choice.tsx';
import { NoneOfKind } from './none-of-kind.tsx';

const route = getRouteApi('/frame/executions');

/** The filter lives in the address: a list can be bookmarked, and sent to a colleague. */
export function ExecutionsTable({ list }: { readonly list: ExecutionList }) {
  const { filter } = route.useSearch();
  const navigate = route.useNavigate();
  const now = useServerTime();
  const { olderRuns } = useBesideThePage();
  const show = (text: string): void => {
    navigate({ search: text === '' ? {} : { filter: text }, replace: true }).catch(() => undefined);
  };
  const rows = rowsOf(list.items, now);
  const kind = runKinds.find((each) => each === propertyOf(filter, 'kind'));
  return (
    <ListTable
      title="Executions"
      place="page"
      rows={rows}
      trackBy="executionId"
      columns={executionColumns}
      sortedBy="startTime"
      isDescending
      description={list.more ? olderRuns : undefined}
      actions={<KindChoice kind={kind} onChoose={(chosen) => show(withProperty(filter, 'kind', chosen))} />}
      {...(kind !== undefined && rows.every((row) => row.kind !== kind) && { noMatch: <NoneOfKind kind={kind} /> })}
      empty={
        <EmptyState title="No execution yet">
          <FirstDrillHint />
        </EmptyState>
      }
      search={{
        ...executionSearch,
        filter,
        onFilter: show,
      }}
    />
  );
}
