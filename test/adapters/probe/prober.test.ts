/** Real sockets on the loopback address: what is asked, and what never is. */
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyForbidden } from '../../../src/adapters/probe/forbidden-addresses.ts';
import { createProber } from '../../../src/adapters/probe/prober.ts';
import { limits } from '../../../src/domain/limits.ts';

let asked = 0;
const server = createServer((request, response) => {
  asked += 1;
  if (request.url === '/moved') response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end();
  else if (request.url === '/endless') response.end('x'.repeat(limits.probeBodyCharacters * 3));
  else response.writeHead(200).end('all is well');
});
let port = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address === 'object' && address !== null) port = address.port;
});
afterAll(() => server.close());

const prober = createProber({ loopback: 'allowed' });

describe('a prober', () => {
  it('gives status and body', async () => {
    expect(await prober.get(`http://localhost:${port}/`)).toEqual({
      kind: 'answered',
      status: 200,
      body: 'all is well',
    });
  });

  it('follows no redirect', async () => {
    expect(await prober.get(`http://127.0.0.1:${port}/moved`)).toMatchObject({ kind: 'answered', status: 302 });
  });

  it('reads no more than the first 64 KiB', async () => {
    const answer = await prober.get(`http://127.0.0.1:${port}/endless`);
    expect(answer.kind === 'answered' ? answer.body.length : 0).toBe(limits.probeBodyCharacters);
  });

  it('says that nobody accepts', async () => {
    const answer = await prober.connect('127.0.0.1', 1);
    expect(answer).toMatchObject({ kind: 'failed', reason: expect.stringContaining('ECONNREFUSED') });
    expect(await prober.connect('127.0.0.1', port)).toEqual({ kind: 'connected' });
  });

  it.each(['ftp://127.0.0.1/', 'file:///etc/passwd', 'gopher://127.0.0.1', 'nonsense'])(
    'never asks %s',
    async (url) => {
      expect((await prober.get(url)).kind).toBe('forbidden');
    },
  );

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/',
    'http://[::ffff:169.254.169.254]/',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://169.254.170.2/v2/credentials',
  ])('never asks %s, where credentials are to be had', async (url) => {
    expect(await prober.get(url)).toMatchObject({ kind: 'forbidden' });
    expect((await prober.connect('169.254.169.254', 80)).kind).toBe('forbidden');
  });

  it('judges the address that a name leads to, and asks nothing when it may not', async () => {
    const strict = createProber({ loopback: 'refused' });
    const before = asked;
    expect(await strict.get(`http://localhost:${port}/`)).toMatchObject({ kind: 'forbidden' });
    expect(await strict.connect('localhost', port)).toMatchObject({ kind: 'forbidden' });
    expect(asked).toBe(before);
  });

  it('says beforehand what it will not ask, and nothing of a name that has no address now', async () => {
    const strict = createProber({ loopback: 'refused' });
    expect(await strict.whyRefused('169.254.169.254')).toContain('never asked');
    expect(await strict.whyRefused('localhost')).toContain('this machine itself');
    expect(await prober.whyRefused('localhost')).toBeUndefined();
    expect(await strict.whyRefused('10.0.0.4')).toBeUndefined();
    expect(await strict.whyRefused('nobody.invalid')).toBeUndefined();
  });

  it('lets private and public addresses be', () => {
    expect(['10.0.0.4', '192.168.1.1', '203.0.113.7', '2001:db8::1'].map((one) => whyForbidden(one, true))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
