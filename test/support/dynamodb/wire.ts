/** The wire between the SDK and DynamoDB Local, on a virtual clock: each exchange may go wrong in a chosen way. */
import { createDynamoDbItemStore } from '../../../src/adapters/dynamodb/item-store.ts';
import { createSystemIds } from '../../../src/adapters/system/ids.ts';
import type { ItemStore } from '../../../src/ports/item-store.ts';

import type { VirtualClock } from '../virtual-clock.ts';
import { localAccess, newTablePrefix } from './access.ts';
import { createTables } from './create-tables.ts';

export type Exchange =
  /** Reaches DynamoDB, and the answer gets lost. */
  | { readonly kind: 'reply lost' }
  /** Nobody answers, ever. */
  | { readonly kind: 'no answer' }
  /** Answered so, before it reaches DynamoDB. */
  | { readonly kind: 'answered'; readonly status: number; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'as it is' };

export interface SentRequest {
  /** For example `TransactWriteItems`. */
  readonly operation: string;
  readonly body: string;
  /** Empty as long as there is none. */
  answer: string;
}

/** Time stands still while a request is on its way. `exchanges` are taken in turn; then everything is as it is. */
export const createWire = (clock: VirtualClock, exchanges: Exchange[] = []) => {
  const sent: SentRequest[] = [];
  const wire = async (request: Request): Promise<Response> => {
    const operation = request.headers.get('x-amz-target')?.split('.')[1] ?? '';
    const entry: SentRequest = { operation, body: await clock.hold(request.clone().text()), answer: '' };
    sent.push(entry);
    const exchange = exchanges.shift() ?? { kind: 'as it is' };
    if (exchange.kind === 'no answer') return new Promise(() => {});
    if (exchange.kind === 'answered') return new Response(JSON.stringify(exchange.body), { status: exchange.status });
    const { bytes, reply } = await clock.hold(fetchWhole(request));
    if (exchange.kind === 'reply lost') throw new TypeError('fetch failed');
    entry.answer = new TextDecoder().decode(bytes);
    return new Response(bytes, reply);
  };
  return { fetch: wire, sent, exchanges };
};

/** The body, too, is there before time goes on. */
const fetchWhole = async (request: Request) => {
  const reply = await fetch(request);
  return { reply, bytes: await reply.arrayBuffer() };
};

/** A store over tables that are there: another process of the same world. */
export const connectVirtually = (
  endpoint: string,
  clock: VirtualClock,
  tablePrefix: string,
  exchanges: Exchange[] = [],
) => {
  const wire = createWire(clock, exchanges);
  const store: ItemStore = createDynamoDbItemStore({
    ...localAccess,
    endpoint,
    fetch: wire.fetch,
    tablePrefix,
    clock,
    // DynamoDB knows tokens by account, and all tests share one.
    ids: createSystemIds(),
  });
  return { store, ...wire };
};

/** A store over new, empty tables. */
export const openVirtualStore = async (endpoint: string, clock: VirtualClock) => {
  const tablePrefix = newTablePrefix();
  await createTables(endpoint, tablePrefix);
  return { tablePrefix, ...connectVirtually(endpoint, clock, tablePrefix) };
};
