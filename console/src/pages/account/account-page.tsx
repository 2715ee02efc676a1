import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { TargetAccount } from '../../../../src/domain/model/account.ts';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { ReasonButton } from '../../components/reason-button.tsx';
import { accountQuery, type StagingPlace } from '../../data/accounts.ts';
import { needs } from '../../data/permission.ts';
import { useMe } from '../../data/session.ts';
import { usePage } from '../../shell/page.ts';
import { PagePending } from '../../shell/page-pending.tsx';
import { AccountCheck } from '../settings/account-check.tsx';
import { AccountSummary } from './account-summary.tsx';
import { CapacityTable } from './capacity-table.tsx';
import { ExtensibleServers } from './extensible-servers.tsx';
import { RemoveAccountModal } from './remove-account-modal.tsx';
import { StagingTable } from './staging-table.tsx';

const route = getRouteApi('/frame/settings/accounts/$accountId');
const way = [{ text: 'Settings', href: '/settings' }];

export function AccountPage() {
  const { accountId } = route.useParams();
  const { region, staging } = route.useSearch();
  const { data, error } = useQuery(accountQuery(accountId));
  usePage(data?.accountName ?? accountId, way, `Account ${data?.accountName ?? accountId}`);
  if (data === undefined) return error === null ? <PagePending /> : <FailureAlert what="The account" error={error} />;
  const place = region === undefined || staging === undefined ? undefined : { region, stagingAccountId: staging };
  return <LoadedAccount key={accountId} account={data} place={place} />;
}

interface Props {
  readonly account: TargetAccount;
  /** Whose servers are to be extended. */
  readonly place: StagingPlace | undefined;
}

function LoadedAccount({ account, place }: Props) {
  const me = useMe();
  const [isRemoving, setRemoving] = useState(false);
  const { accountId, accountName } = account;
  return (
    <SpaceBetween size="m">
      <Header
        variant="h1"
        description="An account that servers are recovered in"
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <ReasonButton reason={needs(me, 'delete-accounts')} onClick={() => setRemoving(true)}>
              Take out …
            </ReasonButton>
            <LinkButton
              href={`/settings/accounts/${accountId}/edit`}
              variant="primary"
              reason={needs(me, 'modify-accounts')}
            >
              Edit
            </LinkButton>
          </SpaceBetween>
        }
      >
        {accountName}
      </Header>
      <AccountSummary account={account} />
      <Container header={<Header variant="h2">Works now</Header>}>
        <AccountCheck accountId={accountId} />
      </Container>
      {place !== undefined && <ExtensibleServers key={JSON.stringify(place)} accountId={accountId} place={place} />}
      <StagingTable account={account} />
      <CapacityTable accountId={accountId} />
      {isRemoving && <RemoveAccountModal account={account} onClose={() => setRemoving(false)} />}
    </SpaceBetween>
  );
}
