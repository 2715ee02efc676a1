/** A copy of the repository in which one thing is broken. */
import { spawnSync } from 'node:child_process';
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

/** How a script ended in it. */
export interface End {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}
export type RunScript = (script: string, args: readonly string[]) => End;

/** The copy is gone afterwards. */
export const inBrokenCopy = <T>({ file, find, replace }: Sabotage, use: (run: RunScript) => T): T => {
  const folder = copyTree();
  try {
    const path = join(folder, file);
    const parts = readFileSync(path, 'utf8').split(find);
    if (parts.length !== 2) throw new Error(`${file} holds what is to be broken ${parts.length - 1} times, not once`);
    writeFileSync(path, parts.join(replace));
    return use((script, args) => {
      const command = ['--disable-warning=ExperimentalWarning', script, ...args];
      const { status, signal, stdout, error } = spawnSync(process.execPath, command, {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      if (error !== undefined) throw error;
      return { exitCode: status, signal, output: stdout };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** What the script prints that runs in such a copy; undefined: Ctrl-C ended it, of which it hears first. */
export const runInBrokenCopy = (sabotage: Sabotage, script: string, args: readonly string[]): string | undefined =>
  inBrokenCopy(sabotage, (run) => {
    const { exitCode, signal, output } = run(script, args);
    if (signal === 'SIGINT') return undefined;
    if (exitCode !== 0) throw new Error(`${script} ended with ${signal ?? exitCode}: ${output}`);
    return output;
  });
