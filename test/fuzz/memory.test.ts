/** Hostile inputs do not fill the memory: thousands of them, in a process that has little. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';

const child = join(import.meta.dirname, 'children', 'hostile-inputs.ts');
const HEAP_MEGABYTES_MAX = 160;
const ROUNDS = 6;
/** Were the texts of the later rounds kept, it would be more than twice as much (`hostile-inputs.ts 6 leak`). */
const GROWN_MEGABYTES_MAX = 4;

test('whoever sends nonsense without end fills no memory: requests, plan files, calls, events', async () => {
  const args = ['--expose-gc', `--max-old-space-size=${HEAP_MEGABYTES_MAX}`, '--disable-warning=ExperimentalWarning'];
  const { stdout } = await promisify(execFile)(process.execPath, [...args, child, String(ROUNDS)]);
  const { inputs, grownMegabytes } = z
    .object({ inputs: z.int(), grownMegabytes: z.number() })
    .parse(JSON.parse(stdout));
  expect(inputs).toBe(2400);
  expect(grownMegabytes).toBeLessThan(GROWN_MEGABYTES_MAX);
}, 600_000);
