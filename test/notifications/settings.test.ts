/** Who is told, as people write it and read it back. */
import { expect, it } from 'vitest';
import type { Role } from '../../src/domain/permissions.ts';
import { setUpApi } from '../api/set-up.ts';

const webhookUrl = 'https://hooks.example.com/T0/secret-path';
const group = {
  kind: 'ProtectionGroup',
  groupName: 'db',
  accountId: '111122223333',
  region: 'us-east-1',
  selection: { tags: { Tier: 'db' } },
};
const planOf = (notifications: object) => ({
  kind: 'RecoveryPlan',
  planName: 'shop',
  notifications,
  waves: [{ waveName: 'db', protectionGroups: ['db'] }],
});

const apiOf = (role: Role, beside?: ReturnType<typeof setUpApi>) =>
  setUpApi(
    { authenticate: async () => ({ actor: 'ana', roles: [role] }) },
    beside === undefined ? {} : { beside: beside.rig },
  ).call;

it('the address of a webhook is whole for those who may change the plan, and without its path for the others', async () => {
  const owner = setUpApi();
  const applied = await owner.call('POST', '/api/apply', { documents: [group, planOf({ webhookUrl })] });
  const planId = applied.body.results[1].id;
  const places = [
    `/api/recovery-plans/${planId}`,
    '/api/recovery-plans',
    '/api/recovery-plans?planName=shop',
    `/api/recovery-plans/${planId}/versions`,
  ];
  for (const place of places) {
    for (const role of ['ReadOnly', 'Auditor'] as const) {
      const { status, text } = await apiOf(role, owner)('GET', place);
      expect([status, text.includes('https://hooks.example.com/…'), text.includes('secret-path')]).toEqual([
        200,
        true,
        false,
      ]);
    }
    expect((await apiOf('Operator', owner)('GET', place)).text).toContain(webhookUrl);
  }
});

it('a change of the address is told, and not what it is', async () => {
  const { call } = setUpApi();
  await call('POST', '/api/apply', { documents: [group, planOf({ webhookUrl })] });
  const documents = [group, planOf({ webhookUrl: `${webhookUrl}-2` })];
  const { body, text } = await call('POST', '/api/apply', { documents, dryRun: true });
  const masked = 'https://hooks.example.com/…';
  expect(body.results[1].changes).toEqual([{ path: ['notifications', 'webhookUrl'], before: masked, after: masked }]);
  expect(text).not.toContain('secret-path');
});

it.each([
  ['nobody', {}, 'emails', 'nobody would be told'],
  ['what is no address', { emails: ['ops'] }, 'emails.0', 'is no e-mail address'],
  ['the same address twice', { emails: ['a@example.com', 'A@example.com'] }, 'emails', 'listed twice'],
  ['an unknown event', { emails: ['a@example.com'], events: ['gates'] }, 'events.0', 'gate'],
  ['no event', { emails: ['a@example.com'], events: [] }, 'events', 'at least one event'],
  ['http to elsewhere', { webhookUrl: 'http://hooks.example.com/' }, 'webhookUrl', 'must be https'],
  ['a file', { webhookUrl: 'file:///etc/passwd' }, 'webhookUrl', 'a whole address'],
  ['a password', { webhookUrl: 'https://a:b@hooks.example.com/' }, 'webhookUrl', 'user name or password'],
  ['the masked address', { webhookUrl: 'https://hooks.example.com/…' }, 'webhookUrl', 'masked'],
  ['an unknown field', { email: 'a@example.com' }, 'email', 'emails'],
])('%s is refused at its field', async (_what, notifications, field, words) => {
  const { call } = setUpApi();
  const { status, body } = await call('POST', '/api/apply', { documents: [group, planOf(notifications)] });
  expect(status).toBe(422);
  const told = body.errors.map(({ path, message }: { path: (string | number)[]; message: string }) => [
    path.slice(3).join('.'),
    message,
  ]);
  expect(told).toContainEqual([field, expect.stringContaining(words)]);
});

it('a plan that names a webhook on this machine by http is saved', async () => {
  const { call } = setUpApi();
  for (const url of ['http://127.0.0.1:9000/hook', 'http://localhost/hook', 'http://[::1]:9/']) {
    const documents = [group, planOf({ webhookUrl: url })];
    expect((await call('POST', '/api/apply', { documents })).status).toBe(200);
  }
});
