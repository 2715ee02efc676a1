/** Tags of EC2 instances, copied to their source servers: through API, engine, real SDK and simulator. */
import { CreateTagsCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import type { TagSyncAnswer, TagSyncServer } from '../../src/domain/model/tag-sync.ts';
import type { MakeEstateOptions } from '../../src/simulator/estate/make-estate.ts';
import { otherId } from '../../src/simulator/ids.ts';
import { setUpCli } from '../cli/run.ts';
import { clientsOf } from '../simulator/clients.ts';
import { HOME_ACCOUNT, HOME_REGION, OTHER_ACCOUNT, openRig, type RigOptions } from '../support/rig.ts';

const ORIGIN_REGION = 'us-west-2';
const inEc2 = (tags: Record<string, string>, accountId = HOME_ACCOUNT) => ({
  origin: { accountId, region: ORIGIN_REGION, availabilityZone: 'us-west-2a', tags },
});

/** Every third server is a machine outside AWS. */
const mixed: MakeEstateOptions = {
  servers: 6,
  server: (index) => (index % 3 === 2 ? {} : inEc2({ Name: `ec2-${index}`, CostCenter: 'B-17' })),
};

const openEstate = async (estate: MakeEstateOptions = mixed, options: RigOptions = {}) => {
  const rig = openRig({ estate, reachesRegistered: true, ...options });
  const entry = { accountId: HOME_ACCOUNT, accountName: 'production', regions: [HOME_REGION] };
  await rig.catalog.putAccount(entry, 'ana');
  const cli = setUpCli({}, rig);
  const { tagSync } = rig.accounts;
  await rig.load();
  const runToEnd = async (): Promise<TagSyncAnswer> => {
    let answer = await rig.clock.complete(tagSync.run({}));
    while (answer.pendingCount > 0) {
      await rig.clock.advance(1);
      answer = await rig.clock.complete(tagSync.run({ since: answer.since }));
    }
    return answer;
  };
  const results = async (): Promise<readonly TagSyncServer[]> => (await tagSync.servers({}, { limit: 5000 })).items;
  const tagsInDrs = async () => {
    const listed = await rig.clock.complete(
      rig.aws.recovery.describeSourceServers({ accountId: HOME_ACCOUNT, region: HOME_REGION }),
    );
    if (!listed.ok) throw new Error(listed.failure.message);
    return listed.value.map(({ tags }) => tags);
  };
  const count = (operation: string): number => rig.simulator.calls().counts[operation] ?? 0;
  return { ...cli, tagSync, runToEnd, results, tagsInDrs, count };
};

describe('tags of EC2', () => {
  test('are copied to the source servers that lack them; what only DRS has stays, and servers outside EC2 are told apart', async () => {
    const { runToEnd, results, tagsInDrs } = await openEstate();
    const { scopes } = await runToEnd();
    expect(scopes[0]?.counts).toEqual({ total: 6, copied: 4, unchanged: 0, notEc2: 2, failed: 0, pending: 0 });
    const byResult = Map.groupBy(await results(), ({ result }) => result);
    expect(byResult.get('COPIED')?.every(({ copied }) => copied.join() === 'Name,CostCenter')).toBe(true);
    expect(byResult.get('NOT_EC2')).toHaveLength(2);
    const tags = await tagsInDrs();
    expect(tags[0]).toEqual({ Name: 'ec2-0', CostCenter: 'B-17', Application: 'Load', Wave: '0' });
    expect(tags[2]?.['CostCenter']).toBeUndefined();
  });

  test('are written where they differ, and nowhere else: a second run writes nothing', async () => {
    const { rig, runToEnd, results, count, tagsInDrs } = await openEstate();
    await runToEnd();
    expect(count('drs:TagResource')).toBe(4);
    await rig.clock.advance(60);
    const { scopes } = await runToEnd();
    expect(scopes[0]?.counts).toMatchObject({ copied: 0, unchanged: 4 });
    expect(count('drs:TagResource')).toBe(4);

    const [changed = ''] = rig.idsOf('server-0000');
    const { ec2 } = clientsOf(rig.simulator, { region: ORIGIN_REGION });
    const tag = { Resources: [otherId('i', 'source', changed)], Tags: [{ Key: 'CostCenter', Value: 'C-3' }] };
    await ec2.send(new CreateTagsCommand(tag));
    await rig.clock.advance(60);
    await runToEnd();
    expect(count('drs:TagResource')).toBe(5);
    const copied = (await results()).filter(({ result }) => result === 'COPIED');
    expect(copied).toMatchObject([{ sourceServerId: changed, copied: ['CostCenter'] }]);
    expect((await tagsInDrs())[0]).toMatchObject({ CostCenter: 'C-3' });
  });

  test('are followed by the inventory, and by groups that go by them', async () => {
    const { runToEnd, call } = await openEstate();
    await runToEnd();
    const { body } = await call('GET', '/api/source-servers?tag=CostCenter%3DB-17');
    expect(body.items).toHaveLength(4);
    const selection = { accountId: HOME_ACCOUNT, region: HOME_REGION, selection: { tags: { CostCenter: 'B-17' } } };
    expect((await call('POST', '/api/protection-groups/resolve', selection)).body.servers).toHaveLength(4);
  });

  test('of 1,000 servers take five calls to EC2', async () => {
    const { runToEnd, count } = await openEstate({
      servers: 1000,
      server: (index) => inEc2({ Name: `ec2-${index}`, CostCenter: 'B-17' }),
    });
    const { scopes } = await runToEnd();
    expect(scopes[0]?.counts).toMatchObject({ copied: 1000, failed: 0 });
    const calls = count('ec2:DescribeInstances') + count('ec2:DescribeTags');
    expect(calls).toBe(1000 / limits.valuesPerFilter);
    expect(calls).toBeLessThanOrEqual(100);
    expect(count('drs:TagResource')).toBe(1000);
  });
});

describe('what goes wrong', () => {
  test('when AWS answers so late that listing takes longer than a call copies for, each call comes further all the same', async () => {
    const { rig, tagSync } = await openEstate({
      servers: 2 * limits.drsItemsPerPage,
      server: () => inEc2({ Name: 'ec2' }),
    });
    rig.simulator.faults.add({
      kind: 'slow',
      operation: 'DescribeSourceServers',
      delaySeconds: 1 + limits.refreshSeconds / 2,
    });
    rig.simulator.faults.add({ kind: 'slow', operation: 'TagResource', delaySeconds: 1 });
    const first = await rig.clock.complete(tagSync.run({}));
    const copied = first.scopes[0]?.counts.copied ?? 0;
    expect(copied).toBeGreaterThan(0);
    await rig.clock.advance(1);
    const second = await rig.clock.complete(tagSync.run({ since: first.since }));
    expect(second.scopes[0]?.counts.copied).toBeGreaterThan(copied);
  });

  test('when listing takes half of the time that a run has, what it copied is known before the next one may begin', async () => {
    const servers = 6 * limits.drsItemsPerPage;
    const { rig, tagSync, results, count } = await openEstate({ servers, server: () => inEc2({ Name: 'ec2' }) });
    await tagSync.setSchedule({ everyHours: 24, version: 0 });
    const delaySeconds = limits.sweepLeaseSeconds / 2 / (servers / limits.drsItemsPerPage);
    rig.simulator.faults.add({ kind: 'slow', operation: 'DescribeSourceServers', delaySeconds });
    rig.simulator.faults.add({ kind: 'slow', operation: 'TagResource', delaySeconds: 1 });
    const first = tagSync.runDue();
    await rig.clock.advance(limits.sweepLeaseSeconds);
    const copied = (await results()).filter(({ result }) => result === 'COPIED');
    expect(copied.length).toBeGreaterThan(0);
    expect(copied).toHaveLength(count('drs:TagResource'));
    await rig.clock.complete(first);
    for (let run = 0; run < 3; run += 1) await rig.clock.complete(tagSync.runDue());
    expect((await results()).filter(({ result }) => result === 'COPIED')).toHaveLength(servers);
    expect(count('drs:TagResource')).toBe(servers);
  });

  test('when listing takes all of the time that a run has, each run copies to a few all the same', async () => {
    const servers = 12 * limits.drsItemsPerPage;
    const { rig, tagSync, results } = await openEstate({ servers, server: () => inEc2({ Name: 'ec2' }) });
    await tagSync.setSchedule({ everyHours: 24, version: 0 });
    rig.simulator.faults.add({ kind: 'slow', operation: 'DescribeSourceServers', delaySeconds: 15 });
    await rig.clock.complete(tagSync.runDue());
    expect((await results()).filter(({ result }) => result === 'COPIED')).toHaveLength(limits.taggedAtOnce);
  });

  test('at one server is told there in the words of AWS, and costs the others nothing; the next run mends it', async () => {
    const { rig, runToEnd, results, run } = await openEstate();
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'TagResource', message: 'not this one', times: 1 });
    const told = await run('sync-tags');
    expect(told.code).toBe(1);
    expect(told.out).toMatch(/FAILED +drs:TagResource: AccessDeniedException: not this one/);
    expect(told.out).toMatch(/111122223333 +production +us-east-1 +\S+ \S+ +3 +0 +2 +1/);
    expect((await results()).filter(({ result }) => result === 'FAILED')).toHaveLength(1);
    await rig.clock.advance(60);
    const { scopes } = await runToEnd();
    expect(scopes[0]?.counts).toMatchObject({ copied: 1, unchanged: 3, failed: 0 });
  });

  test('for a while, as throttling does, is tried again within the run', async () => {
    const { rig, runToEnd } = await openEstate();
    rig.simulator.faults.add({ kind: 'throttle', operation: 'TagResource', times: 3 });
    rig.simulator.faults.add({ kind: 'throttle', operation: 'DescribeInstances', times: 1 });
    const { scopes } = await runToEnd();
    expect(scopes[0]?.counts).toMatchObject({ copied: 4, failed: 0 });
  });

  test('for ever ends too: after so many tries the server has failed, over however many calls', async () => {
    const { rig, runToEnd, results } = await openEstate();
    rig.simulator.faults.add({ kind: 'throttle', operation: 'TagResource' });
    const { scopes } = await runToEnd();
    expect(scopes[0]?.counts).toMatchObject({ copied: 0, failed: 4 });
    expect((await results())[0]?.message ?? (await results())[1]?.message).toContain('ThrottlingException');
  });

  test('when EC2 no longer has the instance says which', async () => {
    const { runToEnd, results } = await openEstate(mixed, {
      network: async (request, send) => {
        if (!request.url.includes('ec2.')) return send(request);
        const empty =
          '<DescribeInstancesResponse><requestId>1</requestId><reservationSet/></DescribeInstancesResponse>';
        return new Response(empty, { headers: { 'content-type': 'text/xml' } });
      },
    });
    await runToEnd();
    const failed = (await results()).filter(({ result }) => result === 'FAILED');
    expect(failed).toHaveLength(4);
    expect(failed[0]?.message).toMatch(/^EC2 does not know i-[0-9a-f]{17} in 111122223333\/us-west-2$/);
  });

  test('when the account of the instance is not registered says which, and the others are served', async () => {
    const { runToEnd, results } = await openEstate({
      servers: 2,
      server: (index) => (index === 0 ? inEc2({ A: 'b' }, OTHER_ACCOUNT) : inEc2({ A: 'b' })),
      accountIds: [HOME_ACCOUNT],
    });
    await runToEnd();
    const [failed] = (await results()).filter(({ result }) => result === 'FAILED');
    expect(failed?.message).toMatch(/444455556666/);
    expect((await results()).filter(({ result }) => result === 'COPIED')).toHaveLength(1);
  });

  test('when the servers cannot be listed: the run before stays, with the reason', async () => {
    const { rig, runToEnd, run } = await openEstate();
    await runToEnd();
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeSourceServers', message: 'no more' });
    await rig.clock.advance(60);
    const told = await run('sync-tags');
    expect(told.code).toBe(1);
    expect(told.out).toMatch(/ 4 +0 +2 +0 +NOT DONE: drs:DescribeSourceServers: AccessDeniedException: no more/);
  });
});

