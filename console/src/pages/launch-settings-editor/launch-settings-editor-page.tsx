import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { groupQuery } from '../../data/catalog.ts';
import { usePage } from '../../shell/page.ts';
import { PagePending } from '../../shell/page-pending.tsx';
import { LaunchSettingsEditor } from './launch-settings-editor.tsx';

const route = getRouteApi('/frame/protection-groups/$groupId/launch-settings/edit');
const list = { text: 'Protection groups', href: '/protection-groups' };

export function LaunchSettingsEditorPage() {
  const { groupId } = route.useParams();
  const { server } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error } = useQuery(groupQuery(groupId));
  const groupName = data?.groupName ?? groupId;
  const way = useMemo(() => {
    const group = { text: groupName, href: `/protection-groups/${groupId}` };
    return [list, group, { text: 'Launch settings', href: `${group.href}/launch-settings` }];
  }, [groupId, groupName]);
  usePage('Edit the launch settings', way, `Edit the launch settings of ${groupName}`);
  if (data === undefined) return error === null ? <PagePending /> : <FailureAlert what="The group" error={error} />;
  return (
    <LaunchSettingsEditor
      key={groupId}
      group={data}
      chosen={server}
      onChoose={(chosen) => {
        navigate({
          search: chosen === undefined ? {} : { server: chosen },
          replace: true,
          resetScroll: false,
          // What is typed stays: only the address names another server.
          ignoreBlocker: true,
        }).catch(() => undefined);
      }}
    />
  );
}
