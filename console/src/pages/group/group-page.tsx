import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { ReasonButton } from '../../components/reason-button.tsx';
import { groupQuery } from '../../data/catalog.ts';
import { needs } from '../../data/permission.ts';
import { usePlanUse } from '../../data/plan-use.ts';
import { useMe } from '../../data/session.ts';
import { usePage } from '../../shell/page.ts';
import { PagePending } from '../../shell/page-pending.tsx';
import { DeleteGroupModal } from './delete-group-modal.tsx';
import { GroupSummary } from './group-summary.tsx';
import { ResolvedServers } from './resolved-servers.tsx';

const route = getRouteApi('/frame/protection-groups/$groupId');
const way = [{ text: 'Protection groups', href: '/protection-groups' }];

export function GroupPage() {
  const { groupId } = route.useParams();
  const { data, error } = useQuery(groupQuery(groupId));
  usePage(data?.groupName ?? groupId, way);
  if (data !== undefined) return <LoadedGroup key={groupId} group={data} />;
  return error === null ? <PagePending /> : <FailureAlert what="The group" error={error} />;
}

function LoadedGroup({ group }: { readonly group: ProtectionGroup }) {
  const me = useMe();
  const { filter } = route.useSearch();
  const navigate = route.useNavigate();
  const use = usePlanUse();
  const plans = use.byGroup.get(group.groupId) ?? [];
  const [isDeleting, setDeleting] = useState(false);
  const inUse = plans.length === 0 ? undefined : `In use by ${plans.map(({ planName }) => planName).join(', ')}`;
  return (
    <SpaceBetween size="m">
      <Header
        variant="h1"
        description={group.description}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <ReasonButton reason={needs(me, 'delete-protection-groups') ?? inUse} onClick={() => setDeleting(true)}>
              Delete
            </ReasonButton>
            <LinkButton href={`/protection-groups/${group.groupId}/launch-settings`}>Launch settings</LinkButton>
            <LinkButton
              href={`/protection-groups/${group.groupId}/edit`}
              variant="primary"
              reason={needs(me, 'modify-protection-groups')}
            >
              Edit
            </LinkButton>
          </SpaceBetween>
        }
      >
        {group.groupName}
      </Header>
      <GroupSummary group={group} plans={plans} isComplete={use.isComplete} />
      <ResolvedServers
        request={{ accountId: group.accountId, region: group.region, selection: group.selection }}
        filter={filter}
        onFilter={(text) => {
          navigate({ search: text === '' ? {} : { filter: text }, replace: true, resetScroll: false }).catch(
            () => undefined,
          );
        }}
      />
      {isDeleting && <DeleteGroupModal group={group} onClose={() => setDeleting(false)} />}
    </SpaceBetween>
  );
}
