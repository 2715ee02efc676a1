import { defaultDataFolder, defaultPort } from '../cli/connection.ts';
import { commandFlags, type PrintedCommand, printedCommand } from '../cli/printed-command.ts';

interface OwnServer {
  readonly url: string;
  readonly data: string;
}

/** What differs from the defaults. */
const named = ({ url, data }: OwnServer) => ({
  ...(url.endsWith(`:${defaultPort}`) ? {} : { server: url }),
  ...(data === defaultDataFolder ? {} : { data }),
});

/** Commands that this machine's server prints: what differs from the defaults stands in them. */
export const ownCommand = (server: OwnServer): PrintedCommand => printedCommand('./breakwater', named(server));

/** The same for a page, which puts them behind commands of its own. */
export const ownCommandFlags = (server: OwnServer): string => commandFlags(named(server));
