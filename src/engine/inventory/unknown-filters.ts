/** Filters that can let nothing through, since nothing has such a value: said at the field, and not answered as "none". */
import type { InstanceSearch, ServerSearch } from '../../domain/model/inventory.ts';
import type { FieldError } from '../../domain/model/plan-file.ts';
import type { Scope } from '../../domain/model/scope.ts';
import { firstFew } from '../../domain/names.ts';
import { nearestName } from '../nearest-name.ts';
import { listServers } from './inventory-queries.ts';
import { type InventoryReader, type Place, readPlaces } from './sweep-rows.ts';

/** DRS DataReplicationState. One that is new to us is known once a server has it. */
const replicationStates: readonly string[] = [
  'STOPPED',
  'INITIATING',
  'INITIAL_SYNC',
  'BACKLOG',
  'CREATING_SNAPSHOT',
  'CONTINUOUS',
  'PAUSED',
  'RESCAN',
  'STALLED',
  'DISCONNECTED',
];

/** DRS EC2InstanceState, likewise. */
const instanceStates: readonly string[] = [
  'PENDING',
  'RUNNING',
  'STOPPING',
  'STOPPED',
  'SHUTTING-DOWN',
  'TERMINATED',
  'NOT_FOUND',
];

/** What of a search can be unknown. `instanceState`: the `state` of a search of recovery instances. */
export type UnknownSearch = Partial<Scope> &
  Pick<ServerSearch, 'state'> &
  Pick<InstanceSearch, 'sourceServerId'> & { readonly instanceState?: string };

/** Empty: each is registered. */
export const unknownPlace = async (
  reader: InventoryReader,
  { accountId, region }: Partial<Scope>,
): Promise<readonly FieldError[]> => {
  if (accountId === undefined && region === undefined) return [];
  const places = await readPlaces(reader, {});
  const ofAccount = places.filter((place) => place.accountId === accountId);
  if (accountId !== undefined && ofAccount.length === 0) {
    const known = distinct(places.map((place) => `${place.accountId} (${place.accountName})`));
    return [unknownAt('accountId', `no account ${accountId} is registered`, known)];
  }
  const within: readonly Place[] = accountId === undefined ? places : ofAccount;
  if (region === undefined || within.some((place) => place.region === region)) return [];
  const where = accountId === undefined ? 'no registered account has' : `account ${accountId} is not registered with`;
  return [unknownAt('region', `${where} the Region ${region}`, distinct(within.map((each) => each.region)), region)];
};

/** Of a search that found nothing, in places that are known. */
export const unknownValues = async (
  reader: InventoryReader,
  { state, instanceState, sourceServerId }: UnknownSearch,
): Promise<readonly FieldError[]> => {
  if (state !== undefined && !replicationStates.includes(state.toUpperCase())) {
    return [unknownAt('state', `no source server has the state "${state}"`, replicationStates, state)];
  }
  if (instanceState !== undefined && !instanceStates.includes(instanceState.toUpperCase())) {
    return [unknownAt('state', `no recovery instance has the state "${instanceState}"`, instanceStates, instanceState)];
  }
  if (sourceServerId === undefined) return [];
  const { items } = await listServers(reader, { name: sourceServerId }, { limit: 1 });
  const message = `no source server ${sourceServerId} is in the inventory`;
  return items.length > 0 ? [] : [{ path: ['sourceServerId'], message }];
};

const distinct = (names: readonly string[]): readonly string[] => [...new Set(names)];

const unknownAt = (field: string, message: string, known: readonly string[], given?: string): FieldError => {
  const near = given === undefined ? undefined : nearestName(given, known);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  const all = known.length === 0 ? 'none is known' : `known are ${firstFew(known, 20, ', ')}`;
  return { path: [field], message: `${message}${meant}; ${all}` };
};
