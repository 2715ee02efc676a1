import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SplitPanel from '@cloudscape-design/components/split-panel';
import { AccountAndRegion } from '../../components/account-and-region.tsx';
import { filteredHref } from '../../components/filter-text.ts';
import { Seen } from '../../components/inventory/seen.tsx';
import { LastLaunch } from '../../components/last-launch.tsx';
import { Pieces } from '../../components/pieces.tsx';
import { PlanLinks } from '../../components/plan-links.tsx';
import { Replication } from '../../components/replication.tsx';
import { LaunchNow } from '../group/estate-columns.tsx';
import { GroupLinks } from './inventory-columns.tsx';
import type { InventoryRow } from './use-inventory.ts';

/** Everything that is known of one source server now. */
export function ServerPanel({ row }: { readonly row: InventoryRow }) {
  return (
    <SplitPanel header={row.serverName} hidePreferencesButton closeBehavior="hide">
      <KeyValuePairs
        columns={3}
        items={[
          { label: 'Source server', value: row.sourceServerId },
          { label: 'Host name', value: row.hostname ?? '–' },
          { label: 'Account, Region', value: <AccountAndRegion accountId={row.accountId} region={row.region} /> },
          { label: 'Replication', value: <Replication {...row} /> },
          { label: 'Can be launched', value: <LaunchNow {...row} /> },
          { label: 'Last launch', value: <LastLaunch server={row} /> },
          {
            label: 'Instance of its last launch',
            value: row.recoveryInstanceId === undefined ? 'none' : <LastInstance instanceId={row.recoveryInstanceId} />,
          },
          { label: 'Groups', value: <GroupLinks {...row} /> },
          { label: 'Plans', value: <PlanLinks plans={row.plans} none={row.noPlan} /> },
          { label: 'Seen', value: <Seen row={row} /> },
          { label: 'Tags', value: row.tagText === '' ? 'none' : <Pieces text={row.tagText} /> },
        ]}
      />
    </SplitPanel>
  );
}

function LastInstance({ instanceId }: { readonly instanceId: string }) {
  return (
    <>
      <Link href={filteredHref('/recovery-instances', 'recoveryInstanceId', instanceId)}>{instanceId}</Link>: the next
      launch deletes it
    </>
  );
}
