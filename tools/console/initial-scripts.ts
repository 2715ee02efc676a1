import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';

export interface Script {
  readonly file: string;
  /** Compressed. */
  readonly kilobytes: number;
}

const manifestSchema = z.record(
  z.string(),
  z.object({ file: z.string(), isEntry: z.boolean().optional(), imports: z.array(z.string()).optional() }),
);
type Manifest = z.infer<typeof manifestSchema>;

/** The JavaScript that a first visit loads: the entry, and everything that it imports at once. None: not built. */
export const initialScripts = (builtFolder: string): readonly Script[] => {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(builtFolder, '.vite/manifest.json'), 'utf8')));
  const entries = Object.entries(manifest).flatMap(([name, chunk]) => (chunk.isEntry === true ? [name] : []));
  const files = entries.reduce((seen, name) => filesOf(manifest, name, seen), new Set<string>());
  return [...files]
    .filter((file) => file.endsWith('.js'))
    .map((file) => ({ file, kilobytes: gzipSync(readFileSync(join(builtFolder, file))).length / 1000 }));
};

const filesOf = (manifest: Manifest, name: string, seen: Set<string>): Set<string> => {
  const chunk = manifest[name];
  if (chunk === undefined || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const imported of chunk.imports ?? []) filesOf(manifest, imported, seen);
  return seen;
};

/** Returns their sum. */
export const printScripts = (scripts: readonly Script[], mostKilobytes: number): number => {
  const line = (kilobytes: number, text: string): void =>
    void process.stdout.write(`${kilobytes.toFixed(1).padStart(8)} KB gz  ${text}\n`);
  for (const { file, kilobytes } of scripts) line(kilobytes, file);
  const total = scripts.reduce((sum, { kilobytes }) => sum + kilobytes, 0);
  line(total, `initial JavaScript; at most ${mostKilobytes} KB`);
  return total;
};
