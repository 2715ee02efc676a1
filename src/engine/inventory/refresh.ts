/** Looks at accounts and Regions for the inventory. */
import { limits } from '../../domain/limits.ts';
import { ownActs } from '../../domain/model/audit-entry.ts';
import type { Instant } from '../../domain/model/identifiers.ts';
import type { Scope } from '../../domain/model/scope.ts';
import { shortened } from '../../domain/names.ts';
import { addSeconds, isBefore, secondsBetween } from '../../domain/time.ts';
import type { AwsFailure } from '../../ports/aws-failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import type { ItemStore } from '../../ports/item-store.ts';
import type { RecoveryInstance, RecoveryService, SourceServer } from '../../ports/recovery-service.ts';
import { mapAtMost } from '../at-most.ts';
import { createAuditLog } from '../audit-log.ts';
import { failureText } from '../failure-text.ts';
import { toRosterServer } from '../start-checks.ts';
import { failSweep, leaseSweep, publishSweep, readSweeps, type SweepHeader } from './sweep-store.ts';

export interface RefreshPorts {
  readonly store: ItemStore;
  readonly recovery: Pick<RecoveryService, 'describeSourceServers' | 'describeRecoveryInstances'>;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** The lists of a sweep. */
export const serverList = 'servers';
export const instanceList = 'instances';

/** When somebody looked there last, with success or without. */
export const triedTime = ({ observedTime, failure }: SweepHeader): Instant | undefined => failure?.time ?? observedTime;

/** Those that nobody has looked at for a while; looks at them, so many at a time. Gives how many it were. */
export const refreshDue = async (ports: RefreshPorts, scopes: readonly Scope[]): Promise<number> => {
  const now = ports.clock.now();
  const headers = await readSweeps(ports.store, 'inventory', scopes, now);
  const due = scopes.filter((_scope, index) => isDue(headers[index], now));
  await mapAtMost(limits.scopesAtOnce, due, (scope) => refreshBySchedule(ports, scope));
  return due.length;
};

/** In the audit log stands when a place could not be looked at any more, and when it could again; each look would be noise. */
const refreshBySchedule = async (ports: RefreshPorts, scope: Scope): Promise<void> => {
  const { store, clock } = ports;
  const failureNow = async () => (await readSweeps(store, 'inventory', [scope], clock.now()))[0]?.failure;
  const before = await failureNow();
  await refreshScope(ports, scope);
  const after = await failureNow();
  if ((before === undefined) === (after === undefined)) return;
  const { accountId, region } = scope;
  await createAuditLog(ports).ownAct(
    {
      route: ownActs.inventoryRefreshed,
      resources: [accountId],
      detail: { cause: `every ${limits.inventoryMinutes} min`, region },
    },
    after === undefined
      ? { result: 'done' }
      : { result: 'failed', code: after.code, detail: { message: shortened(after.message) } },
  );
};

const isDue = (header: SweepHeader | undefined, now: Instant): boolean => {
  const last = header === undefined ? undefined : triedTime(header);
  if (last === undefined) return true;
  const minutes = header?.failure === undefined ? limits.inventoryMinutes : limits.inventoryRetryMinutes;
  // A clock that was set back since must not keep it old.
  return Math.abs(secondsBetween(last, now)) >= minutes * 60;
};

/** The same on demand: those not looked at since then, beginning with no more of them when the time is over. */
export const refreshSince = async (ports: RefreshPorts, scopes: readonly Scope[], since: Instant): Promise<void> => {
  const now = ports.clock.now();
  const headers = await readSweeps(ports.store, 'inventory', scopes, now);
  const wanted = scopes.filter((_scope, index) => isPending(headers[index], since));
  const lastMoment = addSeconds(now, limits.refreshSeconds);
  await mapAtMost(limits.scopesAtOnce, wanted, async (scope) => {
    if (isBefore(ports.clock.now(), lastMoment)) await refreshScope(ports, scope);
  });
};

export const isPending = (header: SweepHeader | undefined, since: Instant): boolean => {
  const last = header === undefined ? undefined : triedTime(header);
  return last === undefined || isBefore(last, since);
};

/** Nothing happens while somebody else looks there. What was found before stays until all of the new is read. */
export const refreshScope = async ({ store, recovery, clock }: RefreshPorts, scope: Scope): Promise<void> => {
  const { accountId, region } = scope;
  const place = { accountId, region };
  // Before AWS is asked: nothing that it shows is older.
  const observedTime = clock.now();
  const lease = await leaseSweep(store, 'inventory', place, observedTime);
  if (lease === undefined) return;
  const [servers, instances] = await Promise.all([
    recovery.describeSourceServers(place),
    recovery.describeRecoveryInstances(place),
  ]);
  const failure = servers.ok ? (instances.ok ? undefined : instances.failure) : servers.failure;
  if (!servers.ok || !instances.ok) {
    if (failure !== undefined) await failSweep(store, 'inventory', place, lease, failedAt(observedTime, failure));
    return;
  }
  await publishSweep(store, 'inventory', place, lease, observedTime, {
    [serverList]: servers.value.map((server) => ({ id: server.sourceServerId, row: server })),
    [instanceList]: instanceRows(instances.value, servers.value),
  });
};

const failedAt = (time: Instant, failure: AwsFailure) => ({
  time,
  code: failure.code,
  message: failureText(failure),
});

const instanceRows = (instances: readonly RecoveryInstance[], servers: readonly SourceServer[]) => {
  const names = new Map(servers.map((server) => [server.sourceServerId, toRosterServer(server).serverName]));
  return instances.map((instance) => ({
    id: instance.recoveryInstanceId,
    row: { ...instance, serverName: names.get(instance.sourceServerId) },
  }));
};
