import { durationSeconds } from './duration.ts';
import type { ServerSearch } from './model/inventory.ts';
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
    (name === undefined || hasName(server, name)) &&
    (tags === undefined || hasAllTags(server.tags, tags)) &&
    (state === undefined || server.replicationState?.toLowerCase() === state.toLowerCase()) &&
    (lagOverSeconds === undefined || lagsOver(server, lagOverSeconds))
  );
};

const hasName = ({ serverName, hostname, sourceServerId }: Searched, part: string): boolean => {
  const wanted = part.toLowerCase();
  return [serverName, hostname, sourceServerId].some((text) => text?.toLowerCase().includes(wanted));
};

/** A lag that nobody knows is not a short one. */
const lagsOver = ({ lagDuration }: Searched, seconds: number): boolean => {
  const lag = durationSeconds(lagDuration);
  return lag === undefined || lag > seconds;
};
