import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lengthOf, plainText, toText } from '../../src/cli/render/line.ts';
import type { Followed } from '../../src/cli/watch/follow.ts';
import { renderScreen, type ScreenModel } from '../../src/cli/watch/screen.ts';
import { ageText } from '../../src/domain/duration.ts';
import { createRig } from '../support/rig.ts';
import { openShop, shopEstate } from '../support/shop.ts';
import { look, sampleScreens, when } from './sample-screens.ts';

const { atGate, pausedAtGate, converting, running } = await sampleScreens();
const { executionId } = running.execution;

const command = (words: string) => `./breakwater ${words}`;
/** So many seconds after it was looked at. */
const modelOf = (followed: Followed, changes: Partial<ScreenModel> = {}, secondsLater = 7): ScreenModel => ({
  ...followed,
  now: new Date(Date.parse(followed.serverTime ?? '') + secondsLater * 1000).toISOString(),
  command,
  ...changes,
});
const screen = (model: ScreenModel, size = { columns: 80, rows: 24 }) => renderScreen(model, size).map(plainText);

const openSmallShop = async () => {
  const rig = await createRig({ estate: shopEstate });
  return { rig, shop: openShop(rig) };
};

describe('on a terminal of 80 × 24', () => {
  test('a drill shows its waves, its failed server before those that are up, what AWS last said, and the last events', () => {
    const { launchedCount } = running.execution.waves[1] ?? { launchedCount: 0 };
    const left = 16 - launchedCount - 1;
    const lines = screen(modelOf(running));
    expect(lines[0]).toMatch(new RegExp(`^ DRILL {2}Shop {2}${executionId} +POLLING {2}0:\\d\\d:\\d\\d$`));
    expect(lines[1]).toMatch(/^RTO target 1:00:00: 0:\d\d:\d\d of it gone$/);
    expect(lines[2]).toMatch(new RegExp(`^█+▓░+ ${6 + launchedCount}/34 up 1 failed +AWS last answered .*Z, 7 s ago$`));
    expect(lines.slice(3, 10)).toEqual([
      '',
      '#  WAVE         STATUS       SERVERS',
      expect.stringMatching(/^0 {2}database {5}COMPLETED {4}6\/6 up +in 0:05:\d\d$/),
      expect.stringMatching(`^1  application  IN_PROGRESS  ${launchedCount}/16 up, 1 failed  LAUNCH ${left}$`),
      expect.stringMatching(/^2 {2}web {10}PENDING {6}0\/12 up +waits for wave 1 "application":…$/),
      '',
      'SERVER       PHASE   INSTANCE  ADDRESS',
    ]);
    const rows = lines.slice(
      10,
      lines.findIndex((line) => line.startsWith('… ')),
    );
    const failed = rows.filter((line) => !/^shop-app-\d\d {2}LAUNCH$/.test(line));
    expect(failed).toEqual([
      expect.stringMatching(/^shop-app-04 {2}FAILED +InsufficientInstanceCapacity: We curren…$/),
    ]);
    const shown = rows.length - 1;
    expect(shown).toBeGreaterThan(3);
    const counts = left > shown ? `LAUNCHED ${launchedCount}, LAUNCH ${left - shown}` : `LAUNCHED ${launchedCount}`;
    expect(lines).toContain(`… ${16 - 1 - shown} more: ${counts}`);
    expect(lines.at(-2)).toMatch(/launched$|^ {10}/);
    expect(lines.at(-1)).toBe('Ctrl-C ends this screen only; the execution goes on');
  });

  test('the servers of a wave are counted by the phase that DRS has them in', () => {
    const { phases = {} } = converting.execution.waves[1]?.jobs[0]?.observed ?? {};
    const counts = Object.entries(phases).map(([phase, count]) => `${phase} ${count}`);
    expect(counts.length).toBeGreaterThan(1);
    const line = screen(modelOf(converting)).find((each) => each.startsWith('1  application')) ?? '';
    for (const count of counts) expect(line).toContain(count);
  });

  test('a gate shows what will launch, and the exact command that opens it', () => {
    expect(screen(modelOf(atGate, {}, 267)).slice(0, 12)).toEqual([
      expect.stringMatching(new RegExp(`^ DRILL {2}Shop {2}${executionId} +PAUSED {2}0:\\d\\d:\\d\\d$`)),
      'wave 1 "application" waits for approval',
      expect.stringMatching(/^RTO target/),
      expect.stringMatching(/^███░{17} 6\/34 up +AWS is not asked while paused \(last 03:05:\d\dZ\)$/),
      '▶ wave 1 "application" waits for approval: 16 servers will launch',
      `  ./breakwater resume ${executionId} --wave 1`,
      `  ./breakwater skip ${executionId} --wave 1 --reason "WHY"`,
      `  ./breakwater cancel ${executionId}`,
      '',
      '#  WAVE         STATUS             SERVERS',
      expect.stringMatching(/^0 {2}database {5}COMPLETED {10}6\/6 up {3}in 0:05:\d\d$/),
      '1  application  AWAITING_APPROVAL  0/16 up  waits for a person to open its gate',
    ]);
  });

  test('a pause and a gate show a command each, and that the gate alone launches nothing', () => {
    expect(screen(modelOf(pausedAtGate)).slice(4, 9)).toEqual([
      '▶ wave 1 "application" waits for approval: 16 servers will launch when the pause',
      'is ended too',
      `  ./breakwater resume ${executionId} --wave 1`,
      '▶ paused by bo: nothing new starts until the pause is ended',
      `  ./breakwater resume ${executionId} --end-pause`,
    ]);
  });

  test('a failed wave that waits for a decision says what going on means', async () => {
    const { rig, shop } = await openSmallShop();
    const waiting = await shop.awaitingDecision();
    const lines = screen(modelOf(await look(rig, waiting)), { columns: 120, rows: 24 });
    expect(lines).toContain('▶ wave 0 "database" is FAILED: 1 server of it can be launched again');
    expect(lines).toContain(`  ./breakwater retry ${waiting} --wave 0`);
    expect(lines).toContain('▶ wave 0 "database" is FAILED: the waves after it will start without 1 server of it');
    expect(lines).toContain(`  ./breakwater resume ${waiting} --wave 0`);
  });

  test('a recovery cannot be taken for a drill, with or without colours', async () => {
    const { rig, shop } = await openSmallShop();
    const recovering = await look(rig, await shop.running({}, 'RECOVERY'));
    const titleOf = (followed: Followed) => renderScreen(modelOf(followed), { columns: 80, rows: 24 })[0] ?? [];
    const [drill, recovery] = [titleOf(running), titleOf(recovering)];
    expect(plainText(recovery)).toMatch(/^ !! RECOVERY !! {2}shop/);
    expect(plainText(drill)).toMatch(/^ DRILL {2}Shop/);
    expect(toText(recovery, true)).toContain('\u001B[1;37;41m !! RECOVERY !! \u001B[0m');
    expect(toText(drill, true)).toContain('\u001B[1;30;46m DRILL \u001B[0m');
    expect(toText(recovery, false)).toBe(plainText(recovery));
  });

  test('a server that is away, and an account that cannot be asked, are told above everything else', async () => {
    const { rig, shop } = await openSmallShop();
    const throttled = await shop.running();
    rig.simulator.faults.add({ kind: 'throttle', operation: 'DescribeJobs' });
    const seen = await when(rig, throttled, ({ pollFailures }) => pollFailures[0]?.consecutive === 3);
    const lines = screen(modelOf(seen, { connectionLost: 'socket hang up' }));
    expect(lines[2]).toBe('The server does not answer (socket hang up): trying again');
    expect(lines.slice(3, 5).join(' ')).toMatch(
      /^AWS in 111122223333\/us-east-1: 3 failed looks in a row: drs:DescribeJobs: +ThrottlingException/,
    );
  });

  test('forty waves are folded: those that wait, fail or run stay, the others are counted', async () => {
    const estate = { ...shopEstate, servers: 40, server: () => ({}) };
    const rig = await createRig({ estate });
    const servers = rig.idsOf('server-');
    const faulty = (index: number) => ({ sourceServerIds: servers.slice(index, index + 1) });
    rig.simulator.faults.add({ kind: 'slow-launch', factor: 100, ...faulty(20) });
    rig.simulator.faults.add({ kind: 'fail-launch', ...faulty(35) });
    const waves = servers.map((server, index) => ({
      servers: [server],
      dependsOn: index <= 20 || index === 35 ? [] : ['wave-20'],
      onFailure: 'continue' as const,
    }));
    const started = await rig.launch(await rig.savePlan('forty', waves));
    const isOver = (status?: string) => status === 'COMPLETED' || status === 'FAILED';
    const ready = [...Array(20).keys(), 35];
    const seen = await when(rig, started, (view) => ready.every((index) => isOver(view.waves[index]?.status)));
    const lines = screen(modelOf(seen));
    expect(lines.some((line) => line.startsWith('20  wave-20  IN_PROGRESS'))).toBe(true);
    expect(lines.some((line) => line.startsWith('35  wave-35  FAILED'))).toBe(true);
    expect(lines.find((line) => line.includes('more waves'))).toMatch(/^… \d+ more waves: COMPLETED 20, PENDING \d+$/);
  });

  test('one failure among four thousand servers is still a mark in the bar', () => {
    const execution = { ...running.execution, serverCount: 4000, launchedCount: 10, failedCount: 1 };
    const bar = screen(modelOf(running, { execution })).find((line) => line.includes('10/4000')) ?? '';
    expect(bar.slice(0, 20)).toBe('▓░░░░░░░░░░░░░░░░░░░');
  });

  test('names and words of AWS that would move the cursor are made harmless', async () => {
    const evil = 'web\u001B[2J\u202Enil\n';
    const estate = { ...shopEstate, servers: 2, server: (index: number) => ({ tags: { Name: `${evil}${index}` } }) };
    const rig = await createRig({ estate });
    const [failing = '', ...others] = rig.idsOf('server-');
    rig.simulator.faults.add({ kind: 'fail-launch', sourceServerIds: [failing], rawError: evil });
    rig.simulator.faults.add({ kind: 'slow-launch', factor: 50, sourceServerIds: others });
    const started = await rig.launch(await rig.savePlan('evil', [{ servers: [failing, ...others] }]));
    const seen = await when(rig, started, ({ failedCount }) => failedCount === 1);
    expect(seen.servers.map(({ serverName }) => serverName)).toContain(`${evil}0`);
    const lines = screen(modelOf(seen));
    expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(lines.join('')).toContain('web\u{FFFD}[2J');
  });
});

