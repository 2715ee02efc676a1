import { type ApiClient, createClient } from '../api/client.ts';
import { text } from './command.ts';
import { type Config, ConfigError, expandHome, readConfig } from './config-file.ts';
import type { CliContext } from './context.ts';
import { type PrintedCommand, printedCommand } from './printed-command.ts';
import { isFunctionArn, isServerName, notAServer, serverName } from './server-name.ts';
import { openSignIn } from './sign-in/kept-sign-in.ts';

export interface ConnectionFlags {
  readonly server?: string;
  readonly token?: string;
  readonly data?: string;
}

/** Flags of every command that calls the server. */
export const connectionFlags = {
  server: {
    kind: 'parsed',
    parse: serverName,
    optional: true,
    placeholder: 'URL',
    brief:
      'Address of the server, or of one in AWS the ARN of its function, called by IAM [BREAKWATER_SERVER, the config file, else http://127.0.0.1:7700]',
  },
  token: {
    kind: 'parsed',
    parse: text,
    optional: true,
    placeholder: 'TOKEN',
    brief:
      'Token of the server [BREAKWATER_TOKEN, the config file, the sign-in by `login`; for a server on this machine, the token file of its data folder]',
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
  readonly command: PrintedCommand;
  /** Where a token was looked for in vain: a server that wants one refuses. */
  readonly missingToken?: string;
  /** Of a server elsewhere, to which no token was given: how to sign in there. */
  readonly signInCommand?: string;
}

/** What a connection needs of the process. */
type ConnectionContext = Pick<
  CliContext,
  'env' | 'readFile' | 'writeSecretFile' | 'removeFile' | 'fetch' | 'functionFetch' | 'now' | 'program'
>;

/**
 * Where the server is, and the token that it wants. Without a token it is asked all the same: it says what it thinks. A
 * flag wins over the environment, that over the config file.
 */
export async function connect(context: ConnectionContext, flags: ConnectionFlags): Promise<Connection> {
  const { env } = context;
  const config = await readConfig(context);
  const named = flags.server ?? serverOf(env);
  const server = named ?? config.server ?? defaultServer;
  const command = printedCommand(context.program, { server: named, data: flags.data });
  // IAM says who it is: no token is looked for, nor sent.
  if (isFunctionArn(server)) {
    return { server, command, client: createClient({ baseUrl: '', fetch: context.functionFetch(server) }) };
  }
  const path = tokenPath(server, config, flags);
  const given = present(flags.token) ?? present(env['BREAKWATER_TOKEN']) ?? (await readToken(context, path));
  const token = given ?? (await signedInToken(context, server));
  return {
    server,
    command,
    ...(token === undefined && path !== undefined && { missingToken: path }),
    ...(given === undefined && path === undefined && { signInCommand: signInCommand(context.program, server) }),
    client: createClient({ baseUrl: server, fetch: context.fetch, ...(token !== undefined && { token }) }),
  };
}

/** Where the server is, as for every command. */
export async function serverAddress(context: ConnectionContext, { server }: Pick<ConnectionFlags, 'server'>) {
  return server ?? serverOf(context.env) ?? (await readConfig(context)).server ?? defaultServer;
}

const signInCommand = (program: string, server: string): string => printedCommand(program, { server })('login');

/** Of somebody who has signed in to this server; renewed when it is old. */
async function signedInToken(context: ConnectionContext, server: string) {
  const signIn = await openSignIn(context, server);
  return signIn?.isSignedIn() === true ? () => signIn.token() : undefined;
}

function serverOf(env: ConnectionContext['env']): string | undefined {
  const server = present(env['BREAKWATER_SERVER']);
  if (server === undefined || isServerName(server)) return server;
  throw new ConfigError(`BREAKWATER_SERVER: ${notAServer}, not ${server}`);
}

const present = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

/**
 * A token is shown to the server that it is for, and to no other: the one that the config file names to the server that
 * stands beside it, the one of a data folder to the server of this machine.
 */
function tokenPath(server: string, config: Config, { data }: ConnectionFlags): string | undefined {
  if (config.tokenFile !== undefined && server === config.server && data === undefined) return config.tokenFile;
  const hostname = URL.canParse(server) ? new URL(server).hostname : '';
  const isOwn = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
  return isOwn ? `${data ?? defaultDataFolder}/${tokenFileName}` : undefined;
}

async function readToken(context: ConnectionContext, path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return present((await context.readFile(expandHome(path, context.env))).trim());
  } catch {
    return undefined;
  }
}
