/** The command line on a real terminal, clock, file system and network. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { text as readStream } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { isCancel, text } from '@clack/prompts';
import type { Fetch } from '../api/exchange.ts';
import { awaitBrowser } from './await-browser.ts';
import { type CliContext, noSuchFile } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { openBrowser } from './open-browser.ts';

/** An answer takes at most as long as the checks before a start, and those have an end of their own. */
const answerMilliseconds = 60_000;

export function createNodeContext(
  about: Pick<CliContext, 'program' | 'version' | 'functionFetch' | 'serve' | 'simulator' | 'deploy'>,
): CliContext {
  const { stdout, stderr, stdin, env } = process;
  for (const stream of [stdout, stderr]) stream.on('error', endWithoutReader);
  const interrupted = new AbortController();
  /** Who presses Ctrl-C does not wait for a server that hangs. */
  const untilInterrupted =
    (send: Fetch): Fetch =>
    (input, init) => {
      const own = init.signal === undefined || init.signal === null ? [] : [init.signal];
      const signal = AbortSignal.any([interrupted.signal, AbortSignal.timeout(answerMilliseconds), ...own]);
      return send(input, { ...init, signal });
    };
  return {
    ...about,
    stdout,
    stderr,
    env,
    fetch: untilInterrupted(fetch),
    functionFetch: (functionArn) => untilInterrupted(about.functionFetch(functionArn)),
    now: () => Date.now(),
    sleep: (seconds, signal) => delay(seconds * 1000, undefined, { signal }).catch(() => undefined),
    isTerminal: stdout.isTTY && stdin.isTTY,
    // Some terminals say 0 when they do not know.
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
    readFile: readText,
    writeSecretFile,
    removeFile: (path) => rm(path, { force: true }),
    readStdin: () => readStream(stdin),
    ask: async (question) => {
      const answer = await text({ message: question });
      return isCancel(answer) ? undefined : answer;
    },
    newId: () => randomUUID(),
    openBrowser: (url) => openBrowser(url, process.platform),
    awaitBrowser,
    onInterrupt: (callback) => {
      const signals = ['SIGINT', 'SIGTERM'] as const;
      const interrupt = (): void => {
        callback();
        interrupted.abort();
      };
      for (const signal of signals) process.on(signal, interrupt);
      return () => {
        for (const signal of signals) process.off(signal, interrupt);
      };
    },
  };
}

/** Whoever read what we print has gone (`| head`): there is nobody left to tell. */
function endWithoutReader(error: Error): void {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
  process.exit(exitCodes.interrupted);
}

/** Node's messages name the call and the path; people want the reason. */
async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new Error(reasons[code] ?? (error instanceof Error ? error.message : String(error)), { cause: error });
  }
}

async function writeSecretFile(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const unfinished = `${path}.${process.pid}`;
  // A file that is there keeps its mode: never one that somebody else has made.
  await writeFile(unfinished, content, { mode: 0o600, flag: 'wx' });
  await rename(unfinished, path);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: noSuchFile,
  ENOTDIR: noSuchFile,
  EACCES: 'no permission to read it',
  EISDIR: 'it is a folder',
};
