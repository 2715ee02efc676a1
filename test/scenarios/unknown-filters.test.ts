/** A filter that names what there is not is an error at its field, with what there is: "none" would be taken for a fact. */
import { expect, test } from 'vitest';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { setUpCli } from '../cli/run.ts';
import { HOME_ACCOUNT, HOME_REGION, OTHER_ACCOUNT, openRig } from '../support/rig.ts';
import { openShop } from '../support/shop.ts';

const EUROPE = 'eu-west-1';
const UNKNOWN = '999900001111';

const openEstate = async () => {
  const rig = openRig({
    estate: { servers: 4, accountIds: [HOME_ACCOUNT, OTHER_ACCOUNT], regions: [HOME_REGION, EUROPE] },
    reachesRegistered: true,
  });
  const roleArn = `arn:aws:iam::${OTHER_ACCOUNT}:role/RecoveryOperator`;
  await rig.catalog.putAccount({ accountId: HOME_ACCOUNT, accountName: 'production', regions: [HOME_REGION] }, 'ana');
  await rig.catalog.putAccount(
    { accountId: OTHER_ACCOUNT, accountName: 'analytics', regions: [EUROPE], roleArn },
    'ana',
  );
  const cli = setUpCli({}, rig);
  await cli.run('refresh');
  return cli;
};

const accounts = `known are ${HOME_ACCOUNT} (production), ${OTHER_ACCOUNT} (analytics)`;

test('an account that is not registered, in every command that takes one, with those that are', async () => {
  const { run } = await openEstate();
  for (const command of ['get servers', 'get instances', 'refresh', 'sync-tags']) {
    const { code, out, err } = await run(`${command} --account ${UNKNOWN}`);
    expect([command, code, out]).toEqual([command, exitCodes.invalidInput, '']);
    expect(err).toContain(`no account ${UNKNOWN} is registered; ${accounts}`);
  }
});

test('a Region that no account, or not that account, is registered with', async () => {
  const { run } = await openEstate();
  for (const command of ['get servers', 'get instances', 'refresh', 'sync-tags']) {
    const typo = await run(`${command} --region us-east-2`);
    expect([command, typo.code, typo.out]).toEqual([command, exitCodes.invalidInput, '']);
    expect(typo.err).toContain(
      'no registered account has the Region us-east-2; did you mean us-east-1?; known are us-east-1, eu-west-1',
    );
    const elsewhere = await run(`${command} --account ${HOME_ACCOUNT} --region ${EUROPE}`);
    expect(elsewhere.code).toBe(exitCodes.invalidInput);
    expect(elsewhere.err).toContain(
      `account ${HOME_ACCOUNT} is not registered with the Region ${EUROPE}; known are us-east-1`,
    );
  }
  expect((await run('get servers --region us-east-2')).err).toContain('--region: no registered account');
});

test('a state that DRS does not have; one of DRS that no server has finds none', async () => {
  const { run } = await openEstate();
  const typo = await run('get servers --state STALED');
  expect(typo.code).toBe(exitCodes.invalidInput);
  expect(typo.err).toContain('--state: no source server has the state "STALED"; did you mean STALLED?; known are');
  expect(await run('get servers --state stalled')).toMatchObject({ code: exitCodes.ok, out: 'none\n' });
  expect((await run('get servers --state continuous')).out).toContain('CONTINUOUS');
});

test('a state that no instance of EC2 has, with those that there are', async () => {
  const { run, call } = await openEstate();
  const typo = await run('get instances --state RUNING');
  expect(typo.code).toBe(exitCodes.invalidInput);
  expect(typo.err).toContain('--state: no recovery instance has the state "RUNING"; did you mean RUNNING?; known are');
  expect(typo.err).toContain('PENDING, RUNNING, STOPPING, STOPPED, SHUTTING-DOWN, TERMINATED, NOT_FOUND');
  expect(await run('get instances --state stopped')).toMatchObject({ code: exitCodes.ok, out: 'none\n' });
  const { status, body } = await call('GET', '/api/recovery-instances?isDrill=maybe');
  expect([status, body.errors]).toEqual([422, [{ path: ['query', 'isDrill'], message: 'must be true or false' }]]);
});

test('over the API: each field that names nothing; a place without servers is an empty page', async () => {
  const { call, rig } = await openEstate();
  const shown = async (path: string) => {
    const { status, body } = await call('GET', path);
    return [status, (body.errors ?? body.items).map(({ path: at }: { path?: string[] }) => at?.join('.'))];
  };
  expect(await shown(`/api/source-servers?accountId=${UNKNOWN}`)).toEqual([422, ['query.accountId']]);
  expect(await shown('/api/recovery-instances?region=us-east-2')).toEqual([422, ['query.region']]);
  expect(await shown(`/api/tag-sync/servers?accountId=${UNKNOWN}`)).toEqual([422, ['query.accountId']]);
  const noServer = 's-00000000000000000';
  expect(await shown(`/api/recovery-instances?sourceServerId=${noServer}`)).toEqual([422, ['query.sourceServerId']]);
  const [server] = rig.simulator.servers(HOME_ACCOUNT, HOME_REGION);
  expect(await shown(`/api/recovery-instances?sourceServerId=${server?.sourceServerId}`)).toEqual([200, []]);
  expect(await shown('/api/tag-sync/servers?region=us-east-1')).toEqual([200, []]);
  expect(await shown('/api/executions?planId=plan-of-nobody')).toEqual([422, ['query.planId']]);
  expect(await shown('/api/clean-ups?planId=plan-of-nobody')).toEqual([422, ['query.planId']]);
});

test('a wave that the execution does not have; a plan that was deleted has its executions still', async () => {
  const cli = setUpCli();
  const { call, rig } = cli;
  const executionId = await openShop(rig).awaitingDecision();
  const { planId, totalWaves } = await rig.get(executionId);
  const noWave = await call('GET', `/api/executions/${executionId}/servers?waveNumber=77`);
  expect([noWave.status, noWave.body.errors]).toEqual([
    422,
    [
      {
        path: ['query', 'waveNumber'],
        message: `the execution has no wave 77; known are 0 to ${totalWaves - 1}`,
      },
    ],
  ]);
  const path = `/api/executions?planId=${planId}`;
  expect((await call('GET', `${path}&status=FAILED`)).body).toMatchObject({ items: [] });
  expect((await call('GET', path)).body.items).toHaveLength(1);
});
