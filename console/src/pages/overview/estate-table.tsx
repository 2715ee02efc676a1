import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import { useQuery } from '@tanstack/react-query';
import { durationSeconds } from '../../../../src/domain/duration.ts';
import type { EstateServer } from '../../../../src/domain/model/estate-view.ts';
import { type Scope, scopeKey } from '../../../../src/domain/model/scope.ts';
import { AccountAndRegion } from '../../components/account-and-region.tsx';
import { formatSeconds } from '../../components/duration.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailedWords } from '../../components/failed-words.tsx';
import { FittingTable } from '../../components/fitting-table.tsx';
import { Indicator } from '../../components/indicator.tsx';
import { QuotaUse } from '../../components/quota-use.tsx';
import { QuotasUnknown } from '../../components/quotas-unknown.tsx';
import { RegisterFirst } from '../../components/register-first.tsx';
import { replicationLook } from '../../components/replication.tsx';
import { capacityQuery, sourceServersQuery } from '../../data/estate.ts';
import { usePlaces } from '../../data/places.ts';

/** What could be recovered, and what room DRS has for it: a line for each account and Region. */
export function EstateTable() {
  const { scopes, isRead } = usePlaces();
  const { data: capacity } = useQuery(capacityQuery);
  const seen = new Set(scopes.map(scopeKey));
  const unknown = (capacity?.scopes ?? []).filter((scope) => scope.result === 'FAILED' && seen.has(scopeKey(scope)));
  return (
    <FittingTable
      loading={!isRead}
      loadingText="Reading the accounts"
      items={scopes}
      trackBy={({ accountId, region }) => `${accountId} ${region}`}
      header={
        <Header description="Servers from the inventory, quotas asked of AWS every minute">
          Protected servers, and DRS’s quotas
        </Header>
      }
      empty={
        <EmptyState title="No account is registered">
          <RegisterFirst />
        </EmptyState>
      }
      {...(unknown.length > 0 && { footer: <QuotasUnknown scopes={unknown} /> })}
      columnDefinitions={[
        {
          id: 'place',
          header: 'Account, Region',
          isRowHeader: true,
          minWidth: 130,
          cell: ({ accountId, region }) => <AccountAndRegion accountId={accountId} region={region} />,
        },
        { id: 'servers', header: 'Replication', minWidth: 165, cell: (scope) => <Replication scope={scope} /> },
        { id: 'lag', header: 'Longest lag', minWidth: 120, cell: (scope) => <Lag scope={scope} /> },
        { id: 'jobs', header: 'Jobs in use', minWidth: 180, cell: (scope) => <Use scope={scope} quota="jobs" /> },
        { id: 'inJobs', header: 'Servers in jobs', cell: (scope) => <Use scope={scope} quota="serversInJobs" /> },
        { id: 'replicating', header: 'Replicating', cell: (scope) => <Use scope={scope} quota="replicatingServers" /> },
      ]}
    />
  );
}

interface ScopeProps {
  readonly scope: Scope;
}

function Replication({ scope }: ScopeProps) {
  const { data, error } = useQuery(sourceServersQuery(scope));
  if (data === undefined) return <NotYet error={error} />;
  if (data.length === 0) return 'no server seen';
  const states = Map.groupBy(data, ({ replicationState }) => replicationState);
  return [...states].map(([state, servers]) => (
    <div key={state ?? 'unknown'} className="unbroken">
      <Indicator type={state === undefined ? 'warning' : replicationLook(state)}>
        {servers.length} {state ?? 'unknown'}
      </Indicator>
    </div>
  ));
}

const lagOf = ({ lagDuration }: EstateServer): number =>
  lagDuration === undefined ? 0 : (durationSeconds(lagDuration) ?? 0);

function Lag({ scope }: ScopeProps) {
  const { data } = useQuery(sourceServersQuery(scope));
  const worst = data?.toSorted((a, b) => lagOf(b) - lagOf(a))[0];
  if (data === undefined || worst === undefined) return '–';
  const unknown = data.filter(({ lagDuration }) => lagDuration === undefined).length;
  const seconds = lagOf(worst);
  return (
    <>
      {seconds > 0 ? (
        <>
          {formatSeconds(seconds)}: <span className="whole">{worst.serverName}</span>
        </>
      ) : (
        unknown < data.length && 'none'
      )}
      {unknown > 0 && (
        <Box variant="small" display="block">
          not known of {unknown}
        </Box>
      )}
    </>
  );
}

function Use({ scope, quota }: ScopeProps & { readonly quota: 'jobs' | 'serversInJobs' | 'replicatingServers' }) {
  const { data, error } = useQuery(capacityQuery);
  const found = data?.scopes.find(({ accountId, region }) => accountId === scope.accountId && region === scope.region);
  if (found === undefined || found.result !== 'OK') {
    // What is not known is said once in a line, and why below the table.
    if (quota !== 'jobs') return '–';
    if (data === undefined) return <NotYet error={error} />;
    if (found === undefined || found.result === 'NOT_REGISTERED')
      return <Indicator type="error">not registered</Indicator>;
    if (found.result === 'NOT_INITIALISED') return <Indicator type="warning">DRS not initialised</Indicator>;
    return <Indicator type="error">unknown</Indicator>;
  }
  if (quota === 'replicatingServers') return <QuotaUse {...found.replicatingServers} />;
  const { ours, others, limit } = found[quota];
  return <QuotaUse used={ours + others} others={others} limit={limit} />;
}

function NotYet({ error }: { readonly error: Error | null }) {
  if (error === null) return <Indicator type="loading">asking AWS</Indicator>;
  return <FailedWords message={error.message} />;
}
