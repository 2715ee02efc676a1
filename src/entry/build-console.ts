/** Builds the console when it is missing, or older than its sources: before `npm start`, and beside `serve`. */
import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { consoleFolder } from './console-folder.ts';

const home = join(import.meta.dirname, '../..');

/** Pages that Vite makes. */
export interface PageSet {
  readonly name: string;
  /** Holds `vite.config.ts`. */
  readonly folder: string;
  readonly builtFolder: string;
  /** What it is made from. */
  readonly sources: readonly string[];
}

export const consolePages: PageSet = {
  name: 'console',
  folder: 'console',
  builtFolder: consoleFolder,
  sources: ['console/src', 'console/public', 'console/index.html', 'console/vite.config.ts', 'src/api', 'src/domain'],
};

/** Says what it does. A build that fails is told, and is no reason for a server not to start. */
export const buildConsole = (say: (line: string) => void): Promise<boolean> => buildPages(consolePages, say);

export const buildPages = async (pages: PageSet, say: (line: string) => void): Promise<boolean> => {
  if (!isStale(pages)) return true;
  say(`Building the ${pages.name} (about ten seconds) …`);
  const startedMs = Date.now();
  const failure = await runVite(pages.folder);
  say(
    failure === undefined
      ? `Built the ${pages.name} in ${((Date.now() - startedMs) / 1000).toFixed(1)} s`
      : `The ${pages.name} was not built; everything else works. ${failure}`,
  );
  return failure === undefined;
};

const isStale = ({ builtFolder, sources }: PageSet): boolean => {
  const builtMs = statSync(join(builtFolder, 'index.html'), { throwIfNoEntry: false })?.mtimeMs;
  return builtMs === undefined || sources.some((source) => newestMs(join(home, source)) > builtMs);
};

const newestMs = (path: string): number => {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newestMs(join(path, name))));
};

/** What it said, when it failed. */
const runVite = (folder: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const vite = join(home, 'node_modules/vite/bin/vite.js');
    const args = [vite, 'build', '--logLevel', 'warn', folder];
    // Whatever the caller is, the console that people use is built for production.
    const env = { ...process.env, NODE_ENV: 'production' };
    const child = spawn(process.execPath, args, { cwd: home, stdio: ['ignore', 'pipe', 'pipe'], env });
    const stop = (): void => void child.kill();
    process.once('exit', stop);
    let said = '';
    const read = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => {
      process.off('exit', stop);
      resolve(code === 0 ? undefined : said.trim());
    });
  });
