/**
 * Breakwater as one process: store, engine, embedded driver and API. Only the entries know which AWS stands below, and
 * which clock.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { AwsServices } from '../adapters/aws/aws-services.ts';
import { readOrCreateToken, tokenFile } from '../adapters/sqlite/api-token.ts';
import type { DataFolder } from '../adapters/sqlite/data-folder.ts';
import { openSqliteItemStore } from '../adapters/sqlite/item-store.ts';
import { createSystemClock } from '../adapters/system/clock.ts';
import { createSystemIds } from '../adapters/system/ids.ts';
import { createWebhookSender } from '../adapters/webhook/webhook.ts';
import { createAccessTokens } from '../api/access-tokens.ts';
import { createApi, loopbackHosts } from '../api/app.ts';
import { bearerToken } from '../api/authenticate.ts';
import { createSessions } from '../api/sessions.ts';
import { signInLink } from '../api/sign-in-link.ts';
import type { AccountDefinition, TargetAccount } from '../domain/model/account.ts';
import type { Role } from '../domain/permissions.ts';
import { isFinalExecution } from '../domain/statuses.ts';
import { createAuditLog } from '../engine/audit-log.ts';
import type { Engine } from '../engine/create-engine.ts';
import { createWebhookNotifier } from '../engine/deliver.ts';
import { followPlans } from '../engine/plan-notifications.ts';
import { createMessageTest } from '../engine/test-message.ts';
import { keepUndelivered, readUndelivered, redeliver } from '../engine/undelivered.ts';
import { readOrCreateWebhookKey } from '../engine/webhook-key.ts';
import type { Clock } from '../ports/clock.ts';
import type { Prober } from '../ports/prober.ts';
import { readConsole } from './console-files.ts';
import { createEmbedded, detailOf, repeat } from './embedded.ts';
import { ownCommand, ownCommandFlags } from './own-command.ts';
import { type ConnectAws, openRegistry } from './registry.ts';
import type { ServerMetrics } from './server-metrics.ts';
import { StartError } from './start-error.ts';
import { version } from './version.ts';

export interface ServerParts {
  readonly folder: DataFolder;
  readonly folderPath: string;
  readonly connect: ConnectAws;
  /** Registered when none is. */
  readonly firstAccounts?: readonly AccountDefinition[];
  /** It has been told of the calls to AWS. */
  readonly metrics: ServerMetrics;
  readonly clock: Clock;
  /** Asks the services that plans check. */
  readonly prober: Prober;
  readonly port: number;
  /** One line for the operator's terminal. */
  readonly log: (line: string) => void;
}

export interface RunningServer {
  readonly url: string;
  readonly token: string;
  readonly aws: AwsServices;
  /** The registered ones, now. */
  readonly registered: () => readonly TargetAccount[];
  /** A link that opens the console signed in: once, within minutes. As Admin, or with other roles. */
  readonly signInLink: (roles?: readonly Role[]) => Promise<string>;
  /** Takes an event of DRS, as EventBridge delivers it. */
  readonly hearDrsEvent: (event: unknown) => void;
  close(): Promise<void>;
}

/** Loopback only: whoever wants it from elsewhere puts something with its own sign-in before it. */
const HOST = '127.0.0.1';
const ACTOR = 'operator';
const REDELIVER_SECONDS = 60;

/** Takes up what was running when the process died, then answers. Throws a StartError, one clear sentence. */
export const startServer = async (parts: ServerParts): Promise<RunningServer> => {
  const undo: Undo = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0)) await step();
  };
  try {
    return { ...(await openServer(parts, undo)), close };
  } catch (error) {
    await close();
    throw error;
  }
};

/** What gives back everything that was opened so far, the last first. */
type Undo = (() => void | Promise<void>)[];

