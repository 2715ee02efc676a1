import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { groupQuery } from '../../data/catalog.ts';
import { usePage } from '../../shell/page.ts';
import { PagePending } from '../../shell/page-pending.tsx';
import { GroupEditor } from './group-editor.tsx';

const route = getRouteApi('/frame/protection-groups/$groupId/edit');
const list = { text: 'Protection groups', href: '/protection-groups' };
const newWay = [list];

export function EditGroupPage() {
  const { groupId } = route.useParams();
  const { data, error } = useQuery(groupQuery(groupId));
  const groupName = data?.groupName ?? groupId;
  const way = useMemo(() => [list, { text: groupName, href: `/protection-groups/${groupId}` }], [groupId, groupName]);
  usePage(`Edit ${groupName}`, way);
  if (data !== undefined) return <GroupEditor key={groupId} group={data} />;
  return error === null ? <PagePending /> : <FailureAlert what="The group" error={error} />;
}

export function NewGroupPage() {
  usePage('New protection group', newWay);
  return <GroupEditor group={undefined} />;
}
