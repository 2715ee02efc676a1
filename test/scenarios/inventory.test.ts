/** The inventory of all accounts and Regions, through API, engine, store and simulator. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { limits } from '../../src/domain/limits.ts';
import type { InventoryInstance, InventoryScope, InventoryServer } from '../../src/domain/model/inventory.ts';
import type { ItemStore } from '../../src/ports/item-store.ts';
import type { MakeEstateOptions } from '../../src/simulator/estate/make-estate.ts';
import { setUpCli } from '../cli/run.ts';
import { commandLines } from '../docs/support/command-lines.ts';
import { drsCall } from '../simulator/wire.ts';
import { onDynamoDbLocal } from '../support/dynamodb/local.ts';
import { openVirtualStore } from '../support/dynamodb/wire.ts';
import { HOME_ACCOUNT, HOME_REGION, OTHER_ACCOUNT, openRig, type RigOptions } from '../support/rig.ts';
import { openSqliteInMemory } from '../support/virtual-sqlite.ts';

const EUROPE = 'eu-west-1';
const estate: MakeEstateOptions = {
  servers: 9,
  accountIds: [HOME_ACCOUNT, OTHER_ACCOUNT],
  regions: [HOME_REGION, EUROPE],
};
const roleArn = (accountId: string) => `arn:aws:iam::${accountId}:role/RecoveryOperator`;

const openEstate = async (options: RigOptions = {}) => {
  const rig = openRig({ estate, reachesRegistered: true, ...options });
  for (const [accountId, accountName] of [
    [HOME_ACCOUNT, 'production'],
    [OTHER_ACCOUNT, 'analytics'],
  ] as const) {
    const role = accountId === HOME_ACCOUNT ? {} : { roleArn: roleArn(accountId) };
    const entry = { accountId, accountName, regions: [HOME_REGION, EUROPE], ...role };
    await rig.clock.complete(rig.catalog.putAccount(entry, 'ana'));
  }
  const cli = setUpCli({}, rig);
  const get = async (path: string) => (await cli.call('GET', path)).body;
  const servers = async (query = ''): Promise<InventoryServer[]> =>
    (await get(`/api/source-servers?limit=500${query}`)).items;
  const scopes = async (): Promise<InventoryScope[]> => (await get('/api/inventory')).scopes;
  const refresh = async (where: object = {}) => (await cli.call('POST', '/api/inventory/refresh', where)).body;
  return { ...cli, get, servers, scopes, refresh };
};

const places = (rows: readonly { accountId: string; region: string }[]) =>
  [...new Set(rows.map(({ accountId, region }) => `${accountId}/${region}`))].toSorted();

/** DRS's list of source servers without those that have been deleted there since. */
const listWithout =
  (gone: ReadonlySet<string>) =>
  async (request: Request, send: (request: Request) => Promise<Response>): Promise<Response> => {
    const answer = await send(request);
    if (!request.url.endsWith('/DescribeSourceServers') || !answer.ok) return answer;
    const { items, ...page } = listSchema.parse(await answer.json());
    return new Response(JSON.stringify({ ...page, items: items.filter(({ arn }) => !gone.has(arn)) }), {
      headers: answer.headers,
    });
  };
const listSchema = z.looseObject({ items: z.array(z.looseObject({ arn: z.string() })) });

/** DRS's list of recovery instances with a second one of each server beside the first, as while a launch replaces it. */
const listTwice =
  (twinOf: (id: string) => string) =>
  async (request: Request, send: (request: Request) => Promise<Response>): Promise<Response> => {
    const answer = await send(request);
    if (!request.url.endsWith('/DescribeRecoveryInstances') || !answer.ok) return answer;
    const { items, ...page } = instancesSchema.parse(await answer.json());
    const twins = items.map((item) => {
      const id = twinOf(item.recoveryInstanceID);
      return { ...item, recoveryInstanceID: id, ec2InstanceID: id, jobID: 'drsjob-of-the-twin' };
    });
    return Response.json({ ...page, items: [...items, ...twins] });
  };
const instancesSchema = z.looseObject({ items: z.array(z.looseObject({ recoveryInstanceID: z.string() })) });

