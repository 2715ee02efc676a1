/** How full DRS is, over accounts and Regions: one sweep through API, engine and simulator. */
import { describe, expect, test } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import type { ScopeCapacity } from '../../src/domain/model/capacity.ts';
import { secondsBetween } from '../../src/domain/time.ts';
import { createCapacity } from '../../src/engine/capacity.ts';
import type { ItemStore } from '../../src/ports/item-store.ts';
import type { MakeEstateOptions } from '../../src/simulator/estate/make-estate.ts';
import { setUpCli } from '../cli/run.ts';
import { HOME_ACCOUNT, OTHER_ACCOUNT, openRig, type RigOptions } from '../support/rig.ts';

const roleArn = (accountId: string) => `arn:aws:iam::${accountId}:role/RecoveryOperator`;
const home = { accountId: HOME_ACCOUNT, region: 'us-east-1' };

const openEstate = async (estate: MakeEstateOptions, options: RigOptions = {}) => {
  const rig = openRig({ estate, reachesRegistered: true, ...options });
  const { accountIds = [HOME_ACCOUNT], regions = ['us-east-1'] } = estate;
  for (const accountId of accountIds) {
    const role = accountId === HOME_ACCOUNT ? {} : { roleArn: roleArn(accountId) };
    await rig.catalog.putAccount({ accountId, accountName: `of ${accountId}`, regions: [...regions], ...role }, 'ana');
  }
  const cli = setUpCli({}, rig);
  const capacity = async (): Promise<{ askedTime: string; scopes: ScopeCapacity[] }> => {
    const { status, body } = await cli.call('GET', '/api/capacity');
    expect(status).toBe(200);
    return body;
  };
  return { ...cli, capacity };
};

test('a store that fails once costs one answer: whoever asks next has AWS asked anew', async () => {
  const { rig } = await openEstate({ servers: 2 });
  let fails = 1;
  const store: ItemStore = {
    ...rig.store,
    get: async (key) => {
      if (key.table === 'observations' || fails === 0) return rig.store.get(key);
      fails -= 1;
      throw new Error('the store is throttled');
    },
  };
  const capacity = createCapacity({ store, recovery: rig.aws.recovery, clock: rig.clock });
  await expect(rig.clock.complete(capacity())).rejects.toThrow('the store is throttled');
  expect((await rig.clock.complete(capacity())).scopes).toMatchObject([{ result: 'OK', sourceServers: { used: 2 } }]);
});

describe('three accounts in 28 Regions, AWS answering in 100 ms', () => {
  const accountIds = [HOME_ACCOUNT, OTHER_ACCOUNT, '777788889999'];
  const regions = ['us', 'eu', 'ap', 'sa'].flatMap((continent) =>
    [1, 2, 3, 4, 5, 6, 7].map((number) => `${continent}-east-${number}`),
  );

  test('one sweep asks each Region once for servers and once for jobs, so many at a time, and is done within five seconds', async () => {
    let inFlight = 0;
    let most = 0;
    const { capacity, rig } = await openEstate(
      { servers: 168, accountIds, regions },
      {
        network: async (request, send) => {
          inFlight += 1;
          most = Math.max(most, inFlight);
          await rig.clock.sleep(0.1);
          const answer = await send(request);
          inFlight -= 1;
          return answer;
        },
      },
    );
    const startTime = rig.clock.now();
    const { scopes } = await capacity();
    expect(secondsBetween(startTime, rig.clock.now())).toBeLessThanOrEqual(5);
    expect(scopes).toHaveLength(84);
    expect(scopes.every((scope) => scope.result === 'OK' && scope.sourceServers.used === 2)).toBe(true);
    const { counts } = rig.simulator.calls();
    expect([counts['drs:DescribeSourceServers'], counts['drs:DescribeJobs']]).toEqual([84, 84]);
    expect(counts['sts:AssumeRole']).toBe(2);
    expect(most).toBeLessThanOrEqual(2 * limits.scopesAtOnce);
    expect(most).toBeGreaterThan(limits.scopesAtOnce);

    // Whoever asks again within the minute gets the same sweep; two who ask together share one.
    await capacity();
    expect(rig.simulator.calls().counts['drs:DescribeSourceServers']).toBe(84);
    await rig.clock.advance(limits.capacityKeptSeconds);
    await rig.clock.complete(Promise.all([rig.accounts.capacity(), rig.accounts.capacity()]));
    expect(rig.simulator.calls().counts['drs:DescribeSourceServers']).toBe(168);
  });
});