describe('defect 8.3.15: the schedule', () => {
  test('is off until somebody sets it; then it runs every so many hours, and no more often', async () => {
    const { rig, tagSync, run, count } = await openEstate();
    const due = () => rig.clock.complete(tagSync.runDue());
    expect(await due()).toBe(0);
    expect((await run('tag-sync --every 6')).out).toMatch(/^Every 6 hours\n/);
    expect(await due()).toBe(1);
    expect(count('drs:TagResource')).toBe(4);
    expect(await due()).toBe(0);
    await rig.clock.advance(6 * 3600 - 60);
    expect(await due()).toBe(0);
    await rig.clock.advance(60);
    expect(await due()).toBe(1);
    expect((await run('tag-sync --off')).out).toMatch(/^On demand alone\n/);
    await rig.clock.advance(86_400);
    expect(await due()).toBe(0);
  });

  test('tries again within minutes what AWS throttled or refused, not a day later, and not each minute', async () => {
    const { rig, tagSync, count } = await openEstate();
    await tagSync.setSchedule({ everyHours: 24, version: 0 });
    rig.simulator.faults.add({ kind: 'throttle', operation: 'DescribeSourceServers', times: 1 });
    expect(await rig.clock.complete(tagSync.runDue())).toBe(1);
    expect(count('drs:TagResource')).toBe(0);
    await rig.clock.advance(60);
    expect(await rig.clock.complete(tagSync.runDue())).toBe(0);
    await rig.clock.advance((limits.inventoryRetryMinutes - 1) * 60);
    expect(await rig.clock.complete(tagSync.runDue())).toBe(1);
    expect(count('drs:TagResource')).toBe(4);
    await rig.clock.advance(limits.inventoryRetryMinutes * 60);
    expect(await rig.clock.complete(tagSync.runDue())).toBe(0);
  });

  test('takes 1 to 24 hours, and nothing else', async () => {
    const { call, run } = await openEstate();
    for (const everyHours of [0, 25, 1.5, '6']) {
      const refused = await call('PUT', '/api/tag-sync', { everyHours, version: 0 });
      expect([refused.status, refused.body.errors[0].path]).toEqual([422, ['everyHours']]);
    }
    expect((await run('tag-sync --every 25')).code).toBe(2);
    expect((await run('tag-sync --every 6 --off')).code).toBe(2);
  });
});

