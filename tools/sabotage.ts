/**
 * `npm run sabotage`: proves the checkers. Breaks a copy of the engine or the domain in one way after the other, lives
 * through nights until one shows it, and prints which seed and which invariant did. Ends with 1 when a break goes unseen.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type Sabotage, sabotages } from './sabotage/sabotages.ts';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({ options: { seeds: { type: 'string', default: '400' } } });

const foundSchema = z.object({ seed: z.int(), violation: z.string() });

const copyTree = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-sabotage-'));
  for (const part of ['src', 'test', 'tools', 'package.json']) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  symlinkSync(realpathSync(join(root, 'node_modules')), join(folder, 'node_modules'));
  return folder;
};

/** Undefined: no night showed it. */
const lookFor = ({ file, find, replace }: Sabotage): z.infer<typeof foundSchema> | undefined => {
  const folder = copyTree();
  try {
    const path = join(folder, file);
    const parts = readFileSync(path, 'utf8').split(find);
    if (parts.length !== 2) throw new Error(`${file} holds what is to be broken ${parts.length - 1} times, not once`);
    writeFileSync(path, parts.join(replace));
    const args = ['--disable-warning=ExperimentalWarning', 'tools/sabotage/first-violation.ts', values.seeds];
    const output = execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    return output === '' ? undefined : foundSchema.parse(JSON.parse(output));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