describe('what counts', () => {
  test('defect 8.3.17: servers beyond the first page count, jobs of others too, in every Region and not in the first alone', async () => {
    const { capacity, rig } = await openEstate({ servers: 420, regions: ['us-east-1', 'eu-west-1'] });
    const elsewhere = { ...home, region: 'eu-west-1' };
    const [first = '', second = ''] = rig.idsOf('server', elsewhere);
    rig.launchByStranger([first, second], elsewhere);
    const { scopes } = await capacity();
    expect(scopes).toEqual([
      {
        ...home,
        accountName: `of ${HOME_ACCOUNT}`,
        result: 'OK',
        replicatingServers: { used: 210, limit: 300 },
        sourceServers: { used: 210, limit: 4000 },
        jobs: { ours: 0, others: 0, limit: 20 },
        serversInJobs: { ours: 0, others: 0, limit: 500 },
      },
      expect.objectContaining({
        region: 'eu-west-1',
        sourceServers: { used: 210, limit: 4000 },
        jobs: { ours: 0, others: 1, limit: 20 },
        serversInJobs: { ours: 0, others: 2, limit: 500 },
      }),
    ]);
  });

  test('the servers of a Region count there and in no other', async () => {
    const { capacity } = await openEstate({ servers: 3, regions: ['us-east-1', 'eu-west-1'] });
    const used = (await capacity()).scopes.map((scope) => [
      scope.region,
      scope.result === 'OK' && scope.replicatingServers.used,
      scope.result === 'OK' && scope.sourceServers.used,
    ]);
    expect(used).toEqual([
      ['us-east-1', 2, 2],
      ['eu-west-1', 1, 1],
    ]);
  });

  test('our own jobs count as ours; a server that is not copied is a source server and does not replicate', async () => {
    const resting = ['STOPPED', 'DISCONNECTED', 'STALLED', 'PAUSED'] as const;
    const { capacity, rig } = await openEstate({
      servers: 6,
      server: (index) => {
        const state = resting[index];
        return state === undefined ? {} : { replication: { state, lagSeconds: 0 } };
      },
    });
    const [, , , , fifth = ''] = rig.idsOf('server');
    await rig.launch(await rig.savePlan('one', [{ servers: [fifth] }]));
    await rig.clock.advance(20);
    expect((await capacity()).scopes).toMatchObject([
      {
        replicatingServers: { used: 2 },
        sourceServers: { used: 6 },
        jobs: { ours: 1, others: 0 },
        serversInJobs: { ours: 1, others: 0 },
      },
    ]);
  });
});