describe('the inventory', () => {
  test('shows every account and Region once they were looked at, each row with its age', async () => {
    const { rig, servers, scopes, refresh } = await openEstate();
    expect((await scopes()).map(({ result }) => result)).toEqual(['NOT_YET', 'NOT_YET', 'NOT_YET', 'NOT_YET']);
    const { pendingCount } = await refresh();
    expect(pendingCount).toBe(0);
    const observedTime = (await servers())[0]?.observedTime;
    await rig.clock.advance(600);
    const rows = await servers();
    expect(rows).toHaveLength(9);
    expect(places(rows)).toHaveLength(4);
    expect(rows[0]).toMatchObject({ observedTime, replicationState: 'CONTINUOUS' });
    expect(rows.every(({ ageSeconds }) => ageSeconds >= 600 && ageSeconds < 610)).toBe(true);
    expect((await scopes()).map(({ result, sourceServerCount }) => [result, sourceServerCount])).toEqual([
      ['OK', 2],
      ['OK', 3],
      ['OK', 2],
      ['OK', 2],
    ]);
  });

  test('asks DRS twice for each Region, however many servers and instances there are: never once a server', async () => {
    const { rig, refresh } = await openEstate({ estate: { ...estate, servers: 160 } });
    await refresh();
    const { counts } = rig.simulator.calls();
    expect([counts['drs:DescribeSourceServers'], counts['drs:DescribeRecoveryInstances']]).toEqual([4, 4]);
    expect(counts['ec2:DescribeInstances'] ?? 0).toBe(0);
  });

  test('keeps what was known of an account that cannot be reached, with its age and the words of AWS, and goes on elsewhere', async () => {
    let isLockedOut = false;
    const { rig, servers, scopes, refresh, run } = await openEstate({
      network: async (request, send) => {
        const isOurs =
          isLockedOut && request.url.includes('sts.') && (await request.clone().text()).includes('AssumeRole');
        if (!isOurs) return send(request);
        const text = `User is not authorized to perform: sts:AssumeRole on resource: ${roleArn(OTHER_ACCOUNT)}`;
        return new Response(
          `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${text}</Message></Error></ErrorResponse>`,
          { status: 403, headers: { 'content-type': 'text/xml' } },
        );
      },
    });
    await refresh();
    const before = (await servers()).filter(({ accountId }) => accountId === OTHER_ACCOUNT);
    isLockedOut = true;
    // The session of the role has ended by then.
    await rig.clock.advance(7200);
    await refresh();
    const after = await servers();
    const locked = after.filter(({ accountId }) => accountId === OTHER_ACCOUNT);
    expect(locked.map(({ sourceServerId, observedTime }) => [sourceServerId, observedTime])).toEqual(
      before.map(({ sourceServerId, observedTime }) => [sourceServerId, observedTime]),
    );
    for (const { ageSeconds, refreshFailure } of locked) {
      expect(ageSeconds).toBeGreaterThanOrEqual(7200);
      expect(refreshFailure).toContain('User is not authorized to perform: sts:AssumeRole');
    }
    const home = after.filter(({ accountId }) => accountId === HOME_ACCOUNT);
    expect(home.length).toBeGreaterThan(0);
    expect(home.every(({ ageSeconds, refreshFailure }) => ageSeconds < 60 && refreshFailure === undefined)).toBe(true);
    expect((await scopes()).map(({ result }) => result)).toEqual(['OK', 'OK', 'FAILED', 'FAILED']);
    const told = await run('get inventory');
    expect(told.code).toBe(1);
    expect(told.out).toMatch(/analytics +eu-west-1 +2 +0 +2 h 0 min +NOT REFRESHED: .*AssumeRole/);

    isLockedOut = false;
    await rig.clock.advance(300);
    await refresh({ accountId: OTHER_ACCOUNT });
    expect((await servers()).some(({ refreshFailure }) => refreshFailure !== undefined)).toBe(false);
  });

  test('defect 8.3.20: a server that is gone goes from its own account and Region, and no row of another is touched', async () => {
    const gone = new Set<string>();
    const { servers, refresh, rig } = await openEstate({
      network: listWithout(gone),
    });
    await refresh();
    const all = await servers();
    const first = all.find(({ accountId, region }) => accountId === HOME_ACCOUNT && region === HOME_REGION);
    gone.add(`arn:aws:drs:${HOME_REGION}:${HOME_ACCOUNT}:source-server/${first?.sourceServerId}`);
    await rig.clock.advance(60);
    await refresh({ accountId: HOME_ACCOUNT, region: HOME_REGION });
    const left = await servers();
    expect(left.map(({ sourceServerId }) => sourceServerId)).toEqual(
      all.map(({ sourceServerId }) => sourceServerId).filter((id) => id !== first?.sourceServerId),
    );
    const elsewhere = (rows: readonly InventoryServer[]) =>
      rows
        .filter(({ accountId, region }) => accountId !== HOME_ACCOUNT || region !== HOME_REGION)
        .map(({ ageSeconds: _age, ...row }) => row);
    expect(elsewhere(left)).toEqual(elsewhere(all));
  });

  test('tells of what an execution launched and somebody else terminated: gone, and when that was seen', async () => {
    const { rig, refresh, run, call } = await openEstate();
    const [first = '', second = ''] = rig.idsOf('server-');
    const executionId = await rig.launch(await rig.savePlan('shop', [{ servers: [first, second] }]));
    await refresh();
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
    const instances = async () => (await call('GET', `/api/executions/${executionId}/recovery-instances`)).body.items;
    expect(
      (await instances()).map(({ gone }: { gone?: object }) => gone),
      'seen before the end',
    ).toEqual([undefined, undefined]);
    await rig.clock.advance(60);
    await refresh();
    expect((await instances()).map(({ gone }: { gone?: object }) => gone)).toEqual([undefined, undefined]);
    const [mine] = await instances();
    const named = [mine.recoveryInstanceId];
    await rig.clock.complete(drsCall(rig.simulator, 'TerminateRecoveryInstances', { recoveryInstanceIDs: named }));
    await rig.clock.advance(3600);
    const observedTime = rig.clock.now();
    await refresh();
    expect((await instances()).map(({ gone }: { gone?: object }) => gone)).toEqual([{ observedTime }, undefined]);
    const told = `gone .*DRS listed it no more at `;
    expect((await run(`get instances ${executionId}`)).out).toMatch(new RegExp(`${mine.recoveryInstanceId} +${told}`));
    expect((await run(`get servers ${executionId}`)).out).toMatch(new RegExp(`${mine.recoveryInstanceId}.* ${told}`));
    expect((await run(`describe execution ${executionId}`)).out).toMatch(/DRS listed it no more at /);
  });

  test('says nothing is gone while a newer look takes the rows away that are read', async () => {
    let areTaken = false;
    const inner = createMemoryItemStore();
    const store: ItemStore = {
      ...inner,
      query: async (asked) =>
        areTaken && asked.sortPrefix?.includes('instances') === true ? { items: [] } : inner.query(asked),
    };
    const { rig, refresh, call } = await openEstate({ store });
    const servers = rig.idsOf('server-').slice(0, 2);
    const executionId = await rig.launch(await rig.savePlan('shop', [{ servers }]));
    await rig.runToEnd(executionId);
    await rig.clock.advance(60);
    await refresh();
    areTaken = true;
    const { items } = (await call('GET', `/api/executions/${executionId}/recovery-instances`)).body;
    expect(items.map(({ gone }: { gone?: object }) => gone)).toEqual([undefined, undefined]);
  });

  test('loses no row when the second page of a list fails', async () => {
    let isBroken = false;
    const { servers, refresh, rig, scopes } = await openEstate({
      estate: { ...estate, servers: 1600, accountIds: [HOME_ACCOUNT], regions: [HOME_REGION] },
      network: async (request, send) => {
        const isSecond =
          request.url.endsWith('/DescribeSourceServers') && /nextToken/.test(await request.clone().text());
        return isBroken && isSecond
          ? Response.json(
              { message: 'try again' },
              { status: 500, headers: { 'x-amzn-errortype': 'InternalServerException' } },
            )
          : send(request);
      },
    });
    await refresh({ accountId: HOME_ACCOUNT, region: HOME_REGION });
    const readAll = async () => {
      const ids: string[] = [];
      for (let after = ''; ; ) {
        const page = await rig.accounts.inventory.servers(
          { accountId: HOME_ACCOUNT, region: HOME_REGION },
          { limit: 300, ...(after !== '' && { after }) },
        );
        ids.push(...page.items.map(({ sourceServerId }) => sourceServerId));
        if (page.next === undefined) return ids;
        after = page.next;
      }
    };
    const ids = await readAll();
    expect(new Set(ids).size).toBe(1600);
    isBroken = true;
    await rig.clock.advance(60);
    await refresh({ accountId: HOME_ACCOUNT, region: HOME_REGION });
    expect(await readAll()).toEqual(ids);
    const home = (await scopes()).find(({ accountId, region }) => accountId === HOME_ACCOUNT && region === HOME_REGION);
    expect(home).toMatchObject({ result: 'FAILED', failure: { message: expect.stringContaining('try again') } });
    expect((await servers())[0]?.ageSeconds).toBeGreaterThanOrEqual(60);
  });

  test('keeps the recovery instances that were known when their list fails, and says that it did', async () => {
    const { rig, get, refresh, scopes } = await openEstate();
    const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-').slice(0, 2) }]);
    await rig.load();
    await rig.runToEnd(await rig.launch(planId));
    await refresh();
    expect((await get('/api/recovery-instances')).items).toHaveLength(2);
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeRecoveryInstances', region: HOME_REGION });
    await rig.clock.advance(60);
    await refresh();
    const { items } = await get('/api/recovery-instances');
    expect(items).toHaveLength(2);
    expect(items[0].refreshFailure).toContain('drs:DescribeRecoveryInstances: AccessDenied');
    const home = (await scopes()).find(({ accountId, region }) => accountId === HOME_ACCOUNT && region === HOME_REGION);
    expect(home).toMatchObject({ result: 'FAILED', recoveryInstanceCount: 2 });
  });

  test('what AWS refuses of a role comes with the command that names what to mend, in whatever asks', async () => {
    const { rig, run } = await openEstate();
    await rig.load();
    const other = { accountId: OTHER_ACCOUNT, region: HOME_REGION };
    const selection = { tags: { Application: 'Load' } };
    const documents = [
      { kind: 'ProtectionGroup', groupName: 'web', ...other, selection, launchConfig: { copyTags: true } },
      { kind: 'RecoveryPlan', planName: 'shop', waves: [{ waveName: 'all', protectionGroups: ['web'] }] },
    ];
    expect((await rig.clock.complete(rig.catalog.apply(documents, { actor: 'anna' }))).kind).toBe('applied');
    rig.simulator.faults.add({ kind: 'access-denied', service: 'sts', operation: 'AssumeRole' });
    for (const line of ['check shop', 'drift web', 'apply-settings web', 'refresh', 'sync-tags', 'get capacity']) {
      const { out, err } = await run(line);
      const words = `${out}${err}`.replaceAll(/\s+/g, ' ');
      expect([line, words]).toEqual([line, expect.stringContaining(`validate account ${OTHER_ACCOUNT}`)]);
    }
    expect((await run(`validate account ${OTHER_ACCOUNT}`)).out).toContain('The trust policy of');
  });

  test('defect 8.3.23: shows every recovery instance, each with its job and its server', async () => {
    const { rig, get, refresh, run } = await openEstate();
    const ids = rig.idsOf('server-').slice(0, 2);
    const planId = await rig.savePlan('shop', [{ servers: ids }]);
    await rig.load();
    const executionId = await rig.launch(planId);
    await rig.runToEnd(executionId);
    await refresh();
    const { items } = await get('/api/recovery-instances');
    expect(items.map(({ sourceServerId }: { sourceServerId: string }) => sourceServerId).toSorted()).toEqual(
      ids.toSorted(),
    );
    expect(items[0]).toMatchObject({
      accountId: HOME_ACCOUNT,
      region: HOME_REGION,
      serverName: expect.stringMatching(/^server-/),
      instanceState: expect.stringMatching(/^(PENDING|RUNNING)$/),
      isDrill: true,
      jobId: rig.launchJobs()[0]?.jobId,
    });
    const one = await get(`/api/recovery-instances?sourceServerId=${ids[0]}`);
    expect(one.items).toHaveLength(1);
    expect((await run('get instances --region us-east-1')).out.trimEnd().split('\n')).toHaveLength(3);
  });

  test('defect 8.3.23: two instances of one server are two rows, each of its job, whole and page by page', async () => {
    const { rig, get, refresh } = await openEstate({ network: listTwice((id) => `${id.slice(0, -4)}7717`) });
    const [sourceServerId = ''] = rig.idsOf('server-');
    await rig.load();
    await rig.runToEnd(await rig.launch(await rig.savePlan('shop', [{ servers: [sourceServerId] }])));
    await refresh();
    const { items } = await get('/api/recovery-instances');
    const ids = items.map(({ recoveryInstanceId }: { recoveryInstanceId: string }) => recoveryInstanceId);
    expect(new Set(ids).size).toBe(2);
    expect(new Set(items.map(({ jobId }: { jobId: string }) => jobId)).size).toBe(2);
    expect(items).toMatchObject([{ sourceServerId }, { sourceServerId }]);
    const first = await get('/api/recovery-instances?limit=1');
    const second = await get(`/api/recovery-instances?limit=1&after=${encodeURIComponent(first.next)}`);
    expect([...first.items, ...second.items]).toEqual(items);
    expect(second.next).toBeUndefined();
  });
});

