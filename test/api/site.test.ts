/** The console's files, served beside the API. */
import { expect, test } from 'vitest';
import { loopbackHosts } from '../../src/api/app.ts';
import type { SiteFile } from '../../src/api/site.ts';
import { setUpApi } from './set-up.ts';

const page: SiteFile = { content: '<!doctype html>', contentType: 'text/html; charset=utf-8' };
const script: SiteFile = { content: 'export {}', contentType: 'text/javascript; charset=utf-8' };

function setUp() {
  const site = (path: string): SiteFile | undefined => {
    if (path === '/assets/index-1a2b.js') return script;
    return path.startsWith('/assets/') ? undefined : page;
  };
  const { api } = setUpApi({ site, allowedHosts: loopbackHosts });
  return (path: string, init: RequestInit = {}) => api.fetch(new Request(`http://127.0.0.1:7700${path}`, init));
}

test.each(['/', '/executions', '/executions/exec-1?tab=servers', '/apiary'])(
  '%s is the page, for everybody',
  async (path) => {
    const get = setUp();
    const answer = await get(path);
    expect([answer.status, await answer.text()]).toEqual([200, '<!doctype html>']);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  },
);

test('what carries a hash in its name is kept for ever; what is missing there is not the page', async () => {
  const get = setUp();
  const answer = await get('/assets/index-1a2b.js');
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect((await get('/assets/index-old.js')).status).toBe(404);
});

test('a page may load from its own server only, run nothing inline, and stand in no frame', async () => {
  const get = setUp();
  const { headers } = await get('/');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
});

test('the console opens no way around the API’s own rules', async () => {
  const get = setUp();
  expect((await get('/api/executions')).status).toBe(401);
  expect((await get('/api')).status).toBe(401);
  expect((await get('/api/nothing')).status).toBe(401);
  expect((await get('/', { method: 'POST' })).status).toBe(404);
  const rebound = await get('/', { headers: { host: 'rebound.example' } });
  expect(rebound.status).toBe(403);
});
