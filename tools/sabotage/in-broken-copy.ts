/** A copy of the repository in which one thing is broken. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sabotage } from './sabotages.ts';

const root = join(import.meta.dirname, '..', '..');

const copyTree = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-sabotage-'));
  for (const part of ['src', 'test', 'tools', 'package.json']) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  symlinkSync(realpathSync(join(root, 'node_modules')), join(folder, 'node_modules'));
  return folder;
};

/** What the script prints that runs in it. The copy is gone afterwards. */
export const runInBrokenCopy = ({ file, find, replace }: Sabotage, script: string, args: readonly string[]): string => {
  const folder = copyTree();
  try {
    const path = join(folder, file);
    const parts = readFileSync(path, 'utf8').split(find);
    if (parts.length !== 2) throw new Error(`${file} holds what is to be broken ${parts.length - 1} times, not once`);
    writeFileSync(path, parts.join(replace));
    const command = ['--disable-warning=ExperimentalWarning', script, ...args];
    return execFileSync(process.execPath, command, { cwd: folder, encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
