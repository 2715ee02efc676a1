import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lengthOf, plainText, toText } from '../../src/cli/render/line.ts';
import { renderScreen, type ScreenModel } from '../../src/cli/watch/screen.ts';
import { at, serverOf, waveOf } from '../api/views.ts';
import { atGate, running, runningEvents, runningServers } from './sample-screens.ts';

const modelOf = (changes: Partial<ScreenModel> = {}): ScreenModel => ({
  execution: running,
  servers: runningServers,
  events: runningEvents,
  now: at(607),
  command: (words) => `./breakwater ${words}`,
  ...changes,
});
const screen = (changes: Partial<ScreenModel> = {}, size = { columns: 80, rows: 24 }) =>
  renderScreen(modelOf(changes), size).map(plainText);

describe('on a terminal of 80 × 24', () => {
  test('a drill shows its waves, its failed server first, what AWS last said, and the last events', () => {
    expect(screen()).toEqual([
      ' DRILL  shop  exec-000001                                       POLLING  0:10:07',
      '█████▓░░░░░░░░░░░░░░ 9/34 up 1 failed       AWS last answered 03:10:00Z, 7 s ago',
      '',
      '#  WAVE         STATUS       SERVERS',
      '0  database     COMPLETED    6/6 up             in 0:05:39',
      '1  application  IN_PROGRESS  3/16 up, 1 failed  CONVERSION 2, LAUNCH 10',
      '2  web          PENDING      0/12 up            waits for wave 1 "application":…',
      '',
      'SERVER               PHASE       INSTANCE  ADDRESS',
      'shop-application-04  FAILED                         LAUNCH_FAILED: Insufficient…',
      'shop-application-05  CONVERSION',
      'shop-application-06  CONVERSION',
      'shop-application-07  LAUNCH',
      'shop-application-08  LAUNCH',
      'shop-application-09  LAUNCH',
      'shop-application-10  LAUNCH',
      'shop-application-11  LAUNCH',
      '… 8 more: LAUNCHED 3, LAUNCH 5',
      '',
      '03:00:07Z Job w001-a1-j000 of wave 1 "application": 1 failed:',
      '          s-00000000000000004 (LAUNCH_FAILED: InsufficientInstanceCapacity)',
      'Ctrl-C ends this screen only; the execution goes on',
    ]);
  });

  test('a gate shows what will launch, and the exact command that opens it', () => {
    expect(screen({ execution: atGate, servers: [] }).slice(0, 9)).toEqual([
      ' DRILL  shop  exec-000001                                        PAUSED  0:10:07',
      'wave 1 "application" waits for approval',
      '███░░░░░░░░░░░░░░░░░ 6/34 up              AWS last answered 03:05:40Z, 267 s ago',
      '▶ wave 1 "application" waits for approval: 16 servers will launch',
      '  ./breakwater resume exec-000001 --wave 1',
      '',
      '#  WAVE         STATUS             SERVERS',
      '0  database     COMPLETED          6/6 up   in 0:05:39',
      '1  application  AWAITING_APPROVAL  0/16 up  waits for a person to open its gate',
    ]);
  });

  test('a pause and a gate show a command each, and that the gate alone launches nothing', () => {
    const paused = screen({ execution: { ...atGate, pauseRequested: true, pauseRequestedBy: 'bo' }, servers: [] });
    expect(paused.slice(3, 8)).toEqual([
      '▶ wave 1 "application" waits for approval: 16 servers will launch when the pause',
      'is ended too',
      '  ./breakwater resume exec-000001 --wave 1',
      '▶ paused by bo: nothing new starts until the pause is ended',
      '  ./breakwater resume exec-000001 --end-pause',
    ]);
  });

  test('a failed wave that waits for a decision says what going on means', () => {
    const failed = waveOf(0, 'database', { status: 'FAILED', launchedCount: 1, onFailure: 'pause' });
    const actions = { ...atGate.actions, resume: { allowed: true as const, waveNumbers: [0] } };
    const lines = screen({ execution: { ...atGate, waves: [failed], actions } }, { columns: 120, rows: 24 });
    expect(lines).toContain('▶ wave 0 "database" is FAILED: the waves after it will start without 3 servers of it');
    expect(lines).toContain('  ./breakwater resume exec-000001 --wave 0');
  });

  test('a recovery cannot be taken for a drill, with or without colours', () => {
    const [drill, recovery] = (['DRILL', 'RECOVERY'] as const).map(
      (executionType) =>
        renderScreen(modelOf({ execution: { ...running, executionType } }), { columns: 80, rows: 24 })[0] ?? [],
    );
    expect(plainText(recovery ?? [])).toMatch(/^ !! RECOVERY !! {2}shop/);
    expect(plainText(drill ?? [])).toMatch(/^ DRILL {2}shop/);
    expect(toText(recovery ?? [], true)).toContain('\u001B[1;37;41m !! RECOVERY !! \u001B[0m');
    expect(toText(drill ?? [], true)).toContain('\u001B[1;30;46m DRILL \u001B[0m');
    expect(toText(recovery ?? [], false)).toBe(plainText(recovery ?? []));
  });

  test('a server that is away, and an account that cannot be asked, are told above everything else', () => {
    const pollFailures = [
      { accountId: '111122223333', region: 'us-east-1', time: at(600), message: 'ThrottlingException', consecutive: 3 },
    ];
    const lines = screen({ execution: { ...running, pollFailures }, connectionLost: 'socket hang up' });
    expect(lines.slice(2, 4)).toEqual([
      'The server does not answer (socket hang up): trying again',
      'AWS in 111122223333/us-east-1: 3 failed looks in a row: ThrottlingException',
    ]);
  });

  test('fifty waves are folded: those that wait, fail or run stay, the others are counted', () => {
    const waves = Array.from({ length: 50 }, (_, number) =>
      waveOf(number, `wave-${number}`, {
        status: number < 20 ? 'COMPLETED' : number === 20 ? 'IN_PROGRESS' : number === 35 ? 'FAILED' : 'PENDING',
      }),
    );
    const lines = screen({ execution: { ...running, waves } });
    expect(lines.some((line) => line.startsWith('20  wave-20  IN_PROGRESS'))).toBe(true);
    expect(lines.some((line) => line.startsWith('35  wave-35  FAILED'))).toBe(true);
    expect(lines.find((line) => line.includes('more waves'))).toMatch(/^… \d+ more waves: COMPLETED 20, PENDING \d+$/);
  });

  test('one failure among four thousand servers is still a mark in the bar', () => {
    const [, bar = ''] = screen({ execution: { ...running, serverCount: 4000, launchedCount: 10, failedCount: 1 } });
    expect(bar.slice(0, 20)).toBe('▓░░░░░░░░░░░░░░░░░░░');
  });

  test('names that would move the cursor are made harmless', () => {
    const evil = 'web\u001B[2J\u202Enil\n';
    const lines = screen({
      execution: { ...running, planName: evil },
      servers: [serverOf(1, waveOf(1, evil), { serverName: evil, reason: evil })],
    });
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
    const lines = screen({ execution: { ...atGate, executionId }, servers: [], command }, narrow);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(40);
    expect(pasted(lines, './breakwater resume')).toBe(
      `./breakwater resume ${executionId} --wave 1 --server https://breakwater.example.com:8443`,
    );
    const cramped = screen({ execution: { ...atGate, executionId }, servers: [], command }, { columns: 24, rows: 40 });
    expect(pasted(cramped, './breakwater resume')).toBe(
      `./breakwater resume ${executionId} --wave 1 --server https://breakwater.example.com:8443`,
    );
  });

  test('what AWS said, what begins to wait and how old the answer is are wrapped, not cut', () => {
    const message = `UnauthorizedOperation: User arn:aws:sts::111122223333:assumed-role/Breakwater/breakwater is not authorized to perform drs:DescribeJobs`;
    const pollFailures = [{ accountId: '111122223333', region: 'us-east-1', time: at(600), message, consecutive: 3 }];
    const lines = screen({ execution: { ...running, pollFailures } }, narrow);
    expect(lines.join(' ')).toContain('AWS last answered 03:10:00Z, 7 s ago');
    expect(lines.join('').replaceAll(' ', '')).toContain(message.replaceAll(' ', ''));
  });
});

