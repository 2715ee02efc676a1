/**
 * `npm run bench:inventory`: 4,000 source servers in one account and Region, in a SQLite file. How long it takes to list
 * all of them by page, to search them, to say which plans overlap, and to check a plan over all of them; each is to take at
 * most a second. The check asks the simulator, which answers at once: what is measured is ours. Of launch settings DRS and
 * EC2 tell server by server; so many calls of the SDK take longer, and a check ends them after five seconds. With `--json`
 * for `npm run bench`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteItemStore } from '../../src/adapters/sqlite/item-store.ts';
import type { ServerSearch } from '../../src/domain/model/inventory.ts';
import type { LaunchConfig } from '../../src/domain/model/launch-config.ts';
import { HOME_ACCOUNT, HOME_REGION, openRig } from '../../test/support/rig.ts';
import { underVirtualTime } from '../../test/support/virtual-sqlite.ts';
import { readOptions } from '../options.ts';
import { type EstateRow, printEstate } from './estate-row.ts';
import { estateTargets } from './published.ts';

readOptions('npm run bench:inventory\n', { json: { type: 'boolean' } });

const SERVERS = 4000;
const RUNS = 3;

const folder = mkdtempSync(join(tmpdir(), 'breakwater-bench-'));
const world = openRig({
  estate: {
    servers: SERVERS,
    server: (index) => ({
      tags: { Application: 'Load', Tier: index % 10 === 0 ? 'db' : 'web', Owner: `team-${index % 40}` },
      ...(index % 100 === 0 && { replication: { state: 'STALLED', lagSeconds: 3600 } }),
    }),
  },
});
const file = openSqliteItemStore({ path: join(folder, 'inventory.sqlite') });
const store = underVirtualTime(file, world.clock);
const rig = openRig({ beside: { ...world, store }, store, reachesRegistered: true });
const { clock } = rig;
const { inventory } = rig.accounts;
const place = { accountId: HOME_ACCOUNT, region: HOME_REGION };
const entry = { accountId: HOME_ACCOUNT, accountName: 'production', regions: [HOME_REGION] };
await clock.complete(rig.catalog.putAccount(entry, 'bench'));
await rig.load();
const groupOf = (groupName: string, tags: Readonly<Record<string, string>>, launchConfig?: LaunchConfig) => ({
  kind: 'ProtectionGroup',
  groupName,
  ...place,
  selection: { tags },
  ...(launchConfig === undefined ? {} : { launchConfig }),
});
const planOf = (planName: string, protectionGroups: readonly string[]) => ({
  kind: 'RecoveryPlan',
  planName,
  waves: [{ waveName: 'all', protectionGroups }],
});
const documents = [
  groupOf('all', { Application: 'Load' }),
  groupOf('db', { Tier: 'db' }),
  // As DRS has it, and otherwise.
  groupOf('set web', { Tier: 'web' }, { launchDisposition: 'STARTED' }),
  groupOf('set db', { Tier: 'db' }, { copyTags: true }),
  planOf('all', ['all']),
  planOf('db', ['db']),
  planOf('set', ['set web', 'set db']),
];
const applied = await clock.complete(rig.catalog.apply(documents, { actor: 'bench' }));
if (applied.kind !== 'applied') throw new Error(JSON.stringify(applied));
const idOf = (planName: string): string =>
  applied.results.find(({ name, kind }) => kind === 'RecoveryPlan' && name === planName)?.id ?? '';
const planId = idOf('all');

/** Every page, as a caller reads them. */
const listAll = async (search: ServerSearch): Promise<number> => {
  let found = 0;
  for (let after: string | undefined; ; ) {
    const page = await inventory.servers(search, { limit: 500, ...(after !== undefined && { after }) });
    found += page.items.length;
    if (page.next === undefined) return found;
    after = page.next;
  }
};

const rows: EstateRow[] = [];
/** The best of some runs: what else runs on the machine is not ours. */
const measure = async (
  title: string,
  expected: number,
  task: () => Promise<number>,
  targetSeconds: number = estateTargets.inventorySeconds,
): Promise<void> => {
  const times: { readonly seconds: number; readonly cpuSeconds: number }[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const start = performance.now();
    const before = process.cpuUsage();
    const found = await task();
    const { user, system } = process.cpuUsage(before);
    times.push({ seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1_000_000 });
    if (found !== expected) throw new Error(`${title}: ${found} instead of ${expected}`);
  }
  rows.push({
    label: `${SERVERS} servers: ${title}`,
    seconds: Math.min(...times.map(({ seconds }) => seconds)),
    cpuSeconds: Math.min(...times.map(({ cpuSeconds }) => cpuSeconds)),
    targetSeconds,
  });
};

await clock.complete(inventory.refresh({}));
await measure('list all, pages of 500', SERVERS, () => listAll({}));
await measure('search by name', 10, () => listAll({ name: 'server-012' }));
await measure('search by two tags', 100, () => listAll({ tags: { Tier: 'db', Owner: 'team-0' } }));
await measure('search by state and lag', 40, () => listAll({ state: 'STALLED', lagOverSeconds: 1800 }));
await measure('overlaps of a plan over all', 2, async () => (await inventory.planOverlaps(planId))?.plans.length ?? 0);
await measure('check of a plan over all, DRS answering at once', SERVERS, async () => {
  const check = await clock.complete(rig.engine.estate.checkPlan(planId, new Set()));
  return check?.serverCount ?? 0;
});
/** Of the 400 whose settings differ. */
const checkWithSettings = async (): Promise<number> => {
  const check = await clock.complete(rig.engine.estate.checkPlan(idOf('set'), new Set()));
  return check?.warnings.filter(({ code }) => code === 'SETTINGS_DIFFER').length ?? 0;
};
const { comparedSeconds } = estateTargets;
await measure('the same, and launch settings in 8,000 calls', SERVERS / 10, checkWithSettings, comparedSeconds);
// DRS takes so long that ten are compared again: of the others it is known from the check before.
world.simulator.faults.add({ kind: 'slow', operation: 'GetLaunchConfiguration', delaySeconds: 6 });
await measure('the same, all but ten known from before', SERVERS / 10, checkWithSettings);
file.close();
rmSync(folder, { recursive: true, force: true });
process.exitCode = printEstate(rows);
