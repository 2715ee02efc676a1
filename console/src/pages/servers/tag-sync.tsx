import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { scopeKey } from '../../../../src/domain/model/scope.ts';
import type { TagSyncScope } from '../../../../src/domain/model/tag-sync.ts';
import { AccountAndRegion } from '../../components/account-and-region.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailedWords } from '../../components/failed-words.tsx';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { FittingTable } from '../../components/fitting-table.tsx';
import { Indicator } from '../../components/indicator.tsx';
import { useAct } from '../../components/inventory/use-act.ts';
import { ReasonButton } from '../../components/reason-button.tsx';
import { RegisterFirst } from '../../components/register-first.tsx';
import { Ago } from '../../components/time.tsx';
import { needs } from '../../data/permission.ts';
import { useMe } from '../../data/session.ts';
import { runTagSync, tagSyncQuery } from '../../data/tag-sync.ts';
import { TagSyncFailures } from './tag-sync-failures.tsx';
import { TagSyncSchedule } from './tag-sync-schedule.tsx';

/** Tags of EC2 instances, copied to their source servers: how often, and how it went last. */
export function TagSync() {
  const { data, error, isPending } = useQuery(tagSyncQuery);
  const copying = useAct('Copying tags', runTagSync);
  const reason = needs(useMe(), 'modify-accounts');
  if (error !== null && data === undefined) return <FailureAlert what="Copying tags" error={error} />;
  return (
    <SpaceBetween size="s">
      <FittingTable
        loading={isPending}
        loadingText="Reading the last runs"
        items={data?.scopes ?? []}
        trackBy={scopeKey}
        ariaLabels={{ tableLabel: 'Tags from EC2' }}
        header={
          <Header
            variant="h2"
            description="Copied to source servers that are EC2 instances, where they differ, so that groups by tags follow EC2"
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <TagSyncSchedule schedule={data} reason={reason} />
                <ReasonButton
                  reason={reason}
                  loading={copying.isPending}
                  loadingText="Copying"
                  onClick={() => copying.mutate()}
                >
                  Copy now
                </ReasonButton>
              </SpaceBetween>
            }
          >
            Tags from EC2
          </Header>
        }
        empty={
          <EmptyState title="No account is registered">
            <RegisterFirst />
          </EmptyState>
        }
        columnDefinitions={[
          {
            id: 'place',
            header: 'Account, Region',
            isRowHeader: true,
            minWidth: 130,
            cell: ({ accountId, region }) => <AccountAndRegion accountId={accountId} region={region} />,
          },
          { id: 'last', header: 'Last run', cell: (scope) => <LastRun scope={scope} /> },
          { id: 'copied', header: 'Copied', cell: ({ counts }) => counts.copied },
          { id: 'unchanged', header: 'Unchanged', cell: ({ counts }) => counts.unchanged },
          { id: 'notEc2', header: 'Not in EC2', cell: ({ counts }) => counts.notEc2 },
          { id: 'failed', header: 'Failed', cell: ({ counts }) => <Failed count={counts.failed} /> },
        ]}
      />
      <TagSyncFailures />
    </SpaceBetween>
  );
}

function LastRun({ scope }: { readonly scope: TagSyncScope }) {
  const { startTime, result, failure, isRunning, counts } = scope;
  if (isRunning) return <Indicator type="in-progress">running</Indicator>;
  if (result === 'NOT_INITIALISED') return <Indicator type="warning">DRS not initialised</Indicator>;
  if (failure !== undefined) return <FailedWords message={failure.message} />;
  if (startTime === undefined) return <>never</>;
  return (
    <>
      <Ago instant={startTime} />
      {counts.pending > 0 && `, ${counts.pending} to go`}
    </>
  );
}

function Failed({ count }: { readonly count: number }) {
  return count === 0 ? <>0</> : <Indicator type="error">{count}</Indicator>;
}