const openServer = async (parts: ServerParts, undo: Undo): Promise<Omit<RunningServer, 'close'>> => {
  const { clock, log, metrics } = parts;
  // Known for certain when it listens, and nothing is told before.
  let url = `http://${HOST}:${parts.port}`;
  const token = readOrCreateToken(parts.folderPath);
  const store = openSqliteItemStore({ path: parts.folder.databasePath });
  undo.unshift(() => store.close());
  const ids = createSystemIds();
  // Receivers compare our time with theirs, which is people's.
  const realClock = createSystemClock();
  const webhook = createWebhookSender({ clock: realClock });
  const messages = { store, webhook, clock: realClock, log };
  const webhooks = createWebhookNotifier({ ...messages, reader: store, keep: keepUndelivered(messages, 'webhook') });
  undo.unshift(repeat(realClock, REDELIVER_SECONDS, log, () => redeliver(messages)));
  const newSecret = () => randomBytes(32).toString('base64url');
  const { catalog, aws, accounts, launchSettings, registered } = await openRegistry(
    {
      store,
      clock,
      ids,
      onPlansChanged: () =>
        followPlans({ store, newSecret }).catch((error: unknown) => log(`error: notifications: ${detailOf(error)}`)),
    },
    parts,
  );
  const embedded = createEmbedded({
    store,
    aws,
    clock,
    realClock,
    ids,
    prober: parts.prober,
    inventory: accounts.inventory,
    tagSync: accounts.tagSync,
    log,
    onEvents: metrics.onEvents,
    onFind: metrics.onFind,
    onPoll: metrics.onPoll,
    notifier: {
      notify: async (notification) => {
        const { subject, text } = notification;
        log([subject, ...text.split('\n')].join('\n  '));
        await webhooks.notify(notification);
      },
    },
    command: (words) => ownCommand({ url, data: parts.folderPath })(words),
  });
  undo.unshift(() => embedded.stop());
  const { engine } = embedded;
  const tokens = createAccessTokens({ store, clock: realClock, ids, newSecret });
  // People's sessions last by people's time, however fast the simulator's runs.
  const sessions = createSessions({
    store,
    clock: realClock,
    newSecret,
    tokens,
  });
  const addresses = new WeakMap<Request, string>();
  const api = createApi({
    audit: createAuditLog({ store, clock, ids }),
    addressOf: (request) => addresses.get(request),
    catalog,
    accounts,
    launchSettings,
    webhookKey: () => readOrCreateWebhookKey(store, newSecret),
    testMessages: createMessageTest({ store, clock: realClock, ids, webhook, newSecret }),
    undelivered: () => readUndelivered(store),
    executions: engine.executions,
    estate: engine.estate,
    authenticate: bearerToken({ token, actor: ACTOR, named: tokens }),
    tokens,
    installation: () => ({
      notifications: { kind: 'log' },
      tokenFile: tokenFile(parts.folderPath),
    }),
    commandFlags: () => ownCommandFlags({ url, data: parts.folderPath }),
    sessions,
    site: readConsole(),
    metrics: () => metrics.read(engine.executions),
    clock,
    version,
    allowedHosts: loopbackHosts,
    reportError: (error) => log(`error: ${detailOf(error)}`),
  });
  const server = await listen((request, address) => {
    if (address !== undefined) addresses.set(request, address);
    return api.fetch(request);
  }, parts.port);
  undo.unshift(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : parts.port;
  url = `http://${HOST}:${port}`;
  await embedded.start();
  await announceOpen(engine, log);
  return {
    url,
    token,
    aws,
    registered,
    signInLink: async (roles = ['Admin']) => signInLink(url, (await sessions.createCode({ actor: ACTOR, roles })).code),
    hearDrsEvent: embedded.hearDrsEvent,
  };
};

/** After a restart: what goes on, and what waits for a person. */
const announceOpen = async (engine: Engine, log: ServerParts['log']): Promise<void> => {
  const { items } = await engine.executions.list({ limit: 100 });
  for (const execution of items.filter(({ status }) => !isFinalExecution(status))) {
    const { executionId, executionType, planName, status, statusReason } = execution;
    const reason = statusReason === undefined ? '' : `: ${statusReason}`;
    log(`goes on: ${executionType} of "${planName}" (${executionId}) is ${status}${reason}`);
  }
};

/**
 * Whoever does not tell the length of a body has it measured as it is read, and then a request is made anew from this one:
 * that can be done to a request of the platform only, not to the listener's light one.
 */
const asNative = (request: Request): Request =>
  request.method === 'GET' || request.method === 'HEAD' || request.headers.has('content-length')
    ? request
    : request.clone();

type Answer = (request: Request, address: string | undefined) => Promise<Response>;

const listen = (answer: Answer, port: number): Promise<Server> => {
  const listener = getRequestListener(
    (request, { incoming }) => answer(asNative(request), incoming.socket.remoteAddress),
    { overrideGlobalObjects: false },
  );
  const server = createServer((request, response) => void listener(request, response));
  // Longer than clients and proxies keep an idle connection (mostly 60 s): else one sends into a connection that this end
  // is just closing, and reads an error.
  server.keepAliveTimeout = 65_000;
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const code = 'code' in error ? error.code : undefined;
      const reason =
        code === 'EADDRINUSE'
          ? `port ${port} is in use: another Breakwater, or something else; choose another with --port`
          : `cannot listen on ${HOST}:${port}: ${error.message}`;
      reject(new StartError(reason));
    });
    server.listen(port, HOST, () => resolve(server));
  });
};
