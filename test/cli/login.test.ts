/** The sign-in of the command line at a Breakwater in AWS: by the browser, and a loopback address that it comes back to. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { awaitBrowser } from '../../src/cli/await-browser.ts';
import type { CliContext } from '../../src/cli/context.ts';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { createNodeContext } from '../../src/cli/node-context.ts';
import { CONSOLE, openCognito, SIGN_IN, TOKEN_SECONDS } from '../support/cognito.ts';
import { setUpCli } from './run.ts';

const server = `--server ${CONSOLE}`;
const file = `/home/ana/.config/breakwater/sign-ins/${encodeURIComponent(CONSOLE)}.json`;
/** Until the command has its answer. */
const forEver = () => new Promise<void>(() => {});

/** The console's server lets in who has an id token, as API Gateway does, in its words. */
const setUp = (changes: Partial<CliContext> = {}) => {
  const cognito = openCognito({ redirectUri: /^http:\/\/localhost:776[123]\/$/ });
  const sent: { readonly url: string; readonly token: string | null }[] = [];
  const cli = setUpCli(
    {
      env: { HOME: '/home/ana' },
      sleep: forEver,
      fetch: async (url, init) => {
        const token = new Headers(init.headers).get('authorization');
        sent.push({ url, token });
        if (!url.startsWith(`${CONSOLE}/api/`)) return cognito.fetch(url, init);
        if (!/^Bearer id-\d$/.test(token ?? '')) return Response.json({ message: 'Unauthorized' }, { status: 401 });
        return cli.api.fetch(new Request(url, init));
      },
      openBrowser: async (address) => {
        void comeBack(address, cognito.atPage(address));
        return true;
      },
      awaitBrowser,
      ...changes,
    },
    undefined,
    { authenticate: async () => ({ actor: 'ana@example.com', roles: ['Operator'] }) },
  );
  const pages: string[] = [];
  const comeBack = async (address: string, search: string): Promise<void> => {
    const redirectUri = new URL(new URL(address).searchParams.get('redirect_uri') ?? '');
    redirectUri.hostname = '127.0.0.1';
    pages.push(await (await fetch(`${redirectUri.href}${search}`)).text());
  };
  return { ...cli, cognito, sent, pages, comeBack };
};

test('signs in by the browser, keeps it in a file, and every command works with it', async () => {
  const { run, files, pages } = setUp();
  expect(await run(`login ${server}`)).toEqual({
    code: exitCodes.ok,
    out: `Sign in in the browser that has opened.\nSigned in at ${CONSOLE} as ana@example.com (Operator).\n`,
    err: '',
  });
  expect(files.get(file)).toContain('id-1');
  expect((await run(`get plans ${server}`)).code).toBe(exitCodes.ok);
  await expect.poll(() => pages).toEqual(['Signed in. This page can be closed.\n']);
});

test('shows the token to the server that it was issued for, and to no other', async () => {
  const { run, sent, files } = setUp();
  await run(`login ${server}`);
  sent.length = 0;
  await run('get plans --server https://elsewhere.example.com');
  await run('get plans --server http://console.example.com');
  // Copied to the place of another server, it is still not for that one.
  files.set(
    `/home/ana/.config/breakwater/sign-ins/${encodeURIComponent('https://other.example.com')}.json`,
    files.get(file) ?? '',
  );
  await run('get plans --server https://other.example.com');
  expect(sent.map(({ token }) => token)).toEqual([null, null, null]);
});

test('renews the token when it is old, at the Cognito that issued it, and asks to sign in once that is over', async () => {
  const { run, rig, cognito, sent } = setUp();
  await run(`login ${server}`);
  await rig.clock.advance(TOKEN_SECONDS);
  sent.length = 0;
  expect((await run(`get plans ${server}`)).code).toBe(exitCodes.ok);
  expect(sent).toEqual([
    { url: `${SIGN_IN}/oauth2/token`, token: null },
    { url: expect.stringContaining(`${CONSOLE}/api/`), token: 'Bearer id-2' },
  ]);
  cognito.refreshTokens.clear();
  await rig.clock.advance(TOKEN_SECONDS);
  const { code, err } = await run(`get plans ${server}`);
  expect(code).toBe(exitCodes.unauthorized);
  expect(err).toContain(`./breakwater login --server ${CONSOLE}`);
});

