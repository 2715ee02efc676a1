import { type ApiClient, createClient } from '../api/client.ts';
import { text } from './command.ts';
import type { CliContext } from './context.ts';

export interface ConnectionFlags {
  readonly server?: string;
  readonly token?: string;
  readonly data?: string;
}

/** Flags of every command that calls the server. */
export const connectionFlags = {
  server: {
    kind: 'parsed',
    parse: text,
    optional: true,
    placeholder: 'URL',
    brief: 'Address of the server [BREAKWATER_SERVER, else http://127.0.0.1:7700]',
  },
  token: {
    kind: 'parsed',
    parse: text,
    optional: true,
    placeholder: 'TOKEN',
    brief:
      'Token of the server [BREAKWATER_TOKEN, else, for a server on this machine, the token file of the data folder]',
  },
  data: {
    kind: 'parsed',
    parse: text,
    optional: true,
    placeholder: 'FOLDER',
    brief: 'Data folder of the server, for its token file [.breakwater]',
  },
} as const;

export const defaultServer = 'http://127.0.0.1:7700';
export const defaultPort = 7700;
export const defaultDataFolder = '.breakwater';
/** In the data folder; the server makes it at its first start, mode 0600. */
export const tokenFileName = 'api-token';

export interface Connection {
  readonly client: ApiClient;
  readonly server: string;
}

/** What a connection needs of the process. */
type ConnectionContext = Pick<CliContext, 'env' | 'readFile' | 'fetch'>;

/** Where the server is, and the token that it wants. Without a token it is asked all the same: it says what it thinks. */
export async function connect(context: ConnectionContext, flags: ConnectionFlags): Promise<Connection> {
  const server = flags.server ?? present(context.env['BREAKWATER_SERVER']) ?? defaultServer;
  const token = flags.token ?? present(context.env['BREAKWATER_TOKEN']) ?? (await ownToken(context, flags, server));
  return {
    server,
    client: createClient({ baseUrl: server, fetch: context.fetch, ...(token !== undefined && { token }) }),
  };
}

const present = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

/** The token file is for the server of this machine: it is shown to no other. */
async function ownToken(
  context: ConnectionContext,
  flags: ConnectionFlags,
  server: string,
): Promise<string | undefined> {
  const hostname = URL.canParse(server) ? new URL(server).hostname : '';
  const isOwn = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
  return isOwn ? readToken(context, flags) : undefined;
}

async function readToken(context: ConnectionContext, flags: ConnectionFlags): Promise<string | undefined> {
  try {
    return present((await context.readFile(`${flags.data ?? defaultDataFolder}/${tokenFileName}`)).trim());
  } catch {
    return undefined;
  }
}
