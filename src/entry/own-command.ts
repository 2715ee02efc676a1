import { defaultDataFolder, defaultPort, type PrintedCommand, printedCommand } from '../cli/connection.ts';

/** Commands that this machine's server prints: what differs from the defaults stands in them. */
export const ownCommand = ({ url, data }: { readonly url: string; readonly data: string }): PrintedCommand =>
  printedCommand('./breakwater', {
    ...(url.endsWith(`:${defaultPort}`) ? {} : { server: url }),
    ...(data === defaultDataFolder ? {} : { data }),
  });
