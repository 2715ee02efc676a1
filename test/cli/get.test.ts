import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { at, eventOf, executionOf, serverOf, waveOf } from '../api/views.ts';
import { setUpCli, shopFile } from './run-faked.ts';
import { atGate } from './sample-screens.ts';

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
    const { run, executions } = setUpCli();
    executions.put(executionOf({ executionId: 'exec-000000', status: 'COMPLETED' }));
    executions.put({ ...atGate, lastPolledTime: at(340) });
    expect(linesOf((await run('get executions')).out)).toEqual([
      'EXECUTION    TYPE   PLAN  STATUS     SERVERS  STARTED               BY',
      'exec-000001  DRILL  shop  PAUSED          34  2026-11-02 03:00:00Z  ana',
      'exec-000000  DRILL  shop  COMPLETED       12  2026-11-02 03:00:00Z  ana',
    ]);
    expect(linesOf((await run('get executions --limit 1')).out).at(-1)).toBe('… and older ones: --limit shows more');
    expect(linesOf((await run('get execution exec-000001')).out)).toEqual([
      'DRILL of plan "shop" (version 1): PAUSED',
      'wave 1 "application" waits for approval',
      'Started by ana at 2026-11-02 03:00:00Z',
      'AWS last answered 2026-11-02 03:05:40Z',
      '#  WAVE         STATUS             SERVERS',
      '0  database     COMPLETED          6/6 up   in 0:05:39',
      '1  application  AWAITING_APPROVAL  0/16 up  waits for a person to open its gate',
      '2  web          PENDING            0/12 up  waits for wave 1 "application": AWAITING_APPROVAL',
      'wave 1 "application" waits for approval: 16 servers will launch: ./breakwater resume exec-000001 --wave 1',
    ]);
    expect(JSON.parse((await run('get execution exec-000001 --output json')).out)).toMatchObject({ status: 'PAUSED' });
  });

  test('servers shows what was decided and what was last seen', async () => {
    const { run, executions } = setUpCli();
    const wave = waveOf(0, 'database');
    executions.put(executionOf(), [
      serverOf(1, wave, {
        outcome: 'LAUNCHED',
        observed: {
          launchStatus: 'LAUNCHED',
          instanceId: 'i-0000000000000001a',
          instanceType: 'm6i.large',
          instanceState: 'running',
          privateIp: '10.0.0.1',
          lastPolledTime: at(9),
        },
      }),
      serverOf(2, wave, { outcome: 'FAILED', reason: 'no capacity' }),
    ]);
    expect(linesOf((await run('get servers exec-000001')).out)).toEqual([
      'SERVER            ID                   ACCOUNT       REGION     WAVE      OUTCOME   PHASE     INSTANCE             TYPE       STATE    ADDRESS   REASON',
      'shop-database-01  s-00000000000000001  111122223333  us-east-1  database  LAUNCHED  LAUNCHED  i-0000000000000001a  m6i.large  running  10.0.0.1',
      'shop-database-02  s-00000000000000002  111122223333  us-east-1  database  FAILED    FAILED                                                       no capacity',
    ]);
  });

  test('events of an execution, as lines or as they are', async () => {
    const { run, executions } = setUpCli();
    executions.put(executionOf(), [], [eventOf(1, { type: 'ExecutionStarted' }, 'ana')]);
    expect((await run('events exec-000001')).out).toBe('2026-11-02 03:00:01Z Started by ana\n');
    expect(JSON.parse((await run('events exec-000001 --output json')).out)).toEqual([
      { sequence: 1, time: at(1), actor: 'ana', data: { type: 'ExecutionStarted' }, message: 'Started by ana' },
    ]);
  });
});
