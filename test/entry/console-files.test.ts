import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConsole } from '../../src/entry/console-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-console-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const build = (name: string, seconds: number): void => {
  mkdirSync(join(folder, 'dist/assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'not for browsers');
  writeFileSync(join(folder, `dist/assets/${name}.js`), name);
  writeFileSync(join(folder, 'dist/index.html'), `<script src="/assets/${name}.js">`);
  utimesSync(join(folder, 'dist/index.html'), seconds, seconds);
};
const textOf = (content: string | Uint8Array | undefined): string =>
  typeof content === 'string' ? content : new TextDecoder().decode(content);

test('a console that is not built says in plain text which command builds it', () => {
  const site = readConsole(join(folder, 'dist'));
  const file = site('/');
  expect([file?.status, file?.contentType]).toEqual([503, 'text/plain; charset=utf-8']);
  expect(textOf(file?.content)).toContain('npm run build:console');
  expect(site('/assets/index.js')).toBeUndefined();
});

test('a build made meanwhile is taken up, and so is the next one', () => {
  const site = readConsole(join(folder, 'dist'));
  site('/');
  build('one', 1000);
  expect(textOf(site('/executions/exec-1')?.content)).toContain('/assets/one.js');
  expect(site('/assets/one.js')).toMatchObject({ contentType: 'text/javascript; charset=utf-8' });
  build('two', 2000);
  expect(textOf(site('/')?.content)).toContain('/assets/two.js');
  expect(textOf(site('/assets/two.js')?.content)).toBe('two');
});

test.each(['/../secret.txt', '/..%2fsecret.txt', '/assets/../../secret.txt', '//etc/passwd', '/.vite/manifest.json'])(
  '%s leads nowhere outside',
  (path) => {
    build('one', 1000);
    mkdirSync(join(folder, 'dist/.vite'));
    writeFileSync(join(folder, 'dist/.vite/manifest.json'), 'hidden');
    const file = readConsole(join(folder, 'dist'))(path);
    expect(textOf(file?.content)).not.toMatch(/not for browsers|root:|hidden/);
  },
);
