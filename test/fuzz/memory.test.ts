/** Hostile inputs do not fill the memory: hundreds of each kind, other ones in each round, in a process that has little. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { APART_MILLISECONDS, startApart } from './support/apart.ts';

const HEAP_MEGABYTES_MAX = 200;
const ROUNDS = 6;
/** Of each kind. Kept, its texts would be twice that, and more; the simulator has a log of its calls. */
const GROWN_MEGABYTES_MAX = 4;

const saidSchema = z.union([
  z.object({ at: z.string() }),
  z.object({ inputs: z.int(), grownMegabytes: z.record(z.string(), z.number()) }),
]);

/** By kind. Whatever makes it end, or come to no end, is told with the input that it was at. */
const grownBy = async (...args: readonly string[]) => {
  const flags = ['--expose-gc', `--max-old-space-size=${HEAP_MEGABYTES_MAX}`];
  const apart = startApart('hostile-inputs.ts', { args: [String(ROUNDS), ...args], flags });
  let at = 'before the first input';
  for (;;) {
    const message = await apart.next().catch((error: unknown) => {
      throw new Error(`the process did not get past ${at}`, { cause: error });
    });
    const said = saidSchema.parse(message);
    if (!('at' in said)) return said;
    ({ at } = said);
  }
};

const kinds = ['calls', 'events', 'planFiles', 'requests'];

test(
  'whoever sends nonsense without end fills no memory: requests, plan files, calls, events',
  async () => {
    const { inputs, grownMegabytes } = await grownBy();
    expect(inputs).toBe(2400);
    expect(Object.keys(grownMegabytes).toSorted()).toEqual(kinds);
    const tooMuch = Object.entries(grownMegabytes).filter(([, megabytes]) => megabytes > GROWN_MEGABYTES_MAX);
    expect(tooMuch).toEqual([]);
  },
  APART_MILLISECONDS,
);

test(
  'and would anything keep a note of each, by its content, it would be seen: of each kind alone',
  async () => {
    const { grownMegabytes } = await grownBy('leak');
    const unseen = kinds.filter((kind) => !((grownMegabytes[kind] ?? 0) > 1.5 * GROWN_MEGABYTES_MAX));
    expect(unseen).toEqual([]);
  },
  APART_MILLISECONDS,
);
