import { useQuery } from '@tanstack/react-query';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { groupsQuery } from '../../data/catalog.ts';
import { usePage } from '../../shell/page.ts';
import { PagePending } from '../../shell/page-pending.tsx';
import { GroupsTable } from './groups-table.tsx';

export function GroupsPage() {
  usePage('Protection groups');
  const { data, error } = useQuery(groupsQuery);
  if (data !== undefined) return <GroupsTable groups={data} />;
  return error === null ? <PagePending /> : <FailureAlert what="The list of groups" error={error} />;
}
