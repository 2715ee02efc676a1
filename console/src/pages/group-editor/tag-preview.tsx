import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { useQuery } from '@tanstack/react-query';
import { selectionRequestSchema } from '../../../../src/domain/model/estate-view.ts';
import { countOf } from '../../components/count.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { ListTable } from '../../components/list-table.tsx';
import { useSettled } from '../../components/use-settled.ts';
import { groupsQuery } from '../../data/catalog.ts';
import { resolvedQuery } from '../../data/estate.ts';
import { tagsCut } from '../group/estate-columns.tsx';
import { type GroupDraft, selectionOf } from './draft.ts';
import { pickerColumns, pickerSearch, rowsOf } from './picker-columns.tsx';

interface Props {
  readonly draft: GroupDraft;
  readonly groupId: string | undefined;
}

const nothing = { accountId: '', region: '', selection: { tags: {} } };

/** What the tags match in DRS now, and what of it is taken, or in other groups, too. */
export function TagPreview({ draft, groupId }: Props) {
  const { accountId, region } = draft;
  const asked = useSettled(JSON.stringify({ accountId, region, selection: selectionOf(draft) }));
  const request = selectionRequestSchema.safeParse(JSON.parse(asked));
  const { data, error, isFetching } = useQuery({
    ...resolvedQuery(request.data ?? nothing),
    enabled: request.success,
  });
  const { data: groups = [] } = useQuery(groupsQuery);
  if (!request.success) {
    return (
      <Container header={<Header variant="h2">Matches now</Header>}>
        Fill in account, Region and at least one tag to see which servers match.
      </Container>
    );
  }
  if (error !== null && data === undefined) return <FailureAlert what="What the tags match" error={error} />;
  const rows = rowsOf(
    data?.servers ?? [],
    request.data,
    groups.filter((group) => group.groupId !== groupId),
  );
  const taken = rows.filter(({ heldBy }) => heldBy !== undefined).length;
  const shared = rows.filter(({ otherGroupNames }) => otherGroupNames !== '').length;
  return (
    <ListTable
      title="Matches now"
      place="section"
      loading={data === undefined && isFetching}
      loadingText="Asking AWS"
      rows={rows}
      trackBy="sourceServerId"
      columns={pickerColumns}
      sortedBy="serverName"
      description={`${countOf(taken, 'server')} taken by executions, ${shared} in other groups, too${data?.tagKeys === undefined ? '' : tagsCut}`}
      empty={
        <EmptyState title="Matches no server now">
          A group may be saved all the same: tags are looked at when an execution begins.
        </EmptyState>
      }
      search={pickerSearch}
    />
  );
}
