import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import type { KnownAccount } from '../../../../src/domain/model/settings.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { AccountCheck } from './account-check.tsx';

interface Props {
  readonly accounts: readonly KnownAccount[];
  readonly canBeChecked: boolean;
}

/** Which accounts servers are recovered in, and how each is reached. */
export function Accounts({ accounts, canBeChecked }: Props) {
  return (
    <Table
      wrapLines
      items={accounts}
      trackBy="accountId"
      ariaLabels={{ tableLabel: 'Accounts' }}
      header={
        <Header
          variant="h2"
          counter={`(${accounts.length})`}
          description="No other account is touched, but for that of the server's own credentials."
        >
          Accounts
        </Header>
      }
      empty={
        <EmptyState title="Only the account of the server's own credentials">
          Name others when the server is started: ./breakwater serve --account 444455556666=arn:aws:iam::…
        </EmptyState>
      }
      columnDefinitions={[
        { id: 'account', header: 'Account', isRowHeader: true, cell: ({ accountId }) => accountId },
        { id: 'name', header: 'Name', cell: ({ accountName }) => accountName ?? '–' },
        {
          id: 'reached',
          header: 'Reached by',
          cell: ({ isHome, roleArn }) => roleArn ?? (isHome ? "the server's own credentials" : '–'),
        },
        {
          id: 'regions',
          header: 'Regions',
          cell: ({ regions }) => (regions.length === 0 ? 'those of its protection groups' : regions.join(', ')),
        },
        ...(canBeChecked
          ? [
              {
                id: 'check',
                header: 'Works now',
                cell: ({ accountId }: KnownAccount) => <AccountCheck accountId={accountId} />,
              },
            ]
          : []),
      ]}
    />
  );
}
