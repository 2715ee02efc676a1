/**
 * Instances that an execution launched and that somebody else terminated since: as a clean-up found, which asked DRS and
 * EC2, or as the inventory saw, which knows what DRS lists. From the store alone.
 */
import { lastWithNothingLeft } from '../domain/can.ts';
import type { ExecutionState } from '../domain/model/execution.ts';
import type { Gone, ServerView } from '../domain/model/execution-view.ts';
import { inventoryInstanceSchema } from '../domain/model/inventory.ts';
import { type Scope, scopeKey } from '../domain/model/scope.ts';
import { isBefore } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { ItemReader } from '../ports/item-store.ts';
import { type CleanUpsOf, placeOf } from './clean-ups-of.ts';
import { isGone } from './instances-in-ec2.ts';
import { instanceList } from './inventory/refresh.ts';
import { readSweepRows, readSweeps, type SweepHeader } from './inventory/sweep-store.ts';

type Placed = Pick<ServerView, 'accountId' | 'region' | 'sourceServerId' | 'recoveryInstanceId'>;

/** Of servers whose instance no clean-up of ours terminated; by the server's place. */
export const goneByCleanUp = (
  state: ExecutionState,
  { views, gone }: CleanUpsOf,
  servers: readonly Placed[],
): ReadonlyMap<string, Gone> => {
  const launchedCount = state.waves.reduce((sum, wave) => sum + wave.launchedCount, 0);
  const last = lastWithNothingLeft(launchedCount, views);
  // A clean-up of an earlier version has noted how many alone: when they are all the rest, they are these.
  const asRest = last && { observedTime: last.startTime, cleanUpId: last.executionId };
  return new Map(
    servers.flatMap((server) => {
      const found = gone.get(placeOf(server)) ?? asRest;
      return found === undefined ? [] : [[placeOf(server), found] as const];
    }),
  );
};

export interface SeenPorts {
  readonly reader: ItemReader;
  readonly clock: Pick<Clock, 'now'>;
}

/** Of an execution that is over: while it runs, DRS may not list yet what it has just launched. */
export const goneByInventory = async (
  ports: SeenPorts,
  { header: { endTime } }: ExecutionState,
  servers: readonly Placed[],
): Promise<ReadonlyMap<string, Gone>> => {
  if (endTime === undefined) return new Map();
  const places = [...Map.groupBy(servers, (server) => scopeKey(server)).values()].flatMap(([first]) =>
    first === undefined ? [] : [{ accountId: first.accountId, region: first.region }],
  );
  const headers = await readSweeps(ports.reader, 'inventory', places, ports.clock.now());
  const gone = new Map<string, Gone>();
  for (const [index, place] of places.entries()) {
    const header = headers[index];
    const observedTime = header?.observedTime;
    if (header === undefined || observedTime === undefined || !isBefore(endTime, observedTime)) continue;
    const listed = await readListed(ports.reader, place, header);
    if (listed === undefined) continue;
    for (const server of servers.filter((each) => scopeKey(each) === scopeKey(place))) {
      const { recoveryInstanceId } = server;
      if (recoveryInstanceId !== undefined && !listed.has(recoveryInstanceId))
        gone.set(placeOf(server), { observedTime });
    }
  }
  return gone;
};

/** What DRS lists as there. Undefined when a newer look took the rows away meanwhile: then nothing is known. */
const readListed = async (
  reader: ItemReader,
  place: Scope,
  header: SweepHeader,
): Promise<ReadonlySet<string> | undefined> => {
  const listed = new Set<string>();
  let count = 0;
  for await (const row of readSweepRows(reader, 'inventory', place, header, { list: instanceList })) {
    const instance = listedSchema.parse(row);
    count += 1;
    if (!isGone(instance)) listed.add(instance.recoveryInstanceId);
  }
  return count === header.counts[instanceList] ? listed : undefined;
};

const listedSchema = inventoryInstanceSchema.pick({ recoveryInstanceId: true, instanceState: true });
