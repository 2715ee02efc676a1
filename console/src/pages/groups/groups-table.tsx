import { getRouteApi } from '@tanstack/react-router';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { ListTable } from '../../components/list-table.tsx';
import { needs } from '../../data/permission.ts';
import { usePlanUse } from '../../data/plan-use.ts';
import { useMe } from '../../data/session.ts';
import { groupColumns, groupSearch, rowOf } from './group-columns.tsx';

const route = getRouteApi('/frame/protection-groups');

export function GroupsTable({ groups }: { readonly groups: readonly ProtectionGroup[] }) {
  const { filter } = route.useSearch();
  const navigate = route.useNavigate();
  const whyNot = needs(useMe(), 'create-protection-groups');
  const use = usePlanUse();
  return (
    <ListTable
      title="Protection groups"
      place="page"
      rows={groups.map((group) => rowOf(group, use))}
      trackBy="groupId"
      columns={groupColumns}
      sortedBy="groupName"
      empty={
        <EmptyState title="No protection group yet">
          <p>A group says which source servers are recovered together. Plans are made of groups.</p>
          <LinkButton href="/protection-groups/new" reason={whyNot}>
            Create a group
          </LinkButton>
        </EmptyState>
      }
      search={{
        ...groupSearch,
        filter,
        onFilter: (text) => {
          navigate({ search: text === '' ? {} : { filter: text }, replace: true }).catch(() => undefined);
        },
      }}
      actions={
        <LinkButton href="/protection-groups/new" variant="primary" reason={whyNot}>
          Create a group
        </LinkButton>
      }
    />
  );
}