describe('searched', () => {
  const named: RigOptions = {
    estate: {
      ...estate,
      server: (index) => ({
        tags: { Name: `web-${index}`, Tier: index % 2 === 0 ? 'web' : 'Web', Application: 'Shop' },
        ...(index === 3 && { replication: { state: 'STALLED', lagSeconds: 7200 } }),
        ...(index === 4 && { replication: { state: 'INITIAL_SYNC' } }),
      }),
    },
  };

  test('by name, tags, state, lag, account and Region; all that is asked for must hold', async () => {
    const { servers, refresh } = await openEstate(named);
    await refresh();
    const names = async (query: string) => (await servers(query)).map(({ serverName }) => serverName).toSorted();
    expect(await names('&name=WEB-3')).toEqual(['web-3']);
    expect(await names('&tag=Tier%3Dweb')).toEqual(['web-0', 'web-2', 'web-4', 'web-6', 'web-8']);
    expect(await names('&tag=Tier%3DWeb&tag=Name%3Dweb-3')).toEqual(['web-3']);
    expect(await names('&tag=tier%3Dweb')).toEqual([]);
    expect(await names('&state=stalled')).toEqual(['web-3']);
    expect(await names('&lagOverSeconds=7199'), 'a lag that nobody knows is not a short one').toEqual([
      'web-3',
      'web-4',
    ]);
    expect(await names(`&accountId=${OTHER_ACCOUNT}&region=${EUROPE}`)).toEqual(['web-3', 'web-7']);
    expect(await names(`&accountId=${OTHER_ACCOUNT}&state=CONTINUOUS&tag=Tier%3DWeb`)).toEqual(['web-7']);
  });

  test('on the command line, and what does not go together is refused', async () => {
    const { run, refresh } = await openEstate(named);
    await refresh();
    const { out } = await run('get servers --tag Tier=Web --lag-over 900');
    expect(out.split('\n')[1]).toMatch(/^web-3 +s-\w{17} +444455556666 +eu-west-1 +STALLED +2 h 0 min +0 s/);
    expect((await run('get servers --outcome FAILED')).code).toBe(2);
    const both = await run('get servers exec-1 --state STALLED');
    expect([both.code, both.err]).toEqual([2, '--state searches the source servers: leave the execution out\n']);
    const wrong = await run('get servers --tag Tier');
    expect([wrong.code, wrong.err]).toEqual([12, expect.stringContaining('a tag is key=value')]);
    expect((await run('get servers --tag A=1 --tag A=2')).err).toContain('a key is named twice');
  });

  test('recovery instances: by name, state and whether a drill launched them, also on the command line', async () => {
    const { rig, run, get, refresh } = await openEstate();
    const [drilled = '', recovered = ''] = rig.idsOf('server-');
    await rig.load();
    await rig.runToEnd(await rig.launch(await rig.savePlan('shop', [{ servers: [drilled] }])));
    await rig.runToEnd(await rig.launch(await rig.savePlan('real', [{ servers: [recovered] }]), 'RECOVERY'));
    await rig.clock.advance(600);
    await refresh();
    const { items } = await get('/api/recovery-instances');
    const named = (id: string) => items.find((one: InventoryInstance) => one.sourceServerId === id)?.serverName;
    const found = async (query: string) =>
      (await get(`/api/recovery-instances?${query}`)).items.map((one: InventoryInstance) => one.sourceServerId);
    expect(await found(`name=${named(recovered).toUpperCase()}`)).toEqual([recovered]);
    expect(await found(`name=${drilled.slice(0, 10)}`)).toEqual([drilled]);
    expect((await found('state=running&name=server')).toSorted()).toEqual([drilled, recovered].toSorted());
    expect(await found('state=STOPPED')).toEqual([]);
    expect(await found('isDrill=true')).toEqual([drilled]);
    expect(await found('isDrill=false')).toEqual([recovered]);

    const rows = async (flags: string) => (await run(`get instances ${flags}`)).out;
    expect(await rows('--drill')).toMatch(new RegExp(`^SERVER .*\\n${named(drilled)} .* drill .*\\n$`));
    expect(await rows('--no-drill --state RUNNING')).toMatch(new RegExp(`\\n${named(recovered)} .* recovery .*\\n$`));
    expect(await rows('--name nobody')).toBe('none\n');
    expect(await run('get instances exec-1 --name shop')).toMatchObject({
      code: 2,
      err: '--name searches all recovery instances: leave the execution out\n',
    });
  });

  test('by every command line of its page in the documents', async () => {
    const { run } = await openEstate(named);
    for (const line of commandLines('docs/operate/inventory.md')) {
      const { code, err } = await run(line.replace('./breakwater ', ''));
      expect([line, code, err]).toEqual([line, 0, '']);
    }
  });

  test('goes by page to the end, also when a newer look comes between two pages', async () => {
    const { get, refresh, rig } = await openEstate();
    await refresh();
    const ids: string[] = [];
    for (let after = ''; ; ) {
      const page = await get(`/api/source-servers?limit=2${after}`);
      ids.push(...page.items.map(({ sourceServerId }: InventoryServer) => sourceServerId));
      if (page.next === undefined) break;
      after = `&after=${encodeURIComponent(page.next)}`;
      await rig.clock.advance(60);
      await refresh();
    }
    expect(new Set(ids).size).toBe(9);
    expect(ids).toHaveLength(9);
    const nowhere = await get('/api/source-servers?after=nowhere');
    expect(nowhere).toMatchObject({ status: 422, errors: [{ path: ['query', 'after'] }] });
  });
});

