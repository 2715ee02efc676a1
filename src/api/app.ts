import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { methodNotAllowed as rejectOtherMethods } from 'hono/method-not-allowed';
import { matchedRoutes } from 'hono/route';
import { secureHeaders } from 'hono/secure-headers';
import type { UndeliveredMessage } from '../domain/model/settings.ts';
import { type Permission, permissionsOf } from '../domain/permissions.ts';
import type { Accounts } from '../engine/accounts.ts';
import type { AuditLog } from '../engine/audit-log.ts';
import type { Catalog } from '../engine/catalog.ts';
import type { EstateQueries } from '../engine/estate-queries.ts';
import type { ExecutionService } from '../engine/execution-service.ts';
import type { GroupLaunchSettings } from '../engine/launch-settings/launch-settings.ts';
import type { TestMessages } from '../engine/test-message.ts';
import type { Clock } from '../ports/clock.ts';
import type { AccessTokens } from './access-tokens.ts';
import { auditing, auditRefusal } from './audit.ts';
import type { Authenticate, Caller } from './authenticate.ts';
import { bodyBytesMax, type Installation, timeHeader } from './contract.ts';
import { describeApi, type OpenApiDocument } from './openapi.ts';
import {
  addressNotFound,
  bodyTooLarge,
  forbidden,
  hostNotAllowed,
  methodNotAllowed,
  originNotAllowed,
  problemOfError,
  sendProblem,
  unauthorized,
} from './problems.ts';
import { type RouteNeed, routeName, routeNeeds } from './route-permissions.ts';
import { registerAccounts } from './routes/accounts.ts';
import { registerApply } from './routes/apply.ts';
import { registerAuditLog } from './routes/audit-log.ts';
import { registerCapacity } from './routes/capacity.ts';
import { registerCleanUps } from './routes/clean-ups.ts';
import { type ApiApp, type ApiEnvironment, rejectInvalid } from './routes/conventions.ts';
import { registerEstate } from './routes/estate.ts';
import { registerExecutionCommands } from './routes/execution-commands.ts';
import { registerExecutions } from './routes/executions.ts';
import { registerGroups } from './routes/groups.ts';
import { registerHealth } from './routes/health.ts';
import { registerInventory } from './routes/inventory.ts';
import { registerLaunchSettings } from './routes/launch-settings.ts';
import { registerMe } from './routes/me.ts';
import { registerMetrics } from './routes/metrics.ts';
import { registerPlans } from './routes/plans.ts';
import { registerSessions } from './routes/sessions.ts';
import { registerSettings } from './routes/settings.ts';
import { registerStaging } from './routes/staging.ts';
import { registerTagSync } from './routes/tag-sync.ts';
import { registerTestMessages } from './routes/test-messages.ts';
import { registerTokens } from './routes/tokens.ts';
import { registerWebhookKey } from './routes/webhook-key.ts';
import { isFromOwnPage, sessionSecretOf } from './session-cookie.ts';
import type { Sessions } from './sessions.ts';
import { contentSecurityPolicy, isApiPath, registerSite, type Site } from './site.ts';

export interface ApiPorts {
  readonly catalog: Catalog;
  readonly executions: ExecutionService;
  readonly estate: EstateQueries;
  /** The key that signs webhooks; made at the first call. */
  readonly webhookKey: () => Promise<string>;
  /** Sends a test message of a plan. */
  readonly testMessages: TestMessages;
  /** Messages that their receivers did not take; absent where somebody else keeps them. */
  readonly undelivered?: () => Promise<readonly UndeliveredMessage[]>;
  readonly accounts: Accounts;
  readonly launchSettings: GroupLaunchSettings;
  readonly authenticate: Authenticate;
  /** Who did what. */
  readonly audit: AuditLog;
  /** From where a request comes; absent where nobody can tell. */
  readonly addressOf?: (request: Request) => string | undefined;
  readonly installation: () => Installation;
  /** What a command is given to reach this server; absent where nothing is needed. */
  readonly commandFlags?: () => string;
  /** Named tokens; absent where something else says who people are. */
  readonly tokens?: AccessTokens;
  /** Sign-in of browsers by a code; absent where something else signs people in. */
  readonly sessions?: Sessions;
  /** The console's files; absent where something else serves them. */
  readonly site?: Site;
  /** What Prometheus reads at `/metrics`; absent where something else measures. */
  readonly metrics?: () => Promise<string>;
  /** Of the product. */
  readonly version: string;
  /** Host names, without a port, under which the server may be called; any when absent. Stops DNS rebinding. */
  readonly allowedHosts?: readonly string[];
  /** Its time goes with every answer, so that a caller can tell how old things are: time may be simulated. */
  readonly clock?: Clock;
  /** Told of every bug; the caller is told nothing of it. */
  readonly reportError?: (error: unknown) => void;
}

/** Names of the machine itself, for `allowedHosts`. */
export const loopbackHosts: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

const readingMethods: readonly string[] = ['GET', 'HEAD'];