test('ends the sign-in here and at Cognito', async () => {
  const { run, files, cognito } = setUp();
  await run(`login ${server}`);
  expect(await run(`logout ${server}`)).toEqual({ code: exitCodes.ok, out: `Signed out of ${CONSOLE}.\n`, err: '' });
  expect([files.has(file), cognito.refreshTokens.size]).toEqual([false, 0]);
  expect((await run(`logout ${server}`)).out).toBe(`Nobody is signed in at ${CONSOLE} here.\n`);
});

test('prints the address where no browser is, with the way from another machine, and nothing that is secret', async () => {
  const { run, files, comeBack, cognito } = setUp({ openBrowser: async () => false });
  const printed: string[] = [];
  const signingIn = run(`login ${server}`, {
    stdout: {
      write: (text) => {
        printed.push(text);
        const address = text.trim();
        if (address.startsWith(SIGN_IN)) void comeBack(address, cognito.atPage(address));
      },
    },
  });
  const { code, err } = await signingIn;
  expect(code).toBe(exitCodes.ok);
  expect(err).toMatch(/No browser.*ssh -L (776[123]):localhost:\1 /s);
  expect(files.get(file)).toContain('refresh-1');
  expect(`${printed.join('')}${err}`).not.toMatch(/id-\d|refresh-\d|code_verifier/);
});

test('takes no answer that it did not ask for', async () => {
  const { run, pages, comeBack, files } = setUp({
    openBrowser: async (address) => {
      await comeBack(address, '?code=code-0&state=of-somebody-else');
      await comeBack(address, '?error=access_denied');
      return true;
    },
    sleep: async () => {},
  });
  const { code, err } = await run(`login ${server}`);
  expect([code, err]).toEqual([exitCodes.unauthorized, 'Nobody has signed in for ten minutes.\n']);
  expect(pages).toHaveLength(2);
  for (const page of pages) expect(page).toContain('Not signed in.');
  expect(files.has(file)).toBe(false);
});

test('says so where there is no such sign-in, where it would go in the clear, and where nothing answers', async () => {
  const { run } = setUp({ fetch: async () => new Response('<!doctype html>') });
  const own = await run('login --server http://127.0.0.1:7700');
  expect([own.code, own.err]).toEqual([exitCodes.invalidInput, expect.stringContaining('has no sign-in')]);
  const clear = await run('login --server http://breakwater.example.com');
  expect([clear.code, clear.err]).toEqual([
    exitCodes.invalidInput,
    expect.stringContaining('must be an https address'),
  ]);
  const gone = await run(`login ${server}`, {
    fetch: async () => {
      throw new TypeError('fetch failed');
    },
  });
  expect(gone.code).toBe(exitCodes.unreachable);
});

test('the file is its owner’s alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-login-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const nothing = async () => exitCodes.ok;
  const context = createNodeContext({
    program: '',
    version: '',
    functionFetch: () => fetch,
    serve: nothing,
    simulator: nothing,
    deploy: nothing,
  });
  const path = join(folder, 'breakwater', 'sign-ins', 'x.json');
  await context.writeSecretFile(path, 'first');
  await context.writeSecretFile(path, 'second');
  expect(await context.readFile(path)).toBe('second');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'breakwater', 'sign-ins')).mode & 0o777).toBe(0o700);
  await context.removeFile(path);
  await context.removeFile(path);
});

test('`open` has no link to ask for there: it names the page, and how to sign in here', async () => {
  const { run } = setUp();
  await run(`login ${server}`);
  const { code, out, err } = await run(`open ${server}`);
  expect([code, out]).toEqual([exitCodes.invalidInput, '']);
  expect(err).toContain(`Open ${CONSOLE} in a browser.`);
  expect(err).toContain(`./breakwater login --server ${CONSOLE}`);
});