describe('what is not known', () => {
  test('defect 8.3.20: a Region or account that fails is FAILED in the words of AWS, never empty, and the others are told', async () => {
    const { capacity, rig, run } = await openEstate({
      servers: 8,
      accountIds: [HOME_ACCOUNT, OTHER_ACCOUNT],
      regions: ['us-east-1', 'eu-west-1'],
    });
    rig.simulator.faults.add({ kind: 'access-denied', service: 'sts', operation: 'AssumeRole' });
    rig.simulator.faults.add({ kind: 'throttle', service: 'drs', operation: 'DescribeJobs', region: 'eu-west-1' });
    const { scopes } = await capacity();
    expect(scopes).toEqual([
      expect.objectContaining({ ...home, result: 'OK', sourceServers: { used: 2, limit: 4000 } }),
      {
        accountId: HOME_ACCOUNT,
        accountName: `of ${HOME_ACCOUNT}`,
        region: 'eu-west-1',
        result: 'FAILED',
        message: expect.stringContaining('drs:DescribeJobs: ThrottlingException: '),
      },
      expect.objectContaining({
        accountId: OTHER_ACCOUNT,
        result: 'FAILED',
        message: expect.stringContaining(`the role ${roleArn(OTHER_ACCOUNT)} could not be assumed`),
      }),
      expect.objectContaining({ accountId: OTHER_ACCOUNT, region: 'eu-west-1', result: 'FAILED' }),
    ]);
    expect(JSON.stringify(scopes[2])).toContain(`validate account ${OTHER_ACCOUNT}`);
    const { code, out } = await run('get capacity');
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`^${HOME_ACCOUNT} .*us-east-1 +2 of 300 +2 of 4000 +0 of 20 +0 of 500`, 'm'));
    expect(out).toMatch(/eu-west-1 +\? +\? +\? +\? +FAILED: drs:DescribeJobs: ThrottlingException/);
  });

  test('a Region that failed is asked again by the next who looks, and only that one', async () => {
    const { capacity, rig } = await openEstate({ servers: 8, regions: ['us-east-1', 'eu-west-1'] });
    rig.simulator.faults.add({
      kind: 'throttle',
      service: 'drs',
      operation: 'DescribeJobs',
      region: 'eu-west-1',
      times: 1,
    });
    const results = async () => (await capacity()).scopes.map(({ region, result }) => [region, result]);
    const asked = () => rig.simulator.calls().counts['drs:DescribeSourceServers'];
    expect(await results()).toEqual([
      ['us-east-1', 'OK'],
      ['eu-west-1', 'FAILED'],
    ]);
    expect(asked()).toBe(2);
    const mended = [
      ['us-east-1', 'OK'],
      ['eu-west-1', 'OK'],
    ];
    expect(await results()).toEqual(mended);
    expect(asked()).toBe(3);
    expect(await results(), 'and then it is kept').toEqual(mended);
    expect(asked()).toBe(3);
    await rig.clock.advance(limits.capacityKeptSeconds);
    expect(await results()).toEqual(mended);
    expect(asked()).toBe(5);
  });

  test('a staging account that is not registered is shown as unknown with what to do', async () => {
    const { capacity, rig, run } = await openEstate({ servers: 8, regions: ['us-east-1', 'eu-west-1'] });
    const stager = '999988887777';
    const entry = { accountId: HOME_ACCOUNT, accountName: 'home', regions: ['us-east-1', 'eu-west-1'] };
    await rig.catalog.putAccount({ ...entry, stagingAccountIds: [stager] }, 'ana', 1);
    rig.simulator.faults.add({ kind: 'throttle', service: 'drs', operation: 'DescribeJobs', region: 'eu-west-1' });
    const unknown = { accountId: stager, result: 'NOT_REGISTERED', stagingFor: [HOME_ACCOUNT], extendedServers: 0 };
    expect((await capacity()).scopes.slice(1)).toEqual([
      expect.objectContaining({ result: 'FAILED' }),
      { ...unknown, region: 'eu-west-1', remedy: expect.stringContaining(`register account ${stager}`) },
      { ...unknown, region: 'us-east-1', remedy: expect.stringContaining('with the Region us-east-1') },
    ]);
    const shown = await run('get capacity');
    expect(shown.out).toMatch(
      new RegExp(
        `^${stager} +us-east-1 +\\? +\\? +\\? +\\? +UNKNOWN: staging account of ${HOME_ACCOUNT}: register`,
        'm',
      ),
    );
    await rig.catalog.putAccount(
      { accountId: stager, accountName: 'staging', regions: ['us-east-1'], roleArn: roleArn(stager) },
      'ana',
    );
    expect((await capacity()).scopes.filter(({ result }) => result === 'NOT_REGISTERED')).toEqual([
      { ...unknown, region: 'eu-west-1', remedy: `add eu-west-1 to the regions of the entry of account ${stager}` },
    ]);
  });

  test('a Region where DRS was never initialised says so', async () => {
    const { rig, run } = await openEstate({ servers: 1 });
    await rig.catalog.putAccount({ ...home, accountName: 'home', regions: ['eu-north-1'] }, 'ana', 1);
    const { code, out } = await run('get capacity');
    expect([code, out]).toEqual([0, expect.stringContaining('DRS is not initialised')]);
  });
});
