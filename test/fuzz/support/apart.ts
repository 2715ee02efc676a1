/**
 * What takes hostile inputs in a process of its own: code that comes to no end stops that process and no other, and who
 * waits for it can say what it was given.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Real time in which a process that says nothing is taken to loop for ever: an input takes milliseconds. */
const SILENT_SECONDS = 120;
/** Of a test that waits for such a process: it says more than vitest would, so it comes first. */
export const APART_MILLISECONDS = 600_000;

export interface Apart {
  /** What it says next. Rejects when it says nothing for too long, or has ended; then it is ended for good. */
  readonly next: () => Promise<unknown>;
  /** Hands it an input, and gives what it says next. */
  readonly ask: (input: unknown) => Promise<unknown>;
  readonly stop: () => Promise<void>;
}

export interface ApartOptions {
  readonly args?: readonly string[];
  /** Of node. */
  readonly flags?: readonly string[];
}

/** `script`: one of `../children`. */
export const startApart = (script: string, options: ApartOptions = {}): Apart => {
  const { args = [], flags = [] } = options;
  const child = fork(join(import.meta.dirname, '..', 'children', script), args, {
    execArgv: ['--disable-warning=ExperimentalWarning', ...flags],
    // JSON would lose what hostile texts are made of.
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const said: unknown[] = [];
  let errors = '';
  let end: string | undefined;
  let wake = (): void => undefined;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4000);
  });
  child.on('message', (message) => {
    said.push(message);
    wake();
  });
  child.on('close', (code) => {
    end ??= `${script} ended with exit code ${code}: ${errors}`;
    wake();
  });
  const giveUp = (): void => {
    end ??= `${script} said nothing for ${SILENT_SECONDS} s, and was ended: it loops for ever, or waits for nothing`;
    child.kill('SIGKILL');
    wake();
  };

  const next = async (): Promise<unknown> => {
    const watchdog = setTimeout(giveUp, SILENT_SECONDS * 1000);
    try {
      while (said.length === 0) {
        if (end !== undefined) throw new Error(end);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return said.shift();
    } finally {
      clearTimeout(watchdog);
    }
  };

  return {
    next,
    ask: async (input) => {
      if (end !== undefined) throw new Error(end);
      child.send({ input });
      return next();
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
};
