import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import type { KnownAccount } from '../../../../src/domain/model/settings.ts';
import { Breakable } from '../../components/breakable.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FittingTable } from '../../components/fitting-table.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { Regions } from '../../components/regions.tsx';
import { RegisterFirst } from '../../components/register-first.tsx';
import { needs } from '../../data/permission.ts';
import { useMe } from '../../data/session.ts';
import { AccountCheck } from './account-check.tsx';

interface Props {
  readonly accounts: readonly KnownAccount[];
}

/** Which accounts servers are recovered in, and how each is reached. */
export function Accounts({ accounts }: Props) {
  const me = useMe();
  return (
    <FittingTable
      items={accounts}
      trackBy="accountId"
      ariaLabels={{ tableLabel: 'Accounts' }}
      header={
        <Header
          variant="h2"
          counter={`(${accounts.length})`}
          description="No other account is touched."
          actions={
            <LinkButton href="/settings/accounts/new" reason={needs(me, 'register-accounts')}>
              Register an account
            </LinkButton>
          }
        >
          Accounts
        </Header>
      }
      empty={
        <EmptyState title="No account is registered">
          <RegisterFirst />
        </EmptyState>
      }
      columnDefinitions={[
        {
          id: 'account',
          header: 'Account',
          isRowHeader: true,
          cell: ({ accountId }) => <Link href={`/settings/accounts/${accountId}`}>{accountId}</Link>,
        },
        { id: 'name', header: 'Name', cell: ({ accountName }) => accountName },
        {
          id: 'reached',
          header: 'Reached by',
          cell: ({ roleArn }) =>
            roleArn === undefined ? "the server's own credentials" : <Breakable text={roleArn} />,
          minWidth: 190,
        },
        {
          id: 'regions',
          header: 'Regions',
          cell: ({ regions }) => <Regions regions={regions} />,
        },
        {
          id: 'check',
          header: 'Works now',
          cell: ({ accountId }) => <AccountCheck accountId={accountId} />,
        },
      ]}
    />
  );
}
