/** `npm run console:size`: the JavaScript that a first visit loads, compressed; fails beyond what is allowed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { consoleFolder } from '../../src/entry/console-folder.ts';

const mostKilobytes = 400;

const manifestSchema = z.record(
  z.string(),
  z.object({ file: z.string(), isEntry: z.boolean().optional(), imports: z.array(z.string()).optional() }),
);
const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(consoleFolder, '.vite/manifest.json'), 'utf8')));

/** The chunk, and everything that it imports at once; what is loaded later does not count. */
const filesOf = (name: string, seen: Set<string>): Set<string> => {
  const chunk = manifest[name];
  if (chunk === undefined || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const imported of chunk.imports ?? []) filesOf(imported, seen);
  return seen;
};

const entries = Object.entries(manifest).flatMap(([name, chunk]) => (chunk.isEntry === true ? [name] : []));
const files = entries.reduce((seen, name) => filesOf(name, seen), new Set<string>());
let total = 0;
for (const file of [...files].filter((name) => name.endsWith('.js'))) {
  const kilobytes = gzipSync(readFileSync(join(consoleFolder, file))).length / 1000;
  total += kilobytes;
  process.stdout.write(`${kilobytes.toFixed(1).padStart(8)} KB gz  ${file}\n`);
}
const isFine = entries.length > 0 && total <= mostKilobytes;
process.stdout.write(`${total.toFixed(1).padStart(8)} KB gz  initial JavaScript; at most ${mostKilobytes} KB\n`);
process.exit(isFine ? 0 : 1);
