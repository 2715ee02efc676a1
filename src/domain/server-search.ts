import { durationSeconds } from './duration.ts';
import type { InstanceSearch, InventoryInstance, ServerSearch } from './model/inventory.ts';
import { hasAllTags } from './tag-selection.ts';

/** What a server is searched by. */
export interface Searched {
  readonly sourceServerId: string;
  readonly serverName: string;
  readonly hostname?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly replicationState?: string | undefined;
  readonly lagDuration?: string | undefined;
}

/** Account and Region are not looked at: they say where to search. */
export const fitsSearch = (server: Searched, search: Omit<ServerSearch, 'accountId' | 'region'>): boolean => {
  const { name, tags, state, lagOverSeconds } = search;
  return (
    (name === undefined || isIn([server.serverName, server.hostname, server.sourceServerId], name)) &&
    (tags === undefined || hasAllTags(server.tags, tags)) &&
    (state === undefined || server.replicationState?.toLowerCase() === state.toLowerCase()) &&
    (lagOverSeconds === undefined || lagsOver(server, lagOverSeconds))
  );
};

/** What a recovery instance is searched by. */
export type SearchedInstance = Pick<
  InventoryInstance,
  'recoveryInstanceId' | 'sourceServerId' | 'serverName' | 'instanceId' | 'instanceState' | 'isDrill'
>;

/** Likewise of a recovery instance. */
export const fitsInstanceSearch = (
  instance: SearchedInstance,
  { sourceServerId, name, state, isDrill }: Omit<InstanceSearch, 'accountId' | 'region'>,
): boolean => {
  const names = [instance.serverName, instance.sourceServerId, instance.recoveryInstanceId, instance.instanceId];
  return (
    (sourceServerId === undefined || instance.sourceServerId === sourceServerId) &&
    (name === undefined || isIn(names, name)) &&
    (state === undefined || instance.instanceState?.toLowerCase() === state.toLowerCase()) &&
    // What nobody knows to be of a drill may be live.
    (isDrill === undefined || (instance.isDrill ?? false) === isDrill)
  );
};

const isIn = (texts: readonly (string | undefined)[], part: string): boolean => {
  const wanted = part.toLowerCase();
  return texts.some((text) => text?.toLowerCase().includes(wanted));
};

/** A lag that nobody knows is not a short one. */
const lagsOver = ({ lagDuration }: Searched, seconds: number): boolean => {
  const lag = durationSeconds(lagDuration);
  return lag === undefined || lag > seconds;
};
