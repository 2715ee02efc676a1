/** What the actions of a plan are given may be secret: who is shown it, and where it never stands. */
import { expect, it } from 'vitest';
import type { Role } from '../../src/domain/permissions.ts';
import { setUpApi } from './set-up.ts';

const place = { accountId: '111122223333', region: 'us-east-1' };
const group = {
  kind: 'ProtectionGroup',
  groupName: 'db',
  ...place,
  selection: { tags: { Tier: 'db' } },
};
const check = (query: string) => ({
  kind: 'HTTP_CHECK',
  actionName: 'serves',
  url: `https://{privateIp}/health?token=${query}&host={serverName}&${query}#${query}`,
});
const call = (apiKey: string) => ({ kind: 'LAMBDA', actionName: 'dns', functionName: 'swing', input: { apiKey } });
const planOf = (secret: string) => ({
  kind: 'RecoveryPlan',
  planName: 'shop',
  waves: [
    {
      waveName: 'db',
      protectionGroups: ['db'],
      actions: {
        before: [call(`${secret}-before`), { kind: 'WAIT', actionName: 'settle', minutes: 1 }],
        after: [
          check(`${secret}-check`),
          {
            kind: 'SSM_COMMAND',
            actionName: 'join',
            documentName: 'Breakwater-join',
            parameters: { Password: [`${secret}-parameter`, 'of {instanceIds}', '{privateIps}'] },
          },
        ],
      },
    },
  ],
  afterCleanUp: [{ ...call(`${secret}-later`), ...place }],
});
const apiOf = (role: Role, beside: ReturnType<typeof setUpApi>) =>
  setUpApi({ authenticate: async () => ({ actor: 'ana', roles: [role] }) }, { beside: beside.rig }).call;

it('what actions are given is shown whole to those who may change the plan, and masked to everybody else', async () => {
  const owner = setUpApi();
  const applied = await owner.call('POST', '/api/apply', { documents: [group, planOf('hunter2')] });
  const planId = applied.body.results[1].id;
  const address = `/api/recovery-plans/${planId}`;
  const places = [
    address,
    `${address}?version=1`,
    `${address}/versions`,
    '/api/recovery-plans',
    '/api/recovery-plans?planName=shop',
  ];
  for (const where of places) {
    for (const role of ['ReadOnly', 'Auditor'] as const) {
      const { status, text } = await apiOf(role, owner)('GET', where);
      expect([status, text.includes('…'), text.includes('hunter2')], `${role} ${where}`).toEqual([200, true, false]);
    }
    expect((await apiOf('Operator', owner)('GET', where)).text).toContain('hunter2');
  }
  const { body } = await apiOf('ReadOnly', owner)('GET', address);
  expect(body.waves[0].actions).toMatchObject({
    before: [{ input: { apiKey: '…' } }, { kind: 'WAIT', minutes: 1 }],
    after: [
      { url: 'https://{privateIp}/health?token=…&host={serverName}&…#…' },
      { parameters: { Password: ['…', '…{instanceIds}', '{privateIps}'] } },
    ],
  });
  expect(body.afterCleanUp).toMatchObject([{ input: { apiKey: '…' } }]);
});

it('that a value of an action is another one is told by a dry run and in the audit log, and not what it is', async () => {
  const owner = setUpApi();
  await owner.call('POST', '/api/apply', { documents: [group, planOf('hunter2')] });
  const documents = [group, planOf('correct-horse')];
  for (const role of ['ReadOnly', 'Operator'] as const) {
    const { body, text } = await apiOf(role, owner)('POST', '/api/apply', { documents, dryRun: true });
    const paths = body.results[1].changes.map(
      ({ path }: { path: string[] }) => path.slice(4).join('.') || path.join('.'),
    );
    expect(paths.toSorted()).toEqual(['afterCleanUp', 'dns.input.apiKey', 'join.parameters.Password', 'serves.url']);
    expect(text).not.toMatch(/hunter2|correct-horse/);
  }
  await owner.call('POST', '/api/apply', { documents });
  const audited = await owner.call('GET', '/api/audit-log');
  expect(audited.text).toContain('input.apiKey');
  expect(audited.text).not.toMatch(/hunter2|correct-horse/);
});

it.each([
  [
    'a user and a password in the address of a check',
    { ...check(''), url: 'https://ops:hunter2@{privateIp}/' },
    'url',
    'user name',
  ],
  ['a masked query', { ...check(''), url: 'https://{privateIp}/?token=…' }, 'url', 'masked'],
  ['a masked input', call('…'), 'input.apiKey', 'masked'],
])('%s is refused at its field', async (_what, action, field, words) => {
  const { call: send } = setUpApi();
  const plan = planOf('hunter2');
  const waves = [{ ...plan.waves[0], actions: { after: [action] } }];
  const documents = [group, { ...plan, waves }];
  const { status, body } = await send('POST', '/api/apply', { documents });
  expect(status).toBe(422);
  expect(body.errors).toEqual([
    {
      path: ['documents', 1, 'waves', 0, 'actions', 'after', 0, ...field.split('.')],
      message: expect.stringContaining(words),
    },
  ]);
});