describe('a refresh', () => {
  test('by itself looks at what is due, and no more often', async () => {
    const { rig } = await openEstate();
    await rig.load();
    const due = () => rig.clock.complete(rig.accounts.inventory.refreshDue());
    expect(await due()).toBe(4);
    expect(await due()).toBe(0);
    rig.simulator.faults.add({ kind: 'throttle', operation: 'DescribeSourceServers', times: 1 });
    await rig.clock.advance(limits.inventoryMinutes * 60);
    expect(await due()).toBe(4);
    await rig.clock.advance(limits.inventoryRetryMinutes * 60);
    expect(await due(), 'what failed is tried again sooner').toBe(1);
  });

  test('by two at once looks once; who came second goes on when it is done', async () => {
    const { rig } = await openEstate();
    await rig.load();
    const { inventory } = rig.accounts;
    const [first, second] = await rig.clock.complete(Promise.all([inventory.refresh({}), inventory.refresh({})]));
    expect(rig.simulator.calls().counts['drs:DescribeSourceServers']).toBe(4);
    expect([first, second].map(({ pendingCount }) => pendingCount).toSorted((a, b) => a - b)).toEqual([0, 4]);
    const late = [first, second].find(({ pendingCount }) => pendingCount === 4);
    expect(late?.scopes.map(({ isRefreshing }) => isRefreshing)).toEqual([true, true, true, true]);
    const { since } = second;
    expect((await rig.clock.complete(inventory.refresh({ since }))).pendingCount).toBe(0);
    expect(rig.simulator.calls().counts['drs:DescribeSourceServers'], 'nobody looks twice').toBe(4);
  });

  test('that begins while AWS still answers another leaves that one alone', async () => {
    const { rig } = await openEstate({
      network: async (request, send) => {
        await rig.clock.sleep(2);
        return send(request);
      },
    });
    await rig.load();
    const { inventory } = rig.accounts;
    const later = async () => {
      await rig.clock.sleep(1);
      return inventory.refresh({});
    };
    const [, second] = await rig.clock.complete(Promise.all([inventory.refresh({}), later()]));
    expect(second.scopes.every(({ isRefreshing }) => isRefreshing)).toBe(true);
    expect(rig.simulator.calls().counts['drs:DescribeSourceServers']).toBe(4);
  });

  test('that dies between any two of its writes shows the old rows or the new ones, never a part, and the next one mends it', async () => {
    const inner = createMemoryItemStore();
    let writesLeft = Number.POSITIVE_INFINITY;
    const store: ItemStore = {
      ...inner,
      transact: async (writes) => {
        if (writesLeft <= 0) throw new Error('killed');
        writesLeft -= 1;
        return inner.transact(writes);
      },
    };
    const { rig, refresh } = await openEstate({ store, estate: { ...estate, servers: 40 } });
    await refresh();
    const ofHome = { accountId: HOME_ACCOUNT, region: HOME_REGION };
    const { inventory } = rig.accounts;
    const shown = async () => (await inventory.servers(ofHome, { limit: 500 })).items;
    const before = await shown();
    const seen = new Set<string>();
    for (let writes = 0; writes < 12; writes += 1) {
      await rig.clock.advance(limits.sweepLeaseSeconds + 1);
      writesLeft = writes;
      await rig.clock.complete(inventory.refresh(ofHome).catch(() => undefined));
      writesLeft = Number.POSITIVE_INFINITY;
      const now = await shown();
      expect(now.map(({ sourceServerId }) => sourceServerId)).toEqual(
        before.map(({ sourceServerId }) => sourceServerId),
      );
      expect(new Set(now.map(({ observedTime }) => observedTime)).size).toBe(1);
      seen.add(now[0]?.observedTime ?? '');
    }
    expect(seen.size, 'some died before the rows counted, some after').toBeGreaterThan(1);
    await rig.clock.advance(limits.sweepLeaseSeconds + 1);
    await rig.clock.complete(inventory.refresh(ofHome));
    expect((await shown())[0]?.ageSeconds).toBe(0);
    const left = await inner.query({
      table: 'observations',
      partition: `inventory#${HOME_ACCOUNT}/${HOME_REGION}`,
      limit: 100,
    });
    expect(left.items.map(({ sort }) => sort.replace(/\d{10}/, 'N').replace(/s-\w+/, 'ID'))).toEqual([
      'header',
      'rows#N#servers#ID',
    ]);
  });
});

