import Alert from '@cloudscape-design/components/alert';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import { countOf } from '../../components/count.ts';
import { FailureAlert, ProblemAlert } from '../../components/failure-alert.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { ReasonButton } from '../../components/reason-button.tsx';
import { groupQuery } from '../../data/catalog.ts';
import { settingsJobQuery } from '../../data/launch-settings.ts';
import { needs } from '../../data/permission.ts';
import { useMe } from '../../data/session.ts';
import { flash } from '../../shell/flashes.ts';
import { usePage } from '../../shell/page.ts';
import { PagePending } from '../../shell/page-pending.tsx';
import { ApplyModal } from './apply-modal.tsx';
import { DriftTable } from './drift-table.tsx';
import { SettingsJobPanel } from './settings-job-panel.tsx';
import { useApply } from './use-apply.ts';

const route = getRouteApi('/frame/protection-groups/$groupId/launch-settings');
const list = { text: 'Protection groups', href: '/protection-groups' };

export function LaunchSettingsPage() {
  const { groupId } = route.useParams();
  const { data, error } = useQuery(groupQuery(groupId));
  const groupName = data?.groupName ?? groupId;
  const way = useMemo(() => [list, { text: groupName, href: `/protection-groups/${groupId}` }], [groupId, groupName]);
  usePage('Launch settings', way, `Launch settings of ${groupName}`);
  if (data !== undefined) return <LoadedSettings key={groupId} group={data} />;
  return error === null ? <PagePending /> : <FailureAlert what="The group" error={error} />;
}

/** How the servers of a group are launched: what is wanted, what AWS has, and bringing the one to the other. */
function LoadedSettings({ group }: { readonly group: ProtectionGroup }) {
  const me = useMe();
  const { groupId, groupName, version } = group;
  const { filter } = route.useSearch();
  const navigate = route.useNavigate();
  const job = useQuery(settingsJobQuery(groupId));
  const [isAsking, setAsking] = useState(false);
  const apply = useApply(groupId, ({ counts, groupVersion }) => {
    const what = `The launch settings of ${groupName}`;
    if (groupVersion < version) {
      flash('error', `${what}: version ${version} is not applied, only ${groupVersion}, an earlier one. Apply again`);
    } else if (counts.failed === 0) flash('success', `${what} are applied`);
    else flash('error', `${what}: ${countOf(counts.failed, 'server')} failed`);
  });
  const may = needs(me, 'modify-protection-groups');
  const isNothingSaid = isEmpty(group.launchConfig) && isEmpty(group.serverOverrides);
  return (
    <SpaceBetween size="m">
      <Header
        variant="h1"
        description={`How DRS and EC2 launch its servers. ${saidText(group)}`}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <ReasonButton
              reason={may ?? (isNothingSaid ? 'No launch settings are saved: edit them first' : undefined)}
              loading={apply.isRunning}
              onClick={() => setAsking(true)}
            >
              Apply …
            </ReasonButton>
            <LinkButton href={`/protection-groups/${groupId}/launch-settings/edit`} variant="primary" reason={may}>
              Edit
            </LinkButton>
          </SpaceBetween>
        }
      >
        Launch settings of {groupName}
      </Header>
      {isNothingSaid && (
        <Alert type="info" header="No launch settings are saved">
          Every server is launched as AWS has it now. Edit them to say how: subnet, security groups, instance type and
          more, for the group or for single servers.
        </Alert>
      )}
      {apply.failure !== undefined && <ProblemAlert what="The application" failure={apply.failure} />}
      {job.error !== null && <FailureAlert what="The last application" error={job.error} />}
      {job.data !== undefined && job.data !== null && <SettingsJobPanel job={job.data} isRunning={apply.isRunning} />}
      <DriftTable
        groupId={groupId}
        filter={filter}
        onFilter={(text) => {
          navigate({ search: text === '' ? {} : { filter: text }, replace: true, resetScroll: false }).catch(
            () => undefined,
          );
        }}
      />
      {isAsking && (
        <ApplyModal
          group={group}
          onDismiss={() => setAsking(false)}
          onApply={() => {
            setAsking(false);
            apply.start();
          }}
        />
      )}
    </SpaceBetween>
  );
}

const isEmpty = (settings: object | undefined): boolean => Object.keys(settings ?? {}).length === 0;

const saidText = ({ launchConfig, serverOverrides }: ProtectionGroup): string =>
  `${countOf(Object.keys(launchConfig ?? {}).length, 'setting')} for all, ${countOf(Object.keys(serverOverrides ?? {}).length, 'server')} with settings of their own.`;
