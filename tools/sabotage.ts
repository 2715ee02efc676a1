/**
 * `npm run sabotage`: proves the checkers. Breaks a copy of the engine or the domain in one way after the other, lives
 * through nights until one shows it, and prints which seed and which invariant did. Ends with 1 when a break goes unseen.
 */
import { z } from 'zod';
import { readOptions, stop, wholeOf } from './options.ts';
import { runInBrokenCopy } from './sabotage/in-broken-copy.ts';
import { type Sabotage, sabotages } from './sabotage/sabotages.ts';
import { removeTemporaryFilesAtExit } from './temporary-files.ts';

const usage = `npm run sabotage -- [options]
  --seeds N     nights that one break is looked for in (400)
  --only TEXT   those whose name has this in it
`;
const values = readOptions(usage, { seeds: { type: 'string', default: '400' }, only: { type: 'string', default: '' } });
const seeds = wholeOf('seeds', values.seeds, 1);
const chosen = sabotages.filter(({ name }) => name.includes(values.only));
if (chosen.length === 0) stop(`No sabotage has ${values.only} in its name\n`, 2);
removeTemporaryFilesAtExit();

const foundSchema = z.object({ seed: z.int(), violation: z.string() });

/** Undefined: no night showed it. */
const lookFor = (sabotage: Sabotage): z.infer<typeof foundSchema> | undefined => {
  const output =
    runInBrokenCopy(sabotage, 'tools/sabotage/first-violation.ts', [String(seeds)]) ?? stop('interrupted\n', 130);
  return output === '' ? undefined : foundSchema.parse(JSON.parse(output));
};

let unseen = 0;
for (const sabotage of chosen) {
  const found = lookFor(sabotage);
  if (found === undefined) unseen += 1;
  const result =
    found === undefined ? `NOT SEEN in ${seeds} nights` : `seed ${found.seed}: ${found.violation.slice(0, 150)}`;
  process.stdout.write(`${sabotage.name}\n    ${result}\n`);
}
process.stdout.write(`${chosen.length - unseen} of ${chosen.length} seen\n`);
process.exitCode = unseen === 0 ? 0 : 1;
