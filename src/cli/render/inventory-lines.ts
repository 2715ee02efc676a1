import { ageText, lagText } from '../../domain/duration.ts';
import type { InventoryInstance, InventoryScope, InventoryServer } from '../../domain/model/inventory.ts';
import { readable } from '../failure.ts';
import type { TableOf } from '../output.ts';

/** A row that is not newer says why, in AWS's own words. */
const staleText = ({ refreshFailure }: { readonly refreshFailure?: string | undefined }): string =>
  refreshFailure === undefined ? '' : `NOT REFRESHED: ${readable(refreshFailure)}`;

export const sourceServerTable: TableOf<InventoryServer> = {
  head: ['SERVER', 'ID', 'ACCOUNT', 'REGION', 'REPLICATION', 'LAG', 'HELD BY', 'AGE', ''],
  row: (server) => [
    server.serverName,
    server.sourceServerId,
    server.accountId,
    server.region,
    server.replicationState ?? '?',
    server.lagDuration === undefined ? '?' : lagText(server.lagDuration),
    server.heldBy === undefined ? '' : `${server.heldBy.executionId} (${server.heldBy.planName})`,
    ageText(server.ageSeconds),
    staleText(server),
  ],
};

export const inventoryInstanceTable: TableOf<InventoryInstance> = {
  head: ['SERVER', 'INSTANCE', 'ACCOUNT', 'REGION', 'STATE', 'OF A', 'JOB', 'AGE', ''],
  row: (instance) => [
    instance.serverName ?? `${instance.sourceServerId} (not listed)`,
    instance.recoveryInstanceId,
    instance.accountId,
    instance.region,
    instance.instanceState ?? '?',
    instance.isDrill === undefined ? '?' : instance.isDrill ? 'drill' : 'recovery',
    instance.jobId ?? '',
    ageText(instance.ageSeconds),
    staleText(instance),
  ],
};

export const inventoryScopeTable: TableOf<InventoryScope> = {
  head: ['ACCOUNT', 'NAME', 'REGION', 'SOURCE SERVERS', 'INSTANCES', 'AGE', ''],
  row: (scope) => [
    scope.accountId,
    scope.accountName,
    scope.region,
    String(scope.sourceServerCount ?? '?'),
    String(scope.recoveryInstanceCount ?? '?'),
    scope.ageSeconds === undefined ? '' : ageText(scope.ageSeconds),
    scopeText(scope),
  ],
};

const scopeText = ({ result, failure, isRefreshing }: InventoryScope): string => {
  const texts: Record<InventoryScope['result'], string> = {
    OK: '',
    NOT_YET: 'not looked at yet',
    NOT_INITIALISED: 'DRS is not initialised',
    FAILED: `NOT REFRESHED: ${readable(failure?.message ?? '')}`,
  };
  return [texts[result], isRefreshing ? 'being refreshed' : ''].filter((text) => text !== '').join('; ');
};
