/** The command line over the real engine and the simulated AWS, on virtual time: what an operator types and reads. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { HOME_ACCOUNT, HOME_REGION } from '../support/rig.ts';
import { setUpWhole } from './whole.ts';

describe('the sample plan on the sample company', () => {
  test('is drilled in three waves with two approvals, and told truthfully', async () => {
    const { run, rig, executionIdOf } = await setUpWhole();
    expect((await run('apply -f shop.yaml')).code).toBe(exitCodes.ok);
    const started = await run('drill shop');
    expect(started.code).toBe(exitCodes.ok);
    const executionId = executionIdOf(started.out);

    for (const [waveNumber, name, count] of [
      [1, 'application', 16],
      [2, 'web', 12],
    ] as const) {
      const waiting = await run(`watch ${executionId} --exit-at-gate`);
      expect(waiting.code).toBe(exitCodes.waitingForPerson);
      expect(waiting.out).toContain(`  ./breakwater resume ${executionId} --wave ${waveNumber}\n`);
      const resumed = await run(`resume ${executionId}`);
      expect(resumed.out).toContain(`Approved wave ${waveNumber} "${name}": ${count} servers will launch.`);
      expect((await run(`resume ${executionId} --wave ${waveNumber}`)).code).toBe(exitCodes.refused);
    }

    const { code, out } = await run(`watch ${executionId}`);
    expect(code).toBe(exitCodes.ok);
    const summary = out.slice(out.indexOf(' DRILL  of plan "Shop": COMPLETED')).split('\n');
    expect(summary[2]).toMatch(/^RTO target \d:00:00: met in 0:\d\d:\d\d$/);
    expect(summary.slice(4, 7)).toEqual([
      '  wave 0 "database"     COMPLETED  6 of 6 launched',
      '  wave 1 "application"  COMPLETED  16 of 16 launched',
      '  wave 2 "web"          COMPLETED  12 of 12 launched',
    ]);
    expect(summary.filter((line) => /^ {2}shop-\S+ +i-[0-9a-f]{17} +10\./.test(line))).toHaveLength(34);
    const events = await run(`events ${executionId}`);
    expect(events.out.match(/ana approved wave/g)).toHaveLength(2);
    expect(rig.launchJobs()).toHaveLength(3);
  });

  test('shows one live screen that keeps within the terminal, from the first server to the end', async () => {
    const { run, rig, executionIdOf } = await setUpWhole();
    await run('apply -f shop.yaml');
    const executionId = executionIdOf((await run('drill shop')).out);
    let cancelled = false;
    const { code, out } = await run(`watch ${executionId}`, {
      isTerminal: true,
      env: { NO_COLOR: '1' },
      sleep: async (seconds) => {
        await rig.clock.advance(seconds);
        if (cancelled || (await rig.get(executionId)).status !== 'PAUSED') return;
        cancelled = true;
        await rig.command(executionId, { type: 'cancel', reason: 'seen enough' });
      },
    });
    expect(code).toBe(exitCodes.partial);
    const frames = out.slice(0, out.indexOf('\u001B[?25h')).split('\r').slice(1);
    for (const frame of frames) {
      const lines = stripVTControlCharacters(frame).split('\n');
      expect(lines.length).toBeLessThanOrEqual(24);
      for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(80);
    }
    const all = frames.join('');
    for (const phase of ['SNAPSHOT', 'CONVERSION', 'LAUNCH', 'LAUNCHED']) {
      expect(all).toMatch(new RegExp(`shop-db-0\\d +${phase}`));
    }
    expect(out).toContain('6 of 6 launched');
    expect(out).toContain('28 servers not started:');
  });
});

describe('a plan with a server that does not launch', () => {
  const plan = `kind: ProtectionGroup
groupName: billing
accountId: "111122223333"
region: us-east-1
selection: { tags: { Application: Legacy, Name: fail-launch-billing-01 } }
---
kind: ProtectionGroup
groupName: batch
accountId: "111122223333"
region: us-east-1
selection: { tags: { Application: Batch, Tier: control } }
---
kind: RecoveryPlan
planName: billing
waves:
  - waveName: first
    protectionGroups: [billing, batch]
  - waveName: second
    protectionGroups: [missing]
`;

  test('names the server and the words of DRS, and what was not started', async () => {
    const { run, files } = await setUpWhole();
    files.set(
      'shop.yaml',
      `${plan.replace('[missing]', '[erp]')}---
kind: ProtectionGroup
groupName: erp
accountId: "111122223333"
region: us-east-1
selection: { tags: { Application: ERP, Tier: directory } }
`,
    );
    expect((await run('apply -f shop.yaml')).code).toBe(exitCodes.ok);
    const { code, out } = await run('drill billing --watch');
    expect(code).toBe(exitCodes.partial);
    expect(out).toMatch(/1 server failed:\n {2}fail-launch-billing-01 \(s-[0-9a-f]{17}\): \S+/);
    expect(out).toMatch(/2 servers not started:\n {2}erp-dc-01/);
    expect(out).toMatch(/wave 1 "second" +SKIPPED/);
  });

  test('tags that match nothing are refused at the start, with the group', async () => {
    const { run, files } = await setUpWhole();
    files.set(
      'shop.yaml',
      plan.replace('[missing]', '[nobody]').concat(`---
kind: ProtectionGroup
groupName: nobody
accountId: "111122223333"
region: us-east-1
selection: { tags: { Application: Nothing } }
`),
    );
    expect((await run('apply -f shop.yaml')).code).toBe(exitCodes.ok);
    const { code, out, err } = await run('drill billing --watch');
    expect([code, out]).toEqual([
      exitCodes.refused,
      '  wave 0 "first": 3 servers\n  wave 1 "second": 0 servers, after wave 0\n',
    ]);
    expect(err).toMatch(/^Nothing was started, for 1 reason\n- .*nobody.*\n {2}\S/);
  });
});

describe('a recovery', () => {
  test('is never deleted by a later drill, unless each instance is named', async () => {
    const { run, files } = await setUpWhole();
    files.set(
      'shop.yaml',
      `kind: ProtectionGroup
groupName: store
accountId: "111122223333"
region: us-east-1
selection: { tags: { Application: Batch, Tier: storage } }
---
kind: RecoveryPlan
planName: store
waves: [{ waveName: all, protectionGroups: [store] }]
`,
    );
    await run('apply -f shop.yaml');
    const recovered = await run('recover store --confirm store --watch');
    expect(recovered.code).toBe(exitCodes.ok);
    expect(recovered.out).toMatch(/!! RECOVERY !! {2}of plan "store": COMPLETED/);
    const refused = await run('drill store --watch');
    expect(refused.code).toBe(exitCodes.refused);
    const flags = /To accept it, add: (.*)/.exec(refused.err)?.[1] ?? '';
    expect(flags.match(/--accept-deletion i-[0-9a-f]{17}/g)).toHaveLength(2);
    expect((await run(`drill store --watch ${flags}`)).code).toBe(exitCodes.ok);
  });
});

test('250 servers in one wave are watched on 80 × 24, failures first, and told whole at the end', async () => {
  const { run, rig, executionIdOf } = await setUpWhole({ estate: { servers: 250 } });
  const ids = rig.idsOf('server-');
  await rig.savePlan('all', [{ servers: ids, minSuccessPercent: 50 }]);
  rig.simulator.faults.add({
    kind: 'fail-launch',
    accountId: HOME_ACCOUNT,
    region: HOME_REGION,
    sourceServerIds: ids.slice(100, 103),
    times: 3,
  });
  const executionId = executionIdOf((await run('drill all')).out);
  const { code, out } = await run(`watch ${executionId}`, { isTerminal: true, env: { NO_COLOR: '1' } });
  expect(code).toBe(exitCodes.partial);
  const end = out.indexOf('\u001B[?25h');
  const frames = out.slice(0, end).split('\r').slice(1);
  expect(frames.length).toBeGreaterThan(20);
  for (const frame of frames) {
    const lines = stripVTControlCharacters(frame).split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(80);
  }
  const withFailures = frames.filter((frame) => frame.includes('3 failed') && frame.includes('more: '));
  expect(withFailures.length).toBeGreaterThan(0);
  for (const frame of withFailures) expect(frame.match(/server-010[012] +FAILED/g)).toHaveLength(3);
  const summary = out.slice(end);
  expect(summary).toContain('247 of 250 launched, 3 failed');
  expect(summary.match(/^ {2}server-010[012] \(s-[0-9a-f]{17}\): /gm)).toHaveLength(3);
  expect(summary).toContain(`… and 197 more: ./breakwater get servers ${executionId}`);
});