const inEveryStore = async (store: ItemStore | undefined, more: Partial<RigOptions> = {}) => {
  const opened = await openEstate({ ...more, ...(store === undefined ? {} : { store }) });
  await opened.refresh();
  await opened.rig.clock.advance(60);
  await opened.refresh({ accountId: HOME_ACCOUNT });
  const withoutAge = (await opened.servers('&tag=Application%3DLoad')).map(
    ({ ageSeconds: _a, observedTime: _o, ...row }) => row,
  );
  const scopes = (await opened.scopes()).map(({ result, sourceServerCount }) => [result, sourceServerCount]);
  return { withoutAge, scopes };
};

test('in SQLite it is the same as in memory', async () => {
  const { clock, simulator, strangersJobIds } = openRig({ estate });
  const store = await openSqliteInMemory(clock);
  const inSqlite = await inEveryStore(store, { beside: { clock, simulator, strangersJobIds, store } });
  expect(inSqlite).toEqual(await inEveryStore(undefined));
  expect(inSqlite.withoutAge).toHaveLength(9);
});

await onDynamoDbLocal('the inventory on DynamoDB', ({ endpoint }) => {
  test('on DynamoDB it is the same as in memory', async () => {
    const { clock, simulator, strangersJobIds } = openRig({ estate });
    const { store } = await openVirtualStore(endpoint, clock);
    const onDynamoDb = await inEveryStore(store, { beside: { clock, simulator, strangersJobIds, store } });
    expect(onDynamoDb).toEqual(await inEveryStore(undefined));
  });
});
