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

/**
 * The JavaScript that a first visit of these pages loads: the entry, the pages' own, and everything that they import at
 * once. None: not built.
 */
export const initialScripts = (builtFolder: string, pages: readonly string[] = []): readonly Script[] => {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(builtFolder, '.vite/manifest.json'), 'utf8')));
  const entries = Object.entries(manifest).flatMap(([name, chunk]) => (chunk.isEntry === true ? [name] : []));
  const absent = pages.filter((page) => manifest[page] === undefined);
  if (absent.length > 0) throw new Error(`no page of the built console: ${absent.join(', ')}`);
  const files = [...entries, ...pages].reduce((seen, name) => filesOf(manifest, name, seen), new Set<string>());
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
  for (const { file, kilobytes } of scripts) printKilobytes(kilobytes, file);
  const total = sumOf(scripts);
  printKilobytes(total, `initial JavaScript; at most ${mostKilobytes} KB`);
  return total;
};

export const printKilobytes = (kilobytes: number, text: string): void =>
  void process.stdout.write(`${kilobytes.toFixed(1).padStart(8)} KB gz  ${text}\n`);

export const sumOf = (scripts: readonly Script[]): number => scripts.reduce((sum, { kilobytes }) => sum + kilobytes, 0);
