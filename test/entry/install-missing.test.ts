/** What runs before `npm start`, `npm test` and the rest: it installs when it must, and never through a link. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const wanted = {
  '': { name: 'breakwater', version: '0.1.0' },
  console: { name: '@breakwater/console', version: '0.1.0' },
  'node_modules/@breakwater/console': { resolved: 'console', link: true },
  'node_modules/hono': { version: '4.0.0', integrity: 'sha512-hono' },
  'node_modules/for-another-platform': { version: '1.0.0', integrity: 'sha512-other', optional: true },
};
/** As npm ci leaves it: without itself, and without what is for other platforms. */
const { '': _itself, 'node_modules/for-another-platform': _other, ...asInstalled } = wanted;
const { 'node_modules/hono': hono, ...withoutHono } = asInstalled;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'breakwater-install-'));
  mkdirSync(join(home, 'tools'));
  cpSync('tools/install-missing.mjs', join(home, 'tools', 'install-missing.mjs'));
  mkdirSync(join(home, 'bin'));
  // An npm that only notes that it was called, and with what.
  writeFileSync(
    join(home, 'bin', 'npm'),
    `#!/bin/sh\necho "$@" > "${join(home, 'npm-was-called')}"\nexit "$NPM_EXIT"\n`,
  );
  chmodSync(join(home, 'bin', 'npm'), 0o755);
  writeFileSync(join(home, 'package-lock.json'), JSON.stringify({ packages: wanted }));
});
afterEach(() => rmSync(home, { recursive: true }));

const installIn = (folder: string, packages: unknown): void => {
  mkdirSync(join(home, folder, '.bin'), { recursive: true });
  writeFileSync(join(home, folder, '.bin', 'node'), '');
  writeFileSync(join(home, folder, '.package-lock.json'), JSON.stringify({ packages }));
};
const run = (npmExit = 0) => {
  const { status, stderr } = spawnSync(process.execPath, [join(home, 'tools', 'install-missing.mjs')], {
    env: { PATH: `${join(home, 'bin')}${delimiter}${process.env['PATH']}`, NPM_EXIT: String(npmExit) },
    encoding: 'utf8',
  });
  return { status, said: stderr, isInstalled: existsSync(join(home, 'npm-was-called')) };
};
const nothing = { status: 0, said: '', isInstalled: false };

test('what package-lock.json wants is there, but for other platforms: nothing is done, and nothing said', () => {
  installIn('node_modules', asInstalled);
  expect(run()).toEqual(nothing);
});

test('a checkout that only touched package-lock.json installs nothing', () => {
  installIn('node_modules', asInstalled);
  utimesSync(join(home, 'node_modules', '.package-lock.json'), 1, 1);
  expect(run()).toEqual(nothing);
});

describe('it installs, and says so', () => {
  test.each([
    ['nothing was installed', undefined],
    ['a package is missing', withoutHono],
    ['a package has another version', { ...asInstalled, 'node_modules/hono': { ...hono, version: '3.9.0' } }],
    ['a package has other content', { ...asInstalled, 'node_modules/hono': { ...hono, integrity: 'sha512-else' } }],
    [
      'an optional one has another version',
      { ...asInstalled, 'node_modules/for-another-platform': { version: '0.9.0', integrity: 'sha512-other' } },
    ],
  ])('when %s', (_what, packages) => {
    if (packages !== undefined) installIn('node_modules', packages);
    expect(run()).toEqual({ status: 0, said: expect.stringContaining('npm ci, about a minute'), isInstalled: true });
  });

  test('when an installation was broken off', () => {
    installIn('node_modules', asInstalled);
    writeFileSync(join(home, 'node_modules', '.package-lock.json'), '{"packages"');
    expect(run().isInstalled).toBe(true);
  });

  test('when the Node that it runs on is missing', () => {
    installIn('node_modules', asInstalled);
    rmSync(join(home, 'node_modules', '.bin', 'node'));
    expect(run().isInstalled).toBe(true);
  });

  test('and ends with an error when npm fails', () => {
    expect(run(1)).toEqual({ status: 1, said: expect.stringContaining('npm ci failed'), isInstalled: true });
  });
});

describe('node_modules of somebody else, by a symbolic link', () => {
  beforeEach(() => symlinkSync(join(home, 'theirs'), join(home, 'node_modules')));

  test('are used when they are what is wanted', () => {
    installIn('theirs', asInstalled);
    expect(run()).toEqual(nothing);
  });

  test.each([
    ['are not what is wanted', withoutHono],
    ['are gone', undefined],
  ])('are never installed into when they %s: npm would delete through the link', (_what, packages) => {
    if (packages !== undefined) installIn('theirs', packages);
    expect(run()).toEqual({ status: 1, said: expect.stringContaining('is a symbolic link'), isInstalled: false });
  });
});
