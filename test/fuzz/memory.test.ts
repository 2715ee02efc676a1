/** Hostile inputs do not fill the memory: hundreds of them, again and again, in a process that has little. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';

const child = join(import.meta.dirname, 'children', 'hostile-inputs.ts');
const HEAP_MEGABYTES_MAX = 160;
const ROUNDS = 6;
const GROWN_MEGABYTES_MAX = 4;

const grownBy = async (...args: readonly string[]): Promise<{ inputs: number; grownMegabytes: number }> => {
  const flags = ['--expose-gc', `--max-old-space-size=${HEAP_MEGABYTES_MAX}`, '--disable-warning=ExperimentalWarning'];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, child, String(ROUNDS), ...args]);
  return z.object({ inputs: z.int(), grownMegabytes: z.number() }).parse(JSON.parse(stdout));
};

test('whoever sends nonsense without end fills no memory: requests, plan files, calls, events', async () => {
  const { inputs, grownMegabytes } = await grownBy();
  expect(inputs).toBe(2400);
  expect(grownMegabytes).toBeLessThan(GROWN_MEGABYTES_MAX);
}, 600_000);

test('and would anything keep their texts, it would be seen', async () => {
  expect((await grownBy('leak')).grownMegabytes).toBeGreaterThan(1.5 * GROWN_MEGABYTES_MAX);
}, 600_000);
