import Header from '@cloudscape-design/components/header';
import { useQuery } from '@tanstack/react-query';
import type { ScopeCapacity } from '../../../../src/domain/model/capacity.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { FittingTable } from '../../components/fitting-table.tsx';
import { Indicator } from '../../components/indicator.tsx';
import { QuotaUse } from '../../components/quota-use.tsx';
import { QuotasUnknown } from '../../components/quotas-unknown.tsx';
import { Ago } from '../../components/time.tsx';
import { capacityQuery } from '../../data/estate.ts';

/** What is in use of DRS's quotas, Region by Region. One that did not answer is failed, and never empty. */
export function CapacityTable({ accountId }: { readonly accountId: string }) {
  const { data, error } = useQuery(capacityQuery);
  if (error !== null && data === undefined) return <FailureAlert what="Capacity" error={error} />;
  const scopes = (data?.scopes ?? []).filter(
    (scope) =>
      scope.accountId === accountId || (scope.result === 'NOT_REGISTERED' && scope.stagingFor.includes(accountId)),
  );
  return (
    <>
      {error !== null && <FailureAlert what="Capacity now" error={error} />}
      <FittingTable
        loading={data === undefined}
        loadingText="Asking AWS"
        items={scopes}
        trackBy={(scope) => `${scope.accountId}/${scope.region}`}
        ariaLabels={{ tableLabel: 'Capacity' }}
        header={
          <Header
            variant="h2"
            description={
              data === undefined ? undefined : (
                <>
                  AWS was asked <Ago instant={data.askedTime} />
                </>
              )
            }
          >
            Capacity
          </Header>
        }
        empty={<EmptyState title="Not asked yet">The next look comes within a minute of a save.</EmptyState>}
        {...(scopes.some(({ result }) => result === 'FAILED') && { footer: <QuotasUnknown scopes={scopes} /> })}
        columnDefinitions={[
          {
            id: 'region',
            header: 'Region',
            isRowHeader: true,
            minWidth: 130,
            cell: (scope) => (
              <>
                {scope.region}
                {scope.result === 'FAILED' && (
                  <div>
                    <Indicator type="error">FAILED</Indicator>
                  </div>
                )}
                {scope.result === 'NOT_REGISTERED' && (
                  <div>
                    <Indicator type="warning">
                      Staging account {scope.accountId}: not known
                      {scope.extendedServers > 0 && `, ${scope.extendedServers} or more servers replicate there`};{' '}
                      {scope.remedy}
                    </Indicator>
                  </div>
                )}
                {scope.result === 'NOT_INITIALISED' && (
                  <div>
                    <Indicator type="warning">DRS is not initialised there</Indicator>
                  </div>
                )}
              </>
            ),
          },
          ...columns.map(({ id, header }) => ({
            id,
            header,
            minWidth: 120,
            cell: (scope: ScopeCapacity) => <Use scope={scope} quota={id} />,
          })),
        ]}
      />
    </>
  );
}

const columns = [
  { id: 'replicatingServers', header: 'Replicating' },
  { id: 'sourceServers', header: 'Source servers' },
  { id: 'jobs', header: 'Jobs in use' },
  { id: 'serversInJobs', header: 'Servers in jobs' },
] as const;

function Use({ scope, quota }: { readonly scope: ScopeCapacity; readonly quota: (typeof columns)[number]['id'] }) {
  if (scope.result !== 'OK') return <span className="unbroken">not known</span>;
  const use = scope[quota];
  if ('used' in use) return <QuotaUse {...use} />;
  return <QuotaUse used={use.ours + use.others} others={use.others} limit={use.limit} />;
}
