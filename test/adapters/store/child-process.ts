import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly pid: number | undefined;
  /** Every line that it printed so far. */
  readonly lines: readonly string[];
  /** Resolves when it has printed so many lines; rejects when it ends before. */
  printed(count: number): Promise<void>;
  /** SIGKILL: it gets no chance to tidy up. Resolves when the system has buried it. */
  kill(): Promise<void>;
  /** Resolves with its exit code. */
  ended(): Promise<number | null>;
}

/** Runs `children/<script>.ts` in a process of its own. */
export function startChild(script: string, ...args: readonly string[]): Child {
  const path = fileURLToPath(new URL(`children/${script}.ts`, import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const lines: string[] = [];
  let waiting: { count: number; resolve: () => void } | undefined;
  if (child.stdout === null) throw new Error('a child without output');
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    if (waiting !== undefined && lines.length >= waiting.count) waiting.resolve();
  });

  return {
    pid: child.pid,
    lines,
    async printed(count) {
      const reached = new Promise<void>((resolve) => {
        waiting = { count, resolve };
        if (lines.length >= count) resolve();
      });
      const endedBefore = closed.then(() => {
        if (lines.length < count) throw new Error(`${script} ended after ${lines.length} lines`);
      });
      await Promise.race([reached, endedBefore]);
    },
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
    async ended() {
      await closed;
      return child.exitCode;
    },
  };
}
