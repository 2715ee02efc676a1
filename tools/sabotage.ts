/**
 * `npm run sabotage`: proves the checkers. Breaks a copy of the engine or the domain in one way after the other, lives
 * through nights until one shows it, and prints which seed and which invariant did. Ends with 1 when a break goes unseen.
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { runInBrokenCopy } from './sabotage/in-broken-copy.ts';
import { type Sabotage, sabotages } from './sabotage/sabotages.ts';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '400' } } });

const foundSchema = z.object({ seed: z.int(), violation: z.string() });

/** Undefined: no night showed it. */
const lookFor = (sabotage: Sabotage): z.infer<typeof foundSchema> | undefined => {
  const output = runInBrokenCopy(sabotage, 'tools/sabotage/first-violation.ts', [values.seeds]);
  return output === '' ? undefined : foundSchema.parse(JSON.parse(output));
};

let unseen = 0;
for (const sabotage of sabotages) {
  const found = lookFor(sabotage);
  if (found === undefined) unseen += 1;
  const result =
    found === undefined ? `NOT SEEN in ${values.seeds} nights` : `seed ${found.seed}: ${found.violation.slice(0, 150)}`;
  process.stdout.write(`${sabotage.name}\n    ${result}\n`);
}
process.stdout.write(`${sabotages.length - unseen} of ${sabotages.length} seen\n`);
process.exitCode = unseen === 0 ? 0 : 1;
