/**
 * Who means harm from a browser's side, on the running server's sockets: other names for the host (DNS rebinding), other
 * pages (cross-origin writes), sessions set beforehand, codes made up.
 */
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import { openRealServer } from '../support/real-server.ts';
import { hostileText, seed } from './support/hostile.ts';

const runs = { seed, numRuns: 150 };
const hosts = ['127.0.0.1', 'localhost', '[::1]'];

type Server = Awaited<ReturnType<typeof openRealServer>>;
let server: Server;
let port = 0;
/** Of a browser that has signed in. */
let cookie = '';

beforeAll(async () => {
  server = await openRealServer({ estate: makeEstate({ servers: 2 }), speed: 60 });
  port = Number(new URL(server.url).port);
  cookie = cookieOf(await exchange(await newCode()));
});
afterAll(() => server.close());

interface Answer {
  /** 0: the connection was closed without one. */
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Exactly these bytes, as no client would send them. */
const sendRaw = (lines: readonly string[], body = ''): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    socket.on('error', (error) =>
      'code' in error && error.code === 'ECONNRESET' ? resolve(read(text)) : reject(error),
    );
    socket.on('close', () => resolve(read(text)));
    socket.write(`${[...lines, 'connection: close'].join('\r\n')}\r\n\r\n${body}`);
  });

const read = (text: string): Answer => {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0), head, body: rest.join('\r\n\r\n') };
};

const jsonLines = (body: string) => ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`];
const own = () => `127.0.0.1:${port}`;

const newCode = async (): Promise<string> => {
  const lines = ['POST /api/sign-in-codes HTTP/1.1', `host: ${own()}`, `authorization: Bearer ${server.token}`];
  return z.object({ code: z.string() }).parse(JSON.parse((await sendRaw([...lines, 'content-length: 0'])).body)).code;
};
const exchange = (code: string, more: readonly string[] = []): Promise<Answer> => {
  const body = JSON.stringify({ code });
  return sendRaw(['POST /api/sessions HTTP/1.1', `host: ${own()}`, ...more, ...jsonLines(body)], body);
};
const cookieOf = ({ head }: Answer): string => /^set-cookie: ([^;\r\n]+)/im.exec(head)?.[1] ?? '';
const me = (cookies: string): Promise<Answer> =>
  sendRaw(['GET /api/me HTTP/1.1', `host: ${own()}`, `cookie: ${cookies}`]);

const actorOf = ({ body }: Answer): string => z.object({ actor: z.string() }).parse(JSON.parse(body)).actor;

/** What a header line can carry at all. */
const headerText = hostileText.map((text) => text.replaceAll(/[^\x20-\x7e]/g, '').slice(0, 3000));

/** Whether a browser could have been led here by this name: it is the machine's own, in whatever writing. */
const isOwnName = (host: string): boolean => {
  const url = `http://${host.trim()}`;
  return URL.canParse(url) && hosts.includes(new URL(url).hostname);
};

const rebound = fc.oneof(
  headerText,
  fc.constantFrom('evil.example', '127.0.0.1.evil.example', 'localhost.evil.example', 'evil.localhost', '127.0.0.2'),
  fc
    .tuple(
      fc.constantFrom(...hosts, 'evil.example'),
      fc.constantFrom('', '.', '@evil.example', '.nip.io', ':80', '#', '/', ' ', '\t', '%00', '\\'),
    )
    .map(([name, more]) => `${name}${more}`),
  fc.constantFrom(...hosts).map((name) => `evil.example@${name}`),
  fc.constantFrom('0x7f.1', '2130706433', '0', '[::ffff:127.0.0.1]', '127.1', '[::1', ']', '::1'),
);

