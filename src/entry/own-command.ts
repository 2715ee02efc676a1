import { defaultDataFolder, defaultPort } from '../cli/connection.ts';
import { type PrintedCommand, printedCommand } from '../cli/printed-command.ts';

/** Commands that this machine's server prints: what differs from the defaults stands in them. */
export const ownCommand = ({ url, data }: { readonly url: string; readonly data: string }): PrintedCommand =>
  printedCommand('./breakwater', {
    ...(url.endsWith(`:${defaultPort}`) ? {} : { server: url }),
    ...(data === defaultDataFolder ? {} : { data }),
  });