describe('on a terminal of 40 columns', () => {
  const narrow = { columns: 40, rows: 30 };
  /** What a shell makes of the rows of a command that are pasted into it. */
  const pasted = (lines: readonly string[], first: string) => {
    const from = lines.findIndex((line) => line.trimStart().startsWith(first));
    const to = lines.findIndex((line, index) => index >= from && !line.endsWith('\\'));
    return lines
      .slice(from, to + 1)
      .join('\n')
      .replaceAll('\\\n', '')
      .trim()
      .replaceAll(/ +/g, ' ');
  };

  test('the command that opens a gate can be copied whole, with the server that it is for', () => {
    const command = (words: string) => `./breakwater ${words} --server https://breakwater.example.com:8443`;
    const executionId = 'exec-01k9f3a7c2d4e6f8g0h1j2k3m4';
    const longNamed = { ...atGate, execution: { ...atGate.execution, executionId } };
    const lines = screen(modelOf(longNamed, { command }), narrow);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(40);
    expect(pasted(lines, './breakwater resume')).toBe(
      `./breakwater resume ${executionId} --wave 1 --server https://breakwater.example.com:8443`,
    );
    const cramped = screen(modelOf(longNamed, { command }), { columns: 24, rows: 40 });
    expect(pasted(cramped, './breakwater resume')).toBe(
      `./breakwater resume ${executionId} --wave 1 --server https://breakwater.example.com:8443`,
    );
  });

  test('what AWS said, what begins to wait and how old the answer is are wrapped, not cut', async () => {
    const { rig, shop } = await openSmallShop();
    const message =
      'User arn:aws:sts::111122223333:assumed-role/Breakwater/breakwater is not authorized to perform drs:DescribeJobs';
    const refused = await shop.running();
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeJobs', message });
    const seen = await when(rig, refused, ({ pollFailures }) => pollFailures.length > 0);
    const age = Math.round((rig.clock.nowMs() - Date.parse(seen.execution.lastPolledTime ?? '')) / 1000) + 7;
    const lines = screen(modelOf(seen), narrow);
    expect(lines.join(' ')).toMatch(new RegExp(`AWS last answered 03:\\d\\d:\\d\\dZ, ${ageText(age)} ago`));
    expect(lines.join('').replaceAll(' ', '')).toContain(message.replaceAll(' ', ''));
  });
});

