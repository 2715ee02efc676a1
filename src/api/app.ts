import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { methodNotAllowed as rejectOtherMethods } from 'hono/method-not-allowed';
import { secureHeaders } from 'hono/secure-headers';
import type { Catalog } from '../engine/catalog.ts';
import type { EstateQueries } from '../engine/estate-queries.ts';
import type { ExecutionService } from '../engine/execution-service.ts';
import type { Clock } from '../ports/clock.ts';
import type { Authenticate } from './authenticate.ts';
import { bodyBytesMax, timeHeader } from './contract.ts';
import { describeApi, type OpenApiDocument } from './openapi.ts';
import {
  bodyTooLarge,
  hostNotAllowed,
  methodNotAllowed,
  notFound,
  originNotAllowed,
  problemOfError,
  sendProblem,
  unauthorized,
} from './problems.ts';
import { registerApply } from './routes/apply.ts';
import { registerCleanUps } from './routes/clean-ups.ts';
import { type ApiApp, type ApiEnvironment, rejectInvalid } from './routes/conventions.ts';
import { registerEstate } from './routes/estate.ts';
import { registerExecutionCommands } from './routes/execution-commands.ts';
import { registerExecutions } from './routes/executions.ts';
import { registerGroups } from './routes/groups.ts';
import { registerHealth } from './routes/health.ts';
import { registerPlans } from './routes/plans.ts';
import { registerSessions } from './routes/sessions.ts';
import { isFromOwnPage, sessionSecretOf } from './session-cookie.ts';
import type { Sessions } from './sessions.ts';
import { contentSecurityPolicy, isApiPath, registerSite, type Site } from './site.ts';

export interface ApiPorts {
  readonly catalog: Catalog;
  readonly executions: ExecutionService;
  readonly estate: EstateQueries;
  readonly authenticate: Authenticate;
  /** Sign-in of browsers by a code; absent where something else signs people in. */
  readonly sessions?: Sessions;
  /** The console's files; absent where something else serves them. */
  readonly site?: Site;
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

/** Asked by who is nobody yet. */
const publicRequests: readonly string[] = ['GET /api/health', 'HEAD /api/health', 'POST /api/sessions'];
const readingMethods: readonly string[] = ['GET', 'HEAD'];

/** The API as a plain fetch handler: the same on Node, on Lambda and in a browser tab. */
export function createApi(ports: ApiPorts): { readonly fetch: (request: Request) => Promise<Response> } {
  const app: ApiApp = new OpenAPIHono<ApiEnvironment>({ defaultHook: rejectInvalid() });
  protect(app, ports);
  if (ports.site !== undefined) registerSite(app, ports.site);
  registerHealth(app, ports.version);
  registerApply(app, ports.catalog);
  registerGroups(app, ports.catalog);
  registerPlans(app, ports.catalog);
  registerExecutions(app, ports);
  registerExecutionCommands(app, ports.executions);
  registerCleanUps(app, ports.executions);
  registerEstate(app, ports);
  registerSessions(app, ports.sessions);
  publish(app, ports.version);
  return { fetch: async (request) => app.fetch(request) };
}

/** What stands before every route, and after all of them. */
function protect(app: ApiApp, ports: ApiPorts): void {
  const { allowedHosts, clock, reportError, site } = ports;
  app.use(rejectOtherMethods({ app, onMethodNotAllowed: (c, methods) => sendMethods(c, methods) }));
  app.use(secureHeaders({ strictTransportSecurity: false, contentSecurityPolicy }));
  app.use(async (c, next) => {
    if (allowedHosts !== undefined && !isAllowedHost(c.req.raw, allowedHosts)) return sendProblem(c, hostNotAllowed());
    if (site !== undefined && !isApiPath(c.req.path)) return next();
    const problem = publicRequests.includes(`${c.req.method} ${c.req.path}`) ? undefined : await admit(c, ports);
    if (problem !== undefined) return sendProblem(c, problem);
    await next();
    c.header('cache-control', 'no-cache');
    if (clock !== undefined) c.header(timeHeader, clock.now());
    return undefined;
  });
  app.use(bodyLimit({ maxSize: bodyBytesMax, onError: (c) => sendProblem(c, bodyTooLarge()) }));
  app.notFound((c) => sendProblem(c, notFound('address')));
  app.onError((error, c) => {
    const problem = problemOfError(error);
    if (problem.status === 500) reportError?.(error);
    return sendProblem(c, problem);
  });
}

/** Lets the caller in by its token or its session; otherwise says why not. */
async function admit(c: Context<ApiEnvironment>, { authenticate, sessions }: ApiPorts) {
  const caller = await authenticate(c.req.raw);
  if (caller !== undefined) {
    c.set('actor', caller.actor);
    return undefined;
  }
  const secret = sessionSecretOf(c);
  const session = secret === undefined ? undefined : await sessions?.find(secret);
  if (session === undefined) {
    c.header('www-authenticate', 'Bearer');
    return unauthorized();
  }
  if (!readingMethods.includes(c.req.method) && !isFromOwnPage(c.req.raw)) return originNotAllowed();
  c.set('actor', session.actor);
  c.set('sessionExpiresTime', session.expiresTime);
  return undefined;
}

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
