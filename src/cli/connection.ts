import { type ApiClient, createClient } from '../api/client.ts';
import { text } from './command.ts';
import { expandHome, readConfig } from './config-file.ts';
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
    brief: 'Address of the server [BREAKWATER_SERVER, the config file, else http://127.0.0.1:7700]',
  },
  token: {
    kind: 'parsed',
    parse: text,
    optional: true,
    placeholder: 'TOKEN',
    brief: 'Token of the server [BREAKWATER_TOKEN, the config file, else the token file of the data folder]',
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

/**
 * Where the server is, and the token that it wants. Without a token it is asked all the same: it says what it thinks. A
 * flag wins over the environment, that over the config file; the token that the file names is for its own server only.
 */
export async function connect(context: CliContext, flags: ConnectionFlags): Promise<Connection> {
  const { env } = context;
  const named = flags.server ?? present(env['BREAKWATER_SERVER']);
  const config = await readConfig(context);
  const server = named ?? config.server ?? defaultServer;
  const tokenFile = server === config.server && flags.data === undefined ? config.tokenFile : undefined;
  const token =
    flags.token ??
    present(env['BREAKWATER_TOKEN']) ??
    (await readToken(context, tokenFile ?? `${flags.data ?? defaultDataFolder}/${tokenFileName}`));
  return {
    server,
    client: createClient({ baseUrl: server, fetch: context.fetch, ...(token !== undefined && { token }) }),
  };
}

const present = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

async function readToken(context: CliContext, path: string): Promise<string | undefined> {
  try {
    return present((await context.readFile(expandHome(path, context.env))).trim());
  } catch {
    return undefined;
  }
}
