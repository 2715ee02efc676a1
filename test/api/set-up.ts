import { createSystemIds } from '../../src/adapters/system/ids.ts';
import { type ApiPorts, createApi } from '../../src/api/app.ts';
import { bearerToken } from '../../src/api/authenticate.ts';
import { problemSchema } from '../../src/api/contract.ts';
import { createAuditLog } from '../../src/engine/audit-log.ts';
import { readOrCreateWebhookKey } from '../../src/engine/webhook-key.ts';
import { openRig, type Rig, type RigOptions } from '../support/rig.ts';
import { openShop, shopEstate } from '../support/shop.ts';

export const token = 'test-token-0123456789';

/** The API over the real engine and the simulated AWS, called without a socket. */
export function setUpApi(changes: Partial<ApiPorts> = {}, options: RigOptions = {}) {
  const rig = openRig({ estate: shopEstate, ...options });
  return { ...openApi(rig, changes), rig, shop: openShop(rig), catalog: rig.catalog };
}

/** Starts, commands and looks at AWS wait for somebody, and time has to pass; reads and saves of the record never do. */
const waits = async (request: Request): Promise<boolean> => {
  const { method, url } = request;
  if (/resolve|accounts|capacity|inventory|tag-sync|job-logs|check|overlaps|launch-settings/.test(url)) return true;
  if (method !== 'POST' && method !== 'PUT') return false;
  // A save of launch settings asks AWS about them.
  return /executions|clean-ups/.test(url) || /launchConfig|serverOverrides/.test(await request.clone().text());
};

/** The API of one process. */
export function openApi(rig: Rig, changes: Partial<ApiPorts> = {}) {
  const reported: unknown[] = [];
  const { authenticate = bearerToken({ token, actor: 'ana' }) } = changes;
  const api = createApi({
    catalog: rig.catalog,
    webhookKey: () => readOrCreateWebhookKey(rig.store, () => 'k'.repeat(43)),
    executions: rig.engine.executions,
    estate: rig.engine.estate,
    accounts: rig.accounts,
    launchSettings: rig.launchSettings,
    version: '1.2.3',
    installation: () => ({ notifications: { kind: 'log' } }),
    clock: rig.clock,
    testMessages: async () => undefined,
    audit: createAuditLog({ store: rig.store, clock: rig.clock, ids: createSystemIds() }),
    reportError: (error) => reported.push(error),
    ...changes,
    // Tokens are compared on another thread: time stands still meanwhile.
    authenticate: (request) => rig.clock.hold(authenticate(request)),
  });
  const fetch = async (request: Request): Promise<Response> => {
    if (!(await waits(request))) return api.fetch(request);
    await rig.load();
    return rig.clock.complete(api.fetch(request));
  };
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(
      new Request(`http://127.0.0.1:7700${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    // Whatever is refused says why and what to do.
    if (!response.ok && response.status !== 304 && text !== '') problemSchema.parse(JSON.parse(text));
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson && text !== '' ? JSON.parse(text) : undefined,
    };
  };
  return { api: { fetch }, call, reported };
}
