import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { getRouteApi } from '@tanstack/react-router';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { NothingSeen } from '../../components/inventory/nothing-seen.tsx';
import { RefreshButton } from '../../components/inventory/refresh-button.tsx';
import { ScopeAlerts } from '../../components/inventory/scope-alerts.tsx';
import { ScopesSeen } from '../../components/inventory/scopes-seen.tsx';
import { ListTable } from '../../components/list-table.tsx';
import { usePage } from '../../shell/page.ts';
import { instanceColumns, instanceSearch } from './instance-columns.tsx';
import { LeftBehind } from './left-behind.tsx';
import { useInstances } from './use-instances.ts';

const route = getRouteApi('/frame/recovery-instances');

/** What drills and recoveries have launched and DRS still lists, in every registered account and Region. */
export function InstancesPage() {
  usePage('Recovery instances');
  const { filter } = route.useSearch();
  const navigate = route.useNavigate();
  const { rows, scopes, executions, isRead, error } = useInstances();
  if (error !== null && !isRead) return <FailureAlert what="The recovery instances" error={error} />;
  return (
    <SpaceBetween size="m">
      <ScopeAlerts scopes={scopes} />
      <LeftBehind executions={executions} />
      <ListTable
        title="Recovery instances"
        place="page"
        loading={!isRead || (rows.length === 0 && scopes.some(({ result }) => result === 'NOT_YET'))}
        loadingText="Reading the inventory"
        rows={rows}
        trackBy="rowId"
        columns={instanceColumns}
        sortedBy="serverText"
        description={isRead && <ScopesSeen scopes={scopes} />}
        actions={<RefreshButton />}
        empty={
          <NothingSeen what="recovery instance" scopes={scopes}>
            A drill or a recovery launches one for each of its servers. Start one from{' '}
            <Link href="/recovery-plans">a recovery plan</Link>.
          </NothingSeen>
        }
        search={{
          ...instanceSearch,
          filter,
          onFilter: (text) => {
            navigate({ search: text === '' ? {} : { filter: text }, replace: true }).catch(() => undefined);
          },
        }}
      />
    </SpaceBetween>
  );
}
