/** Everything that `npm start` brings up, in one page: only the store is kept in memory, and nobody listens on a port. */

import shopPlanFile from '../../../examples/shop.yaml?raw';
import { version } from '../../../package.json';
import { createMemoryItemStore } from '../../../src/adapters/memory/item-store.ts';
import { createSystemClock } from '../../../src/adapters/system/clock.ts';
import { createApi } from '../../../src/api/app.ts';
import { createClient } from '../../../src/api/client.ts';
import type { Fetch } from '../../../src/api/exchange.ts';
import { parsePlanFile } from '../../../src/cli/plan-file/parse-plan-file.ts';
import { createAuditLog } from '../../../src/engine/audit-log.ts';
import { readOrCreateWebhookKey } from '../../../src/engine/webhook-key.ts';
import { createEmbedded, detailOf } from '../../../src/entry/embedded.ts';
import { openRegistry } from '../../../src/entry/registry.ts';
import { createSimulatedAws } from '../../../src/entry/simulated-aws.ts';
import { createSimulatedProber, noNetwork } from '../../../src/entry/simulated-prober.ts';
import { createSimulatedTime } from '../../../src/entry/simulated-time.ts';
import type { Ids } from '../../../src/ports/ids.ts';
import { createClock } from '../../../src/simulator/clock.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';

export interface InTabServer {
  /** Answers what the server of `npm start` would. */
  readonly fetch: Fetch;
  /** Simulated seconds a second. */
  readonly setSpeed: (speed: number) => void;
}

/** Whoever has the page is the operator. */
const operator = { actor: 'operator', roles: ['Admin'] } as const;

export const startInTabServer = async (speed: number): Promise<InTabServer> => {
  const log = (line: string): void => console.info(line);
  const simulator = createSimulator({ clock: createClock({ realTime, speed, startAt: realTime.now() }) });
  const realClock = createSystemClock();
  const { engineClock: clock, callClock } = createSimulatedTime(() => simulator.now(), realClock);
  const store = createMemoryItemStore();
  const ids = createCountedIds();
  const { catalog, aws, accounts, launchSettings } = await openRegistry(
    { store, clock, ids },
    createSimulatedAws(simulator, callClock),
  );
  const notifier = {
    notify: async ({ subject, text }: { subject: string; text: string }) => log(`${subject}\n${text}`),
  };
  const prober = createSimulatedProber(simulator, noNetwork);
  const embedded = createEmbedded({
    store,
    aws,
    clock,
    realClock,
    ids,
    prober,
    log,
    notifier,
    inventory: accounts.inventory,
    tagSync: accounts.tagSync,
  });
  simulator.events.listen(embedded.hearDrsEvent);
  const api = createApi({
    catalog,
    accounts,
    launchSettings,
    webhookKey: () => readOrCreateWebhookKey(store, () => crypto.randomUUID()),
    executions: embedded.engine.executions,
    estate: embedded.engine.estate,
    authenticate: async () => operator,
    testMessages: async () => [],
    audit: createAuditLog({ store, clock, ids }),
    installation: () => ({ notifications: { kind: 'log' } }),
    clock,
    version,
    reportError: (error) => log(`error: ${detailOf(error)}`),
  });
  const fetch: Fetch = (input, init) => api.fetch(new Request(input, init));
  await applyShop(fetch);
  await embedded.start();
  return { fetch, setSpeed: simulator.clock.setSpeed };
};

const realTime = {
  now: () => Date.now(),
  wait: (milliseconds: number) => new Promise<void>((resolve) => void setTimeout(resolve, milliseconds)),
};

/** Counted, so that a link to the sample plan holds after a reload. */
const createCountedIds = (): Ids => {
  let count = 0;
  return {
    next: (prefix) => {
      count += 1;
      return `${prefix}-${String(count).padStart(6, '0')}`;
    },
  };
};

/** The plan of `npm run demo`. */
const applyShop = async (fetch: Fetch): Promise<void> => {
  const parsed = parsePlanFile(shopPlanFile);
  if (!parsed.ok) throw new Error(`bug: ${JSON.stringify(parsed.errors)}`);
  const applied = await createClient({ baseUrl: globalThis.location.origin, fetch }).apply(parsed.file.documents);
  if (!applied.ok) throw new Error(`bug: ${JSON.stringify(applied.failure)}`);
};