test(`no other name for the machine is answered, whoever is signed in (seed ${seed})`, async () => {
  const forms = fc.constantFrom<(host: string) => readonly string[]>(
    (host) => ['GET /api/me HTTP/1.1', `host: ${host}`],
    (host) => [`GET http://${host}/api/me HTTP/1.1`, `host: ${host}`],
    (host) => [`GET http://${host}/api/me HTTP/1.1`, `host: ${own()}`],
    (host) => [`GET http://${own()}/api/me HTTP/1.1`, `host: ${host}`],
    (host) => ['GET /api/me HTTP/1.1', `host: ${own()}`, `host: ${host}`],
    (host) => ['GET /api/me HTTP/1.1', `host: ${host}`, `x-forwarded-host: ${own()}`, `forwarded: host=${own()}`],
  );
  await fc.assert(
    fc.asyncProperty(forms, rebound, async (form, host) => {
      const lines = form(host);
      const { status, body } = await sendRaw([...lines, `cookie: ${cookie}`]);
      // Beside the API stands the console, which may not be built.
      expect(status < 500 || body.includes('console'), `${lines.join(' | ')}: ${status}`).toBe(true);
      if (status === 200) expect(lines.join(' | '), 'answered').toSatisfy(() => isOwnName(host));
      else expect(body).not.toContain('permissions');
    }),
    runs,
  );
  expect(server.log.filter((line) => line.startsWith('error'))).toEqual([]);
});

test('without a name, or by HTTP/1.0, nobody is let in but by the right one', async () => {
  const bare = ['GET /api/me HTTP/1.1', `cookie: ${cookie}`];
  expect((await sendRaw(bare)).status).toBe(400);
  expect((await sendRaw(['GET /api/me HTTP/1.0', 'host: evil.example', `cookie: ${cookie}`])).status).toBe(403);
  expect((await sendRaw(['GET /api/me HTTP/1.0', `cookie: ${cookie}`])).status).not.toBe(200);
  expect((await sendRaw(['GET /api/me HTTP/1.1', `host: ${own()}`, `cookie: ${cookie}`])).status).toBe(200);
});

const groupBody = JSON.stringify({
  groupName: 'db',
  accountId: '111122223333',
  region: 'us-east-1',
  selection: { tags: { Tier: 'db' } },
});
const groups = async (): Promise<string> =>
  (await sendRaw(['GET /api/protection-groups HTTP/1.1', `host: ${own()}`, `cookie: ${cookie}`])).body;

test(`no page of another origin writes anything with the cookie of who is signed in (seed ${seed})`, async () => {
  const before = await groups();
  const origins = fc.oneof(
    headerText,
    fc
      .constantFrom(
        'http://evil.example',
        'null',
        'http://127.0.0.1',
        'https://127.0.0.1:PORT',
        'http://localhost:PORT',
        'http://127.0.0.1:PORT.evil.example',
        'http://127.0.0.1:PORT@evil.example',
        'http://127.0.0.1:PORT/',
        'http://127.0.0.1:PORT, http://evil.example',
        'HTTP://127.0.0.1:PORT',
      )
      .map((text) => text.replace('PORT', String(port))),
  );
  const writes = fc.constantFrom(
    'POST /api/protection-groups',
    'POST /api/apply',
    'POST /api/executions',
    'POST /api/executions/exec-1/cancel',
    'PUT /api/protection-groups/grp-1',
    'DELETE /api/protection-groups/grp-1',
    'POST /api/sign-in-codes',
    'DELETE /api/session',
  );
  const types = fc.constantFrom(
    'application/json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
  );
  const tricks = fc.constantFrom(
    'x-a: b',
    `referer: http://127.0.0.1:${port}/`,
    'x-http-method-override: GET',
    'sec-fetch-site: same-origin',
    `origin: http://evil.example`,
    `x-forwarded-host: ${own()}`,
  );
  await fc.assert(
    fc.asyncProperty(writes, origins, types, tricks, async (write, origin, type, trick) => {
      fc.pre(origin.trim() !== `http://${own()}`);
      const { status } = await sendRaw(
        [
          `${write} HTTP/1.1`,
          `host: ${own()}`,
          `cookie: ${cookie}`,
          `origin: ${origin}`,
          trick,
          `content-type: ${type}`,
          `content-length: ${groupBody.length}`,
        ],
        groupBody,
      );
      expect([400, 403], `${write} from ${origin}`).toContain(status);
    }),
    runs,
  );
  expect(await groups()).toBe(before);
  expect((await me(cookie)).status, 'still signed in').toBe(200);
  const ownPage = ['POST /api/protection-groups HTTP/1.1', `host: ${own()}`, `cookie: ${cookie}`];
  const written = await sendRaw([...ownPage, `origin: http://${own()}`, ...jsonLines(groupBody)], groupBody);
  expect(written.status, 'the own page may').toBe(201);
});

