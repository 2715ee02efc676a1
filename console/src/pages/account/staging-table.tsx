import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TargetAccount } from '../../../../src/domain/model/account.ts';
import type { StagingRegion } from '../../../../src/domain/model/staging.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailedWords } from '../../components/failed-words.tsx';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { FittingTable } from '../../components/fitting-table.tsx';
import { Indicator } from '../../components/indicator.tsx';
import { ReasonButton } from '../../components/reason-button.tsx';
import { stagingAccountsQuery } from '../../data/accounts.ts';
import { needs } from '../../data/permission.ts';
import { useMe } from '../../data/session.ts';
import { NameStagingModal } from './name-staging-modal.tsx';

/** A staging account in one Region; or a Region that did not answer. */
interface Row {
  readonly key: string;
  readonly region: string;
  readonly stagingAccountId?: string;
  readonly isNamed?: boolean;
  readonly isInUse?: boolean;
  readonly message?: string;
}

const rowsOf = (found: StagingRegion): readonly Row[] => {
  const { region } = found;
  switch (found.result) {
    case 'FAILED':
      return [{ key: region, region, message: found.message }];
    case 'NOT_INITIALISED':
      return [{ key: region, region }];
    case 'OK':
      return found.stagingAccounts.map((each) => ({ key: `${region} ${each.stagingAccountId}`, region, ...each }));
  }
};

/** Of a Region that names no staging account. */
const whyNone = ({ message }: Row) =>
  message === undefined ? (
    <Indicator type="warning">DRS is not initialised there</Indicator>
  ) : (
    <FailedWords message={`FAILED: ${message}`} />
  );

/** Accounts that replicate for this one: those that its entry names, and those that DRS lists. */
export function StagingTable({ account }: { readonly account: TargetAccount }) {
  const { accountId } = account;
  const mayChange = needs(useMe(), 'modify-accounts');
  const { data, error, isFetching, refetch } = useQuery(stagingAccountsQuery(accountId));
  const [named, setNamed] = useState<string>();
  return (
    <SpaceBetween size="s">
      {error !== null && <FailureAlert what="The staging accounts" error={error} />}
      <FittingTable
        loading={data === undefined && error === null}
        loadingText="Asking AWS"
        items={(data ?? []).flatMap(rowsOf)}
        trackBy="key"
        ariaLabels={{ tableLabel: 'Staging accounts' }}
        header={
          <Header
            variant="h2"
            description="Accounts that replicate for this one: their servers may be extended into it"
            actions={
              <Button loading={isFetching} onClick={() => void refetch()}>
                Look again
              </Button>
            }
          >
            Staging accounts
          </Header>
        }
        empty={
          <EmptyState title="No staging account">
            Edit the account to name one, if servers replicate in another account for this one.
          </EmptyState>
        }
        columnDefinitions={[
          { id: 'region', header: 'Region', minWidth: 110, cell: ({ region }) => region },
          {
            id: 'staging',
            header: 'Staging account',
            isRowHeader: true,
            minWidth: 160,
            cell: (row) => row.stagingAccountId ?? whyNone(row),
          },
          { id: 'named', header: 'In the entry', minWidth: 115, cell: ({ isNamed }) => yesNo(isNamed) },
          { id: 'used', header: 'In use', minWidth: 115, cell: ({ isInUse }) => yesNo(isInUse) },
          {
            id: 'do',
            header: 'Change',
            minWidth: 170,
            cell: ({ region, stagingAccountId, isNamed }) => {
              if (stagingAccountId === undefined) return '–';
              if (isNamed === true) {
                const search = new URLSearchParams({ region, staging: JSON.stringify(stagingAccountId) });
                return (
                  <Link href={`/settings/accounts/${accountId}?${search.toString()}`}>
                    Extend servers of {stagingAccountId}
                  </Link>
                );
              }
              return (
                <ReasonButton
                  variant="inline-link"
                  reason={mayChange}
                  ariaLabel={`Add ${stagingAccountId} to the entry …`}
                  onClick={() => setNamed(stagingAccountId)}
                >
                  Add to the entry …
                </ReasonButton>
              );
            },
          },
        ]}
      />
      {named !== undefined && (
        <NameStagingModal account={account} stagingAccountId={named} onClose={() => setNamed(undefined)} />
      )}
    </SpaceBetween>
  );
}

const yesNo = (value: boolean | undefined): string => (value === undefined ? 'not known' : value ? 'yes' : 'no');
