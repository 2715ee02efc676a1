import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { type ApiPorts, createApi } from '../../src/api/app.ts';
import { bearerToken } from '../../src/api/authenticate.ts';
import { createCatalog } from '../../src/engine/catalog.ts';
import { createEstateQueries } from '../../src/engine/estate-queries.ts';
import { createSeededIds } from '../support/seeded-ids.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { createFakeExecutions } from './fake-executions.ts';
import { createFakeRecovery } from './fake-recovery.ts';

export const token = 'test-token-0123456789';

/** The API over a store in memory and a fake engine, called without a socket. */
export function setUpApi(changes: Partial<ApiPorts> = {}) {
  const clock = createVirtualClock();
  const store = createMemoryItemStore();
  const catalog = createCatalog({ store, clock, ids: createSeededIds(1) });
  const recovery = createFakeRecovery();
  const executions = createFakeExecutions();
  const reported: unknown[] = [];
  const api = createApi({
    catalog,
    executions,
    estate: createEstateQueries({ store, recovery, clock }),
    authenticate: bearerToken({ token, actor: 'ana' }),
    version: '1.2.3',
    reportError: (error) => reported.push(error),
    ...changes,
  });
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await api.fetch(
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
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
  };
  return { api, call, catalog, executions, recovery, store, clock, reported };
}
