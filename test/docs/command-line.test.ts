/** Every example that `--help` gives, and with it the command line reference, is a command line that is understood. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { setUpCli, shopFile } from '../cli/run.ts';

const reference = readFileSync(join(import.meta.dirname, '../../docs/reference/command-line.md'), 'utf8');
const blocks = [...reference.matchAll(/```text\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));
/** Of a line for a shell, the calls of ours in it: what stands before and after pipes is the shell's. */
const calls = blocks.flatMap((line) =>
  [...line.matchAll(/\.\/breakwater ((?:"[^"]*"|[^|>)"])+)/g)].map(([, call = '']) => call.trim()),
);

const count = (pattern: RegExp): number => [...reference.matchAll(pattern)].length;

const wordsOf = (call: string): readonly string[] =>
  [...call.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');

describe('the examples of the help', () => {
  test('are there for every command', () => {
    expect(blocks.filter((line) => /(^|\| )breakwater /.test(line))).toEqual([]);
    expect(calls.length).toBeGreaterThan(40);
    // Every section but those of the exit codes and of the flags that all have.
    expect(count(/```text/g)).toBe(count(/^## /gm) - 2);
  });

  test.each([...new Set(calls)])('%s is understood', async (call) => {
    const { run, files } = setUpCli();
    for (const name of ['shop.yaml', 'examples/shop.yaml', 'plans.yaml', '-']) files.set(name, shopFile);
    const { code, err } = await run(wordsOf(call));
    expect(code, err).not.toBe(exitCodes.usage);
    expect(code, err).not.toBe(exitCodes.error);
  });
});