test('the target of a plan with an RTO stands beside the time that has gone', async () => {
  const { serverTime = '', execution } = running;
  const goneSeconds = (Date.parse(serverTime) - Date.parse(execution.startTime)) / 1000;
  const target = (seconds: number, followed = running) =>
    screen(modelOf(followed, {}, seconds - goneSeconds)).find((line) => line.startsWith('RTO'));
  expect(target(607)).toBe('RTO target 1:00:00: 0:10:07 of it gone');
  expect(target(3660)).toBe('RTO target 1:00:00: missed, over it by 0:01:00');
  const { rig, shop } = await openSmallShop();
  expect(target(607, await look(rig, await shop.running()))).toBeUndefined();
});

test('whatever is shown fits the terminal, whatever its size', () => {
  const anyModel = fc.record({
    waveCount: fc.nat(60),
    serverCount: fc.nat(200),
    eventCount: fc.nat(60),
    gates: fc.nat(5),
    lost: fc.boolean(),
    name: fc.string({ unit: 'grapheme', maxLength: 64 }),
  });
  const [wave] = running.execution.waves;
  const [server] = running.servers;
  if (wave === undefined || server === undefined) throw new Error('nothing runs');
  const anySize = fc.record({ columns: fc.integer({ min: 20, max: 200 }), rows: fc.integer({ min: 8, max: 80 }) });
  fc.assert(
    fc.property(anyModel, anySize, ({ waveCount, serverCount, eventCount, gates, lost, name }, size) => {
      const waves = Array.from({ length: waveCount }, (_, number) => ({
        ...wave,
        waveNumber: number,
        waveName: name,
        status: number < gates ? ('AWAITING_APPROVAL' as const) : ('IN_PROGRESS' as const),
        waitsFor: name,
      }));
      const waveNumbers = waves.slice(0, gates).map(({ waveNumber }) => waveNumber);
      const model = modelOf(running, {
        execution: {
          ...running.execution,
          planName: name,
          waves,
          actions: { ...running.execution.actions, resume: { allowed: true, waveNumbers } },
        },
        servers: Array.from({ length: serverCount }, () => ({ ...server, serverName: name })),
        events: Array.from({ length: eventCount }, (_, index) => ({
          sequence: index + 1,
          time: running.execution.startTime,
          actor: name,
          data: { type: 'PauseRequested' as const },
          message: name,
        })),
        ...(lost && { connectionLost: name }),
      });
      const lines = renderScreen(model, size);
      expect(lines.length).toBeLessThanOrEqual(size.rows - 1);
      for (const line of lines) expect(lengthOf(line)).toBeLessThanOrEqual(size.columns);
      expect(lines.map(plainText).join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }),
    { numRuns: 60 },
  );
});
