/** Groups by tags: what they select, what they share, and who decides. */
import { describe, expect, test } from 'vitest';
import type { MakeEstateOptions } from '../../src/simulator/estate/make-estate.ts';
import { setUpCli } from '../cli/run.ts';
import { HOME_ACCOUNT, HOME_REGION, openRig } from '../support/rig.ts';

const place = { accountId: HOME_ACCOUNT, region: HOME_REGION };
const estate: MakeEstateOptions = {
  servers: 6,
  server: (index) => ({
    hostname: `node-${index}`,
    tags: {
      Tier: index < 3 ? 'web' : 'db',
      Application: index === 0 ? 'shop' : 'Shop',
      ...(index === 5 && { 'Cost Center ': ' B-17' }),
    },
  }),
};

const open = async () => {
  const rig = openRig({ estate, reachesRegistered: true });
  await rig.catalog.putAccount({ accountId: HOME_ACCOUNT, accountName: 'production', regions: [HOME_REGION] }, 'ana');
  const cli = setUpCli({}, rig);
  const matched = async (tags: Record<string, string>): Promise<readonly string[]> => {
    const { body } = await cli.call('POST', '/api/protection-groups/resolve', { ...place, selection: { tags } });
    return body.servers.map(({ hostname }: { hostname: string }) => hostname);
  };
  const apply = (...documents: readonly object[]) => rig.clock.complete(rig.catalog.apply(documents, { actor: 'ana' }));
  const refresh = () => rig.clock.complete(rig.accounts.inventory.refresh({}));
  const addServer = (hostname: string, tags: Record<string, string>) =>
    rig.simulator.addServers([{ hostname, ...place, tags }]);
  await rig.load();
  return { ...cli, matched, apply, refresh, addServer };
};
const group = (groupName: string, tags: Record<string, string>) => ({
  kind: 'ProtectionGroup',
  groupName,
  ...place,
  selection: { tags },
});
const plan = (planName: string, ...waves: readonly (readonly string[])[]) => ({
  kind: 'RecoveryPlan',
  planName,
  waves: waves.map((protectionGroups, index) => ({ waveName: `wave-${index}`, protectionGroups })),
});

describe('tags', () => {
  test('must all match; keys and values are compared exactly: case and blanks count', async () => {
    const { matched } = await open();
    expect(await matched({ Tier: 'web' })).toEqual(['node-0', 'node-1', 'node-2']);
    expect(await matched({ Tier: 'web', Application: 'Shop' })).toEqual(['node-1', 'node-2']);
    expect(await matched({ tier: 'web' })).toEqual([]);
    expect(await matched({ Tier: 'Web' })).toEqual([]);
    expect(await matched({ Tier: 'web ' })).toEqual([]);
    expect(await matched({ 'Cost Center ': ' B-17' })).toEqual(['node-5']);
    expect(await matched({ 'Cost Center': 'B-17' })).toEqual([]);
  });

  test('are the same in a preview, in the inventory and in a start', async () => {
    const { matched, rig, refresh, call, apply, run } = await open();
    await refresh();
    const tags = { Tier: 'db', Application: 'Shop' };
    const stored = (await call('GET', '/api/source-servers?tag=Tier%3Ddb&tag=Application%3DShop')).body.items;
    await apply(group('db', tags), plan('shop', ['db']));
    const checked = JSON.parse((await run('check shop --output json')).out);
    const names = (list: readonly { hostname: string }[]) => list.map(({ hostname }) => hostname).toSorted();
    expect(names(stored)).toEqual([...(await matched(tags))].toSorted());
    expect(names(checked.servers)).toEqual(names(stored));
    const [planId = ''] = (await rig.catalog.listPlans({ limit: 1 })).items.map((each) => each.planId);
    const executionId = await rig.launch(planId);
    const launched = (await rig.servers(executionId)).map(({ hostname = '' }) => ({ hostname }));
    expect(names(launched)).toEqual(names(stored));
  });

  test('defect 8.3.8: are resolved at each start: a server that is tagged later is launched by the next one', async () => {
    const { rig, apply, addServer } = await open();
    await apply(group('db', { Tier: 'db' }), plan('shop', ['db']));
    const [planId = ''] = (await rig.catalog.listPlans({ limit: 1 })).items.map((each) => each.planId);
    const first = await rig.launch(planId);
    await rig.runToEnd(first);
    expect(await rig.servers(first)).toHaveLength(3);
    addServer('node-new', { Tier: 'db' });
    const second = await rig.launch(planId);
    expect((await rig.servers(second)).map(({ hostname }) => hostname)).toContain('node-new');
  });
});

describe('a server', () => {
  test('defect 8.3.7: of every group of a wave is launched, not only of the first', async () => {
    const { rig, apply } = await open();
    await apply(group('web', { Tier: 'web' }), group('db', { Tier: 'db' }), plan('all', ['web', 'db']));
    const [planId = ''] = (await rig.catalog.listPlans({ limit: 1 })).items.map((each) => each.planId);
    const executionId = await rig.launch(planId);
    expect(await rig.servers(executionId)).toHaveLength(6);
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  });

  test('belongs to one group of a plan: two that select it are named, and nothing starts', async () => {
    const { apply, run } = await open();
    await apply(
      group('web', { Tier: 'web' }),
      group('shop', { Application: 'shop' }),
      plan('twice', ['web'], ['shop']),
    );
    const told = await run('check twice');
    expect(told.code).toBe(7);
    expect(told.out).toMatch(
      /node-0 \(s-\w+\) would be launched 2 times: wave 0 "wave-0" \(group "web"\), wave 1 "wave-1" \(group "shop"\)/,
    );
    expect((await run('drill twice')).code).toBe(7);
  });

  test('may be in two plans: both say so, and the lock at the start decides', async () => {
    const { apply, run, refresh, call, rig } = await open();
    await apply(
      group('web', { Tier: 'web' }),
      group('all shop', { Application: 'Shop' }),
      plan('front', ['web']),
      plan('shop', ['all shop']),
    );
    expect((await run('describe plan front')).out).toContain(
      `Not known of ${HOME_ACCOUNT}/${HOME_REGION}: it has not been looked at yet`,
    );
    await refresh();
    expect((await run('describe plan front')).out).toMatch(
      /Plan "shop" launches 2 servers of this plan too: (node-\d, ){0,1}node-\d\nWhichever starts first holds them\. By the inventory of /,
    );
    expect((await run('describe plan shop')).out).toContain('Plan "front" launches 2 servers of this plan too');
    expect((await run('check front')).out).toContain('plan "shop" launches 2 servers of this plan too');
    const plans = (await rig.catalog.listPlans({ limit: 5 })).items;
    const front = plans.find(({ planName }) => planName === 'front')?.planId ?? '';
    expect((await call('GET', `/api/recovery-plans/${front}/overlaps`)).body).toMatchObject({
      plans: [{ planName: 'shop', serverCount: 2 }],
      unseen: [],
    });
    await rig.launch(front);
    const refused = await run('drill shop');
    expect(refused.code).toBe(7);
    expect(refused.err + refused.out).toMatch(/of plan "front" holds 2 servers since/);
  });
});