/** The API as a plain fetch handler: the same on Node, on Lambda and in a browser tab. */
export function createApi(ports: ApiPorts): { readonly fetch: (request: Request) => Promise<Response> } {
  const app: ApiApp = new OpenAPIHono<ApiEnvironment>({
    defaultHook: (result, c) => rejectInvalid(app, result, c),
  });
  protect(app, ports);
  if (ports.site !== undefined) registerSite(app, ports.site);
  registerHealth(app, ports);
  if (ports.metrics !== undefined) registerMetrics(app, ports.metrics);
  registerApply(app, ports.catalog);
  registerGroups(app, ports.catalog);
  registerPlans(app, ports.catalog);
  registerWebhookKey(app, ports.webhookKey);
  registerTestMessages(app, ports.testMessages);
  registerExecutions(app, ports);
  registerExecutionCommands(app, ports.executions);
  registerCleanUps(app, ports);
  registerEstate(app, ports);
  registerAccounts(app, ports);
  registerLaunchSettings(app, ports);
  registerCapacity(app, ports.accounts);
  registerInventory(app, ports.accounts);
  registerTagSync(app, ports.accounts);
  registerStaging(app, ports.accounts);
  registerMe(app);
  registerSettings(app, ports);
  registerSessions(app, ports.sessions);
  registerTokens(app, ports.tokens);
  registerAuditLog(app, ports.audit);
  publish(app, ports.version);
  for (const route of app.routes) if (route.method !== 'ALL') needOfRoute(route);
  return { fetch: async (request) => app.fetch(request) };
}

/** What stands before every route, and after all of them. */
function protect(app: ApiApp, ports: ApiPorts): void {
  const { allowedHosts, clock, reportError, site } = ports;
  app.use(rejectOtherMethods({ app, onMethodNotAllowed: (c, methods) => sendMethods(c, methods) }));
  app.use(secureHeaders({ strictTransportSecurity: false, contentSecurityPolicy }));
  const refuse = async (c: Context<ApiEnvironment>, problem: Parameters<typeof sendProblem>[1]) => {
    await auditRefusal(ports, c, problem);
    return sendProblem(c, problem);
  };
  app.use(async (c, next) => {
    const address = ports.addressOf?.(c.req.raw);
    if (address !== undefined) c.set('address', address);
    if (allowedHosts !== undefined && !isAllowedHost(c.req.raw, allowedHosts)) return refuse(c, hostNotAllowed());
    if (site !== undefined && !isApiPath(c.req.path)) return next();
    const need = needOf(c);
    const problem = need === 'public' ? undefined : await admit(c, ports, need);
    if (problem !== undefined) return isAttempt(c, problem) ? refuse(c, problem) : sendProblem(c, problem);
    await next();
    c.header('cache-control', 'no-cache');
    if (clock !== undefined) c.header(timeHeader, clock.now());
    return undefined;
  });
  app.use(bodyLimit({ maxSize: bodyBytesMax, onError: (c) => sendProblem(c, bodyTooLarge()) }));
  app.use(auditing(ports));
  app.notFound((c) => sendProblem(c, addressNotFound()));
  app.onError((error, c) => {
    const problem = problemOfError(error);
    if (problem.status === 500) reportError?.(error);
    return sendProblem(c, problem);
  });
}

/** Without anything to sign in by, it is a page that asks whether somebody is signed in. */
const isAttempt = (c: Context<ApiEnvironment>, { status }: { readonly status: number }): boolean =>
  status !== 401 || (c.req.header('authorization') ?? '') !== '' || sessionSecretOf(c) !== undefined;

/** Lets the caller in by token or session, if they may do this; otherwise says why not. */
async function admit(c: Context<ApiEnvironment>, ports: ApiPorts, need: readonly Permission[]) {
  const caller = (await ports.authenticate(c.req.raw)) ?? (await callerOfSession(c, ports));
  if (caller === undefined) {
    c.header('www-authenticate', 'Bearer');
    return unauthorized();
  }
  c.set('actor', caller.actor);
  c.set('roles', caller.roles);
  if (caller.tokenId !== undefined) c.set('tokenId', caller.tokenId);
  if (c.get('bySession') && !readingMethods.includes(c.req.method) && !isFromOwnPage(c.req.raw))
    return originNotAllowed();
  const held = permissionsOf(caller.roles);
  const missing = need.filter((permission) => !held.includes(permission));
  if (missing.length > 0) return forbidden(missing);
  return undefined;
}

async function callerOfSession(c: Context<ApiEnvironment>, { sessions }: ApiPorts): Promise<Caller | undefined> {
  const secret = sessionSecretOf(c);
  const session = secret === undefined ? undefined : await sessions?.find(secret);
  if (session !== undefined) c.set('bySession', true);
  return session;
}

/** Of an address that does not exist: to be signed in, so that nobody learns what exists. */
const needOf = (c: Context): RouteNeed => {
  const route = matchedRoutes(c).findLast(({ method }) => method !== 'ALL');
  return route === undefined ? [] : needOfRoute(route);
};

const needOfRoute = ({ method, path }: { readonly method: string; readonly path: string }): RouteNeed => {
  const need = routeNeeds[routeName(method, path)];
  if (need === undefined) throw new Error(`bug: nothing says what ${routeName(method, path)} needs`);
  return need;
};

const sendMethods = (c: Context, found: readonly string[]) => {
  const methods = found.toSorted();
  c.header('allow', methods.join(', '));
  return sendProblem(c, methodNotAllowed(c.req.method, methods));
};

/** The name that the caller used for us: what stands in the address, and in the Host header where there is one. */
function isAllowedHost(request: Request, allowedHosts: readonly string[]): boolean {
  const header = request.headers.get('host');
  const names = [request.url, ...(header === null ? [] : [`http://${header}`])];
  return names.every((name) => URL.canParse(name) && allowedHosts.includes(new URL(name).hostname));
}

function publish(app: ApiApp, version: string): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  let document: OpenApiDocument | undefined;
  app.get('/api/openapi.json', (c) => {
    document ??= describeApi(app, version);
    return c.json(document);
  });
}
