/** What the programs of proof say to who does not know their options: nobody waits half an hour for a misspelt word. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

const run = (tool: string, args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> =>
  new Promise((resolve) => {
    const command = ['--disable-warning=ExperimentalWarning', `tools/${tool}.ts`, ...args];
    const child = execFile(process.execPath, command, { cwd: root }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });

it.each([
  'simulate',
  'crash-matrix',
  'sabotage',
  'load',
  'record-histories',
  'bench/bench',
  'bench/inventory',
  'bench/capacity',
])('tools/%s.ts explains itself, and does nothing', async (tool) => {
  const { code, output } = await run(tool, ['--help']);
  expect(output).toMatch(/^npm run [a-z]/);
  expect(output.trim().split('\n').length).toBeLessThan(12);
  expect(code).toBe(0);
});

it.each([
  ['simulate', '--bogus'],
  ['crash-matrix', 'stray'],
  ['load', '--bogus'],
])('tools/%s.ts says in one line that it does not know %s, and does nothing', async (tool, argument) => {
  const { code, output } = await run(tool, [argument]);
  expect(output).toContain(argument);
  expect(output.trim().split('\n')).toHaveLength(1);
  expect(code).toBe(2);
});

it.each([
  ['simulate', ['--seeds', 'x'], '--seeds takes a whole number of at least 1, not x'],
  ['simulate', ['--seed', '1e3'], '--seed takes a whole number of at least 0, not 1e3'],
  ['simulate', ['--seed', '1', '--seeds', '2'], '--seed tells one night: not with --seeds or --from'],
  ['sabotage', ['--seeds', 'x'], '--seeds takes a whole number of at least 1, not x'],
  ['sabotage', ['--only', 'nonsense'], 'No sabotage has nonsense in its name'],
  ['load', ['--rate', 'x'], '--rate takes a whole number of at least 10, not x'],
  ['bench/bench', ['--runs', '0'], '--runs takes a whole number of at least 1, not 0'],
])('tools/%s.ts with %j: %s', async (tool, args, said) => {
  expect(await run(tool, args)).toEqual({ code: 2, output: `${said}\n` });
});
