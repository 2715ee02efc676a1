import { spawn } from 'node:child_process';

/** What opens an address on each platform. */
const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Resolves when it is known whether something opens the address; the browser lives on without us. */
export const openBrowser = (url: string, platform: NodeJS.Platform): Promise<boolean> =>
  new Promise((resolve) => {
    const [command, ...args] = openers[platform] ?? ['xdg-open'];
    const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
    child.unref();
  });
