/** A bundle whose machines hand over sooner: one number of it is another, and nothing else. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { limits } from '../../../src/domain/limits.ts';

/** Gives the folder of the copy; it is the caller's to remove. */
export const withTurnsPerDriver = (bundle: string, turns: number): string => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-lowered-'));
  cpSync(bundle, folder, { recursive: true });
  const limit = `turnsPerDriver:${limits.turnsPerDriver},`;
  let found = 0;
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), 'utf8');
    found += text.split(limit).length - 1;
    writeFileSync(join(folder, name), text.replaceAll(limit, `turnsPerDriver:${turns},`));
  }
  if (found !== 1) throw new Error(`the bundle says ${found} times how many turns a machine has`);
  return folder;
};
