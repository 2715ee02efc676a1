/** Which histories are frozen (docs/decisions/0018): one digest for all files of a decision version. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const histories = join(import.meta.dirname, '..');

/** The digests by decision version, as they were when each was recorded. */
export const frozenFile = join(histories, 'frozen.json');

export const readFrozen = (): Readonly<Record<string, string>> =>
  existsSync(frozenFile) ? z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(frozenFile, 'utf8'))) : {};

export const folderOf = (decisionVersion: number): string => join(histories, `v${decisionVersion}`);

/** SHA-256 over the names and bytes of its files; '' when it has none. */
export const digestOf = (decisionVersion: number): string => {
  const folder = folderOf(decisionVersion);
  if (!existsSync(folder)) return '';
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).toSorted()) {
    hash.update(JSON.stringify([name, readFileSync(join(folder, name), 'utf8')]));
  }
  return hash.digest('hex');
};