describe('two people set the schedule at once', () => {
  test('and the second is told so: what the first set stays, and the second sets it once more on what it is now', async () => {
    const { call } = await openEstate();
    const seen = (await call('GET', '/api/tag-sync')).body;
    expect(seen.version).toBe(0);
    const set = (everyHours: number | null, version: number) => call('PUT', '/api/tag-sync', { everyHours, version });
    expect((await set(6, seen.version)).body).toMatchObject({ everyHours: 6, version: 1 });
    const late = await set(12, seen.version);
    expect([late.status, late.body.code, late.body.currentVersion]).toEqual([409, 'VERSION_CONFLICT', 1]);
    expect((await call('GET', '/api/tag-sync')).body).toMatchObject({ everyHours: 6, version: 1 });
    expect((await set(null, late.body.currentVersion)).body).toMatchObject({ version: 2 });
    expect((await set(24, 7)).body).toMatchObject({ code: 'VERSION_CONFLICT', currentVersion: 2 });
    const unseen = await call('PUT', '/api/tag-sync', { everyHours: 6 });
    expect([unseen.status, unseen.body.errors]).toMatchObject([422, [{ path: ['version'] }]]);
  });

  test('by the command line: who is overtaken between reading and saving changes nothing, and ends with 7', async () => {
    const { run, call, context } = await openEstate();
    const overtaken = await run('tag-sync --every 6', {
      fetch: async (input, init) => {
        if (init.method === 'PUT') await call('PUT', '/api/tag-sync', { everyHours: 12, version: 0 });
        return context.fetch(input, init);
      },
    });
    expect([overtaken.code, overtaken.out]).toEqual([7, '']);
    expect(overtaken.err).toContain('The schedule of copying tags has changed meanwhile: it is at version 1 now\n');
    expect((await run('tag-sync')).out).toMatch(/^Every 12 hours\n/);
  });

  test('and a file that is applied meanwhile counts as one of them', async () => {
    const { call, rig } = await openEstate();
    await rig.catalog.apply([{ kind: 'Settings', tagSyncEveryHours: 3 }], { actor: 'bert' });
    const late = await call('PUT', '/api/tag-sync', { everyHours: 6, version: 0 });
    expect([late.status, late.body.currentVersion]).toEqual([409, 1]);
  });
});

test('a Region where DRS is not initialised is no failure: it says so, and the code is 0', async () => {
  const { rig, run } = await openEstate();
  const entry = { accountId: HOME_ACCOUNT, accountName: 'production', regions: [HOME_REGION, 'eu-north-1'] };
  await rig.catalog.putAccount(entry, 'ana', 1);
  const { code, out, err } = await run('sync-tags');
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/production +eu-north-1 +never .*DRS is not initialised/);
  expect((await run('tag-sync')).out).toContain('DRS is not initialised');
});
