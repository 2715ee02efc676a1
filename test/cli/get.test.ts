import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { setUpCli, shopFile } from './run.ts';

async function withPlan() {
  const cli = setUpCli();
  cli.files.set('shop.yaml', shopFile);
  await cli.run('apply -f shop.yaml');
  return cli;
}
const linesOf = (out: string) =>
  out
    .replaceAll(/(group|plan)-\d+-[0-9a-f]+/g, 'ID')
    .trimEnd()
    .split('\n');

/** As a person reads it. */
const shown = (time: string): string => time.replace('T', ' ').replace(/\.\d+Z$/, 'Z');

describe('get', () => {
  test('groups shows what each selects', async () => {
    const { run } = await withPlan();
    expect(linesOf((await run('get groups')).out)).toEqual([
      'GROUP     ACCOUNT       REGION     SERVERS                    VERSION  ID',
      'shop-db   111122223333  us-east-1  Application=Shop Tier=db   1        ID',
      'shop-web  111122223333  us-east-1  Application=Shop Tier=web  1        ID',
    ]);
  });

  test('groups reads every page', async () => {
    const { run, catalog } = await withPlan();
    for (const part of [0, 1, 2]) {
      const documents = Array.from({ length: 50 }, (_, index) => ({
        kind: 'ProtectionGroup',
        groupName: `g${part}-${index}`,
        accountId: '111122223333',
        region: 'us-east-1',
        selection: { tags: { Part: String(part), Index: String(index) } },
      }));
      expect((await catalog.apply(documents, { actor: 'ana' })).kind).toBe('applied');
    }
    expect(JSON.parse((await run('get groups --output json')).out)).toHaveLength(152);
  });

  test('plans, and one plan with its waves', async () => {
    const { run } = await withPlan();
    expect(linesOf((await run('get plans')).out)).toEqual([
      'PLAN  WAVES  VERSION  SAVED                 BY   ID',
      'shop      2        1  2026-11-02 03:00:00Z  ana  ID',
    ]);
    expect(linesOf((await run('get plan SHOP')).out)).toEqual([
      'Plan "shop", version 1, ID',
      '#  WAVE      AFTER     APPROVAL  ON FAILURE  GROUPS',
      '0  database  -         no        stop        shop-db (Application=Shop Tier=db)',
      '1  web       database  yes       stop        shop-web (Application=Shop Tier=web)',
    ]);
    expect(parse((await run('get plan shop --output yaml')).out)).toMatchObject({ planName: 'shop', version: 1 });
  });

  test('of nothing says none', async () => {
    const { run } = setUpCli();
    expect((await run('get executions')).out).toBe('none\n');
    expect((await run('get plans --output json')).out).toBe('[]\n');
  });

  test('executions, and one execution with what it waits for', async () => {
    const { run, rig, shop } = setUpCli();
    const over = await shop.completed();
    const waiting = await shop.atGate();
    const [first, second] = [await rig.get(over), await rig.get(waiting)];
    expect(linesOf((await run('get executions')).out)).toEqual([
      'EXECUTION             TYPE   PLAN  STATUS     SERVERS  STARTED               BY    WAITS FOR A PERSON',
      `${waiting}  DRILL  shop  PAUSED           8  ${shown(second.startTime)}  anna  wave 1 "application" waits for approval`,
      `${over}  DRILL  shop  COMPLETED        8  ${shown(first.startTime)}  anna`,
    ]);
    expect(linesOf((await run('get executions --limit 1')).out).at(-1)).toBe('… and older ones: --limit shows more');
    expect(linesOf((await run(`get execution ${waiting}`)).out)).toEqual([
      'DRILL of plan "shop" (version 2): PAUSED',
      'wave 1 "application" waits for approval',
      `Started by anna at ${shown(second.startTime)}`,
      `AWS is not asked while paused (last ${shown(second.lastPolledTime ?? '')})`,
      '#  WAVE         STATUS             SERVERS',
      expect.stringMatching(/^0 {2}database {5}COMPLETED {10}2\/2 up {3}in 0:01:\d\d$/),
      '1  application  AWAITING_APPROVAL  0/3 up   waits for a person to open its gate',
      '2  web          PENDING            0/3 up   waits for wave 1 "application": AWAITING_APPROVAL',
      `wave 1 "application" waits for approval: 3 servers will launch: ./breakwater resume ${waiting} --wave 1`,
      `To go on without 3 servers of wave 1 "application", and say why: ./breakwater skip ${waiting} --wave 1 --reason "WHY"`,
      `To stop it from starting more: ./breakwater cancel ${waiting}`,
    ]);
    expect(JSON.parse((await run(`get execution ${waiting} --output json`)).out)).toMatchObject({ status: 'PAUSED' });
  });

  test('executions of a deleted plan are found by its id; a name that no plan has is told', async () => {
    const { run, rig, shop } = setUpCli();
    const executionId = await shop.refused();
    const { planId, planName } = await rig.get(executionId);
    expect((await run(`get executions --plan ${planName}`)).out).toContain(executionId);
    expect((await run(['delete', 'plan', planName, '--confirm', planName])).code).toBe(0);
    expect(await run(`get executions --plan ${planId}`)).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining(executionId),
    });
    expect((await run('get executions --plan plan-b')).code).toBe(11);
  });

  test('staging accounts of what is no account id says what one is', async () => {
    const { code, err } = await setUpCli().run('get staging-accounts 999');
    expect([code, err.split('\n')[1]]).toEqual([12, '  ACCOUNT: an AWS account id has 12 digits']);
  });

  test('servers shows what was decided and what was last seen', async () => {
    const { run, rig, shop } = setUpCli();
    const executionId = await shop.partial();
    const [failed, up] = await rig.servers(executionId);
    const { instanceId = '', privateIp = '' } = up?.observed ?? {};
    expect(instanceId).toMatch(/^i-[0-9a-f]{17}$/);
    const lines = linesOf((await run(`get servers ${executionId}`)).out);
    const cells = (line = '') => line.trim().split(/ {2,}/);
    const place = ['111122223333', 'us-east-1', 'database'];
    expect(lines.slice(0, 3).map(cells)).toEqual([
      'SERVER ID ACCOUNT REGION WAVE OUTCOME PHASE INSTANCE TYPE STATE ADDRESS REASON'.split(' '),
      ['shop-db-01', failed?.sourceServerId, ...place, 'FAILED', 'FAILED', failed?.reason],
      [
        'shop-db-02',
        up?.sourceServerId,
        ...place,
        'LAUNCHED',
        'LAUNCHED',
        instanceId,
        'm5.large',
        'running',
        privateIp,
      ],
    ]);
    expect(lines[1]?.indexOf(failed?.reason ?? '')).toBe(lines[0]?.indexOf('REASON'));
    expect(lines.slice(3).every((line) => / (application|web) +NOT_STARTED/.test(line))).toBe(true);
    expect(lines).toHaveLength(9);
  });

  test('events of an execution, as lines or as they are', async () => {
    const { run, shop, call } = setUpCli();
    const executionId = await shop.refused();
    const { items } = (await call('GET', `/api/executions/${executionId}/events`)).body;
    expect(items.map((event: { message: string }) => event.message)).toEqual([
      'Started by anna',
      expect.stringMatching(/^Refused for 1 reason, nothing was started: /),
    ]);
    expect((await run(`events ${executionId}`)).out).toBe(
      items.map(({ time, message }: { time: string; message: string }) => `${shown(time)} ${message}\n`).join(''),
    );
    expect(JSON.parse((await run(`events ${executionId} --output json`)).out)).toEqual(items);
  });
});
