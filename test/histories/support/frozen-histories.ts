/** Which histories are frozen (docs/decisions/0018): a digest for each file. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const histories = join(import.meta.dirname, '..');

/** SHA-256 of each recorded file, as it was when it was recorded. */
export const frozenFile = join(histories, 'frozen.json');

export const readFrozen = (): Readonly<Record<string, string>> =>
  z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(frozenFile, 'utf8')));

export const folderOf = (decisionVersion: number): string => join(histories, `v${decisionVersion}`);

/** `v1/seed-63-exec-000001.json`, in order. */
export const recordedFiles = (): readonly string[] =>
  readdirSync(histories, { recursive: true, encoding: 'utf8' })
    .filter((file) => /^v\d+.+\.json$/.test(file))
    .toSorted();

export const textOf = (file: string): string => readFileSync(join(histories, file), 'utf8');

export const digestsOf = (files: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(files.map((file) => [file, createHash('sha256').update(textOf(file)).digest('hex')]));