test('the target of a plan with an RTO stands beside the time that has gone', () => {
  const target = (seconds: number) =>
    screen({ execution: { ...running, rtoTargetMinutes: 15 }, now: at(seconds) }).find((line) =>
      line.startsWith('RTO'),
    );
  expect(target(607)).toBe('RTO target 0:15:00: 0:10:07 of it gone');
  expect(target(960)).toBe('RTO target 0:15:00: missed, over it by 0:01:00');
  expect(screen().some((line) => line.startsWith('RTO'))).toBe(false);
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
  const anySize = fc.record({ columns: fc.integer({ min: 20, max: 200 }), rows: fc.integer({ min: 8, max: 80 }) });
  fc.assert(
    fc.property(anyModel, anySize, ({ waveCount, serverCount, eventCount, gates, lost, name }, size) => {
      const waves = Array.from({ length: waveCount }, (_, number) =>
        waveOf(number, name, { status: number < gates ? 'AWAITING_APPROVAL' : 'IN_PROGRESS', waitsFor: name }),
      );
      const wave = waveOf(0, name);
      const waveNumbers = waves.slice(0, gates).map(({ waveNumber }) => waveNumber);
      const model = modelOf({
        execution: {
          ...running,
          planName: name,
          waves,
          actions: { ...running.actions, resume: { allowed: true, waveNumbers } },
        },
        servers: Array.from({ length: serverCount }, (_, number) => serverOf(number, wave, { serverName: name })),
        events: Array.from({ length: eventCount }, (_, index) => ({
          ...runningEvents[0],
          sequence: index + 1,
          time: at(index),
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