test(`no session that was set beforehand or made up becomes one (seed ${seed})`, async () => {
  const name = cookie.split('=')[0] ?? '';
  const secret = cookie.slice(name.length + 1);
  const swapped = secret.replace(/[a-z]/i, (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  );
  const madeUp = fc.oneof(
    headerText,
    fc.constantFrom(
      secret.slice(0, -1),
      `${secret}A`,
      swapped,
      encodeURIComponent(`${secret}\0`),
      '',
      '%',
      '"',
      ';',
      '=',
      '__proto__',
    ),
  );
  await fc.assert(
    fc.asyncProperty(
      madeUp,
      fc.constantFrom(name, name.toUpperCase(), 'breakwater-session-default', '__proto__'),
      async (value, as) => {
        fc.pre(!value.includes(secret) || value !== secret);
        const planted = `${as}=${value}`;
        const asked = await me(planted);
        expect(asked.status === 401 || asked.status === 431, `${planted}: ${asked.status}`).toBe(true);
      },
    ),
    runs,
  );
  // Fixation: who signs in with a planted cookie gets a secret of their own, and the planted one stays worth nothing.
  const planted = `${name}=${'p'.repeat(43)}`;
  const signedIn = await exchange(await newCode(), [`cookie: ${planted}`]);
  expect(signedIn.status).toBe(201);
  expect(cookieOf(signedIn)).toMatch(new RegExp(`^${name}=[\\w-]{43}$`));
  expect(cookieOf(signedIn)).not.toBe(planted);
  expect((await me(planted)).status).toBe(401);
  // A cookie tossed in front of the right one, as a page of another port can, signs nobody else in.
  const rightful = actorOf(await me(cookie));
  const tossed = await me(`${planted}; ${cookie}`);
  expect(tossed.status === 401 ? rightful : actorOf(tossed)).toBe(rightful);
});

test(`a one-time link works once, for nobody who has only part of it, and from no other page (seed ${seed})`, async () => {
  const code = await newCode();
  const parts = fc.oneof(
    hostileText,
    fc.nat(code.length - 1).map((length) => code.slice(0, length)),
    fc.constantFrom(
      `${code} `,
      ` ${code}`,
      `${code}\0`,
      `${code}#`,
      code.toUpperCase(),
      code.split('').toReversed().join(''),
    ),
  );
  await fc.assert(
    fc.asyncProperty(parts, async (part) => {
      fc.pre(part !== code);
      const answer = await exchange(part.toWellFormed());
      expect([400, 401, 413, 422], JSON.stringify(part).slice(0, 80)).toContain(answer.status);
      expect(answer.head.toLowerCase()).not.toContain('set-cookie');
    }),
    runs,
  );
  for (const address of [`/sign-in?code=${code}`, `/api/sessions?code=${code}`]) {
    const asked = await sendRaw([`GET ${address} HTTP/1.1`, `host: ${own()}`]);
    expect(asked.head.toLowerCase(), address).not.toContain('set-cookie');
  }
  const foreign = await exchange(code, ['origin: http://evil.example']);
  expect(foreign.status, 'another page signs nobody in').toBe(403);
  const answers = await Promise.all([exchange(code), exchange(code, [`origin: http://${own()}`]), exchange(code)]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 401, 401]);
  expect(server.log.filter((line) => line.startsWith('error'))).toEqual([]);
});
