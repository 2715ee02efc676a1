import Alert from '@cloudscape-design/components/alert';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { limits } from '../../../../src/domain/limits.ts';
import type { ExtendedServer } from '../../../../src/domain/model/staging.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { FittingTable } from '../../components/fitting-table.tsx';
import { ReasonButton } from '../../components/reason-button.tsx';
import { extensibleServersQuery, type StagingPlace } from '../../data/accounts.ts';
import { needs } from '../../data/permission.ts';
import { useMe } from '../../data/session.ts';
import { ExtendModal } from './extend-modal.tsx';
import { ExtendResults } from './extend-results.tsx';

interface Props {
  readonly accountId: string;
  readonly place: StagingPlace;
}

/** The servers of a staging account that can be extended into this account. */
export function ExtensibleServers({ accountId, place }: Props) {
  const mayChange = needs(useMe(), 'modify-accounts');
  const { data, error } = useQuery(extensibleServersQuery(accountId, place));
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [isAsking, setAsking] = useState(false);
  const [extended, setExtended] = useState<readonly ExtendedServer[]>([]);
  const items = (data?.items ?? []).map((each) => ({ ...each, name: each.tags['Name'] ?? each.hostname ?? each.arn }));
  const names = new Map(items.map(({ arn, name }) => [arn, name]));
  const reason =
    mayChange ??
    (chosen.length === 0
      ? 'Choose the servers first'
      : chosen.length > limits.extensionsPerRequest
        ? `At most ${limits.extensionsPerRequest} at a time`
        : undefined);
  return (
    <SpaceBetween size="s">
      {error !== null && <FailureAlert what="The servers that can be extended" error={error} />}
      <ExtendResults servers={extended} />
      <FittingTable
        loading={data === undefined && error === null}
        loadingText="Asking AWS"
        items={items}
        trackBy="arn"
        selectionType="multi"
        selectedItems={items.filter(({ arn }) => chosen.includes(arn))}
        onSelectionChange={({ detail }) => setChosen(detail.selectedItems.map(({ arn }) => arn))}
        ariaLabels={{
          tableLabel: 'Servers that can be extended',
          selectionGroupLabel: 'Servers to extend',
          allItemsSelectionLabel: () => 'All servers',
          itemSelectionLabel: (_all, { name }) => `Extend ${name}`,
        }}
        header={
          <Header
            variant="h2"
            counter={data === undefined ? '' : `(${chosen.length} chosen of ${items.length})`}
            description={`Of ${place.stagingAccountId} in ${place.region}, and not extended yet`}
            actions={
              <SpaceBetween direction="horizontal" size="xs" alignItems="center">
                <Link href={`/settings/accounts/${accountId}`}>Close</Link>
                <ReasonButton variant="primary" reason={reason} onClick={() => setAsking(true)}>
                  Extend …
                </ReasonButton>
              </SpaceBetween>
            }
          >
            Servers that can be extended
          </Header>
        }
        footer={data !== undefined && <Alert type="info">{data.prerequisite}.</Alert>}
        empty={
          <EmptyState title="No server there can be extended">
            All of them are extended already, or none replicates in that account and Region.
          </EmptyState>
        }
        columnDefinitions={[
          { id: 'name', header: 'Server', isRowHeader: true, minWidth: 130, cell: ({ name }) => name },
          { id: 'host', header: 'Host name', minWidth: 130, cell: ({ hostname }) => hostname ?? '–' },
          { id: 'arn', header: 'ARN', minWidth: 210, cell: ({ arn }) => arn },
        ]}
      />
      {isAsking && (
        <ExtendModal
          accountId={accountId}
          place={place}
          arns={chosen}
          nameOf={(arn) => names.get(arn) ?? arn}
          onDone={(servers) => {
            setExtended(servers);
            setChosen(servers.flatMap(({ arn, result }) => (result === 'FAILED' ? [arn] : [])));
            setAsking(false);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </SpaceBetween>
  );
}
