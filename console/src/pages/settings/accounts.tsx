import Header from '@cloudscape-design/components/header';
import type { KnownAccount } from '../../../../src/domain/model/settings.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FittingTable } from '../../components/fitting-table.tsx';
import { AccountCheck } from './account-check.tsx';

interface Props {
  readonly accounts: readonly KnownAccount[];
}

/** Which accounts servers are recovered in, and how each is reached. */
export function Accounts({ accounts }: Props) {
  return (
    <FittingTable
      items={accounts}
      trackBy="accountId"
      ariaLabels={{ tableLabel: 'Accounts' }}
      header={
        <Header variant="h2" counter={`(${accounts.length})`} description="No other account is touched.">
          Accounts
        </Header>
      }
      empty={
        <EmptyState title="No account is registered">
          Apply a plan file with kind: Account: ./breakwater apply -f FILE
        </EmptyState>
      }
      columnDefinitions={[
        { id: 'account', header: 'Account', isRowHeader: true, cell: ({ accountId }) => accountId },
        { id: 'name', header: 'Name', cell: ({ accountName }) => accountName },
        {
          id: 'reached',
          header: 'Reached by',
          cell: ({ roleArn }) => roleArn ?? "the server's own credentials",
        },
        {
          id: 'regions',
          header: 'Regions',
          cell: ({ regions }) => regions.join(', '),
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
