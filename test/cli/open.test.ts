import { expect, test } from 'vitest';
import { createSessions } from '../../src/api/sessions.ts';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { openApi } from '../api/set-up.ts';
import { openRig } from '../support/rig.ts';
import { setUpCli } from './run.ts';

function setUp() {
  const rig = openRig();
  const sessions = createSessions({ store: rig.store, clock: rig.clock, newSecret: () => 'secret-0123456789abcdef' });
  const { api } = openApi(rig, { sessions });
  const opened: string[] = [];
  const cli = setUpCli({
    fetch: (input, init) => api.fetch(new Request(input, init)),
    openBrowser: async (url) => {
      opened.push(url);
      return true;
    },
  });
  return { ...cli, api, opened };
}
const link = 'http://127.0.0.1:7700/sign-in#code=secret-0123456789abcdef';

test('opens the browser with a link that signs in, and shows the link to nobody else', async () => {
  const { run, opened, api } = setUp();
  const { code, out } = await run('open');
  expect([code, out]).toEqual([exitCodes.ok, 'Opened the console of http://127.0.0.1:7700 in the browser.\n']);
  expect(opened).toEqual([link]);
  const signedIn = await api.fetch(
    new Request('http://127.0.0.1:7700/api/sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: 'secret-0123456789abcdef' }),
    }),
  );
  expect(signedIn.status).toBe(201);
});

test('prints the link instead, and starts no browser', async () => {
  const { run, opened } = setUp();
  expect(await run('open --print')).toEqual({ code: exitCodes.ok, out: `${link}\n`, err: '' });
  expect(opened).toEqual([]);
});

test('prints the link also where no browser can be started', async () => {
  const { run } = setUp();
  const { code, out, err } = await run('open', { openBrowser: async () => false });
  expect([code, out]).toEqual([exitCodes.ok, `${link}\n`]);
  expect(err).toContain('No browser');
});

test('says so when the token is not accepted', async () => {
  const { run } = setUp();
  const { code, out } = await run('open --token wrong');
  expect([code, out]).toEqual([exitCodes.unauthorized, '']);
});
