import { describe, expect, test } from 'vitest';
import { createClient } from '../../src/api/client.ts';
import type { Role } from '../../src/domain/permissions.ts';
import { setUpApi, token } from './set-up.ts';

function setUpClient(changes: Parameters<typeof setUpApi>[0] = {}) {
  const server = setUpApi(changes);
  const requests: string[] = [];
  const client = createClient({
    baseUrl: 'http://127.0.0.1:7700/',
    token,
    fetch: (input, init) => {
      requests.push(`${init.method} ${input}`);
      return server.api.fetch(new Request(input, init));
    },
  });
  return { ...server, client, requests };
}
const answering = (respond: () => Promise<Response>) => createClient({ baseUrl: 'http://h', fetch: respond });

describe('the client', () => {
  test('gives the data of an answer, and asks by page', async () => {
    const { client, rig, shop, requests } = setUpClient();
    const executionId = await shop.atGate();
    expect(await client.getExecution(executionId)).toEqual({ ok: true, value: await rig.get(executionId) });
    await client.listExecutions({ after: 'a b', limit: 2 });
    expect(requests[1]).toBe('GET http://127.0.0.1:7700/api/executions?after=a+b&limit=2');
  });

  test('reads a plan for who may not change it, with the webhook’s address masked', async () => {
    let role: Role = 'Admin';
    const { client, shop } = setUpClient({ authenticate: async () => ({ actor: 'ana', roles: [role] }) });
    const planId = await shop.savePlan({}, { notifications: { webhookUrl: 'https://hooks.example.com/secret' } });
    const webhookUrl = async () => {
      const plan = await client.getPlan(planId);
      return plan.ok ? plan.value.notifications?.webhookUrl : plan.failure;
    };
    expect(await webhookUrl()).toBe('https://hooks.example.com/secret');
    role = 'ReadOnly';
    expect(await webhookUrl()).toBe('https://hooks.example.com/…');
    expect(await client.listPlans()).toMatchObject({ ok: true });
  });

  test('gives the problem of a refusal as data', async () => {
    const { client } = setUpClient();
    const result = await client.getExecution('exec-9');
    expect(result.ok ? undefined : result.failure).toMatchObject({
      kind: 'problem',
      problem: { status: 404, code: 'NOT_FOUND' },
    });
  });

  test('looks again without reading again what has not changed, and learns the time of the server', async () => {
    const { client, rig, shop } = setUpClient();
    const executionId = await shop.atGate();
    const firstTime = rig.clock.now();
    const first = await client.getExecutionUnless(executionId, undefined);
    if (!first.ok || first.value.unchanged) throw new Error('the first look gave nothing');
    expect(first.value.serverTime).toBe(firstTime);
    await rig.clock.advance(7);
    expect(await client.getExecutionUnless(executionId, first.value.etag)).toEqual({
      ok: true,
      value: { unchanged: true, serverTime: rig.clock.now() },
    });
    await rig.command(executionId, { type: 'pause' });
    expect(await client.getExecutionUnless(executionId, first.value.etag)).toMatchObject({
      value: { unchanged: false, value: { pauseRequested: true } },
    });
  });

  test.each([
    ['refused', 'ECONNREFUSED', false],
    ['an unknown host', 'ENOTFOUND', false],
    ['broken off', 'ECONNRESET', true],
  ])('a connection that is %s tells whether the request can have arrived', async (_, code, sent) => {
    const cause = Object.assign(new Error('the words of the network'), { code });
    const client = answering(() => Promise.reject(new TypeError('fetch failed', { cause })));
    expect(await client.health()).toEqual({
      ok: false,
      failure: { kind: 'unreachable', message: 'the words of the network', sent },
    });
  });

  test('a request that was certainly not sent is told as such by whoever was to send it', async () => {
    const error = Object.assign(new Error('not authorized'), { sent: false });
    expect(await answering(() => Promise.reject(error)).health()).toEqual({
      ok: false,
      failure: { kind: 'unreachable', message: 'not authorized', sent: false },
    });
  });

  test('an answer that breaks off in its body is no answer', async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('terminated')) });
    const result = await answering(async () => new Response(body)).health();
    expect(result).toEqual({ ok: false, failure: { kind: 'unreachable', message: 'terminated', sent: true } });
  });

  test.each([
    ['another program', async () => new Response('<html>', { status: 200 })],
    ['a proxy', async () => new Response('bad gateway', { status: 502 })],
    ['another version', async () => Response.json({ status: 'fine' })],
  ])('an answer of %s is not taken for ours', async (_, respond) => {
    const result = await answering(respond).health();
    expect(result.ok ? undefined : result.failure.kind).toBe('not-understood');
  });
});
