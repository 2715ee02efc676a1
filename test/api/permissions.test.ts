/** Who may call what: every route with every role, on the server that answers them. */
import { describe, expect, it } from 'vitest';
import type { ApiPorts } from '../../src/api/app.ts';
import type { Authenticate } from '../../src/api/authenticate.ts';
import { routeNeeds } from '../../src/api/route-permissions.ts';
import { permissionsOf, type Role, roles } from '../../src/domain/permissions.ts';
import { setUpApi } from './set-up.ts';

const signedInAs =
  (...held: readonly Role[]): Authenticate =>
  async () => ({ actor: 'ana', roles: held });

/** The API, called by somebody with these roles. */
const apiFor = (authenticate: Authenticate, changes: Partial<ApiPorts> = {}) =>
  setUpApi({ authenticate, metrics: async () => '', ...changes });

const routes = Object.keys(routeNeeds).map((name) => {
  const [method = '', path = ''] = name.split(' ');
  return { name, method, address: path.replaceAll(/\{\w+\}/g, 'nothing-of-this-id') };
});

/** Written down a second time on purpose: what each role may call, by the words of the requirement. */
const mayNot: Readonly<Record<Role, RegExp>> = {
  Admin: /^$/,
  RecoveryManager: /^DELETE \/api\/accounts\//,
  PlanManager: /^(POST \/api\/clean-ups$|(POST|PUT|DELETE) \/api\/accounts\/)/,
  Operator:
    /^(POST \/api\/(clean-ups|protection-groups|recovery-plans)$|DELETE \/api\/(accounts|protection-groups|recovery-plans)\/|(POST|PUT) \/api\/accounts\/)/,
  ReadOnly:
    /^(GET \/api\/webhook-key$|(PUT|DELETE) \/api\/(accounts|protection-groups|recovery-plans)\/|POST \/api\/(accounts.*|.*\/test-messages|clean-ups.*|executions.*|protection-groups|protection-groups\/.*\/apply|recovery-plans)$)/,
  Auditor:
    /^(GET \/api\/webhook-key$|(PUT|DELETE) \/api\/(accounts|protection-groups|recovery-plans)\/|POST \/api\/(accounts.*|.*\/test-messages|clean-ups.*|executions.*|protection-groups|protection-groups\/.*\/apply|recovery-plans)$)/,
};

/** The same of keys, which an Admin alone makes, or somebody could make themselves one; and of who did what. */
const mayNotOfKeys: Readonly<Record<Role, RegExp>> = {
  Admin: /^$/,
  RecoveryManager: /^(POST|DELETE) \/api\/tokens/,
  PlanManager: /^\w+ \/api\/(tokens|audit-log)/,
  Operator: /^\w+ \/api\/(tokens|audit-log)/,
  ReadOnly: /^\w+ \/api\/(tokens|audit-log)/,
  Auditor: /^(POST|DELETE) \/api\/tokens/,
};

/** And of copying tags, which writes to source servers of every account: who may change accounts. */
const tagSync = /^(PUT|POST) \/api\/tag-sync/;
const mayNotOfTags: Readonly<Record<Role, RegExp>> = {
  Admin: /^$/,
  RecoveryManager: /^$/,
  PlanManager: tagSync,
  Operator: tagSync,
  ReadOnly: tagSync,
  Auditor: tagSync,
};

describe.each(roles)('the role %s', (role) => {
  const { call } = apiFor(signedInAs(role));

  it.each(routes)('$name', async ({ name, method, address }) => {
    const body = method === 'POST' || method === 'PUT' ? {} : undefined;
    const { status, body: problem } = await call(method, address, body);
    if ([mayNot, mayNotOfKeys, mayNotOfTags].some((each) => each[role].test(name))) {
      expect(status).toBe(403);
      expect(problem).toMatchObject({ code: 'FORBIDDEN', remedy: expect.stringContaining('administrator') });
    } else {
      expect(status, 'whatever else is wrong with the request').not.toBe(403);
      expect(status, 'and nothing is wrong inside').toBeLessThan(500);
    }
  });
});

const notAnsweredWith = async (refusal: number, call: ReturnType<typeof apiFor>['call']): Promise<string[]> => {
  const names: string[] = [];
  for (const { name, method, address } of routes)
    if ((await call(method, address)).status !== refusal) names.push(name);
  return names;
};

describe('a caller', () => {
  it('without a role may sign in and out and read who they are, and nothing else', async () => {
    const { call } = apiFor(signedInAs());
    expect((await call('GET', '/api/me')).body).toEqual({ actor: 'ana', roles: [], permissions: [] });
    expect((await notAnsweredWith(403, call)).toSorted()).toEqual([
      'DELETE /api/session',
      'GET /api/health',
      'GET /api/me',
      'GET /api/openapi.json',
      'POST /api/sessions',
      'POST /api/sign-in-codes',
    ]);
  });

  it('who may save plans but register no account applies files without accounts only', async () => {
    const { call, catalog } = apiFor(signedInAs('PlanManager'));
    const account = { kind: 'Account', accountId: '111122223333', accountName: 'home', regions: ['us-east-1'] };
    const refused = await call('POST', '/api/apply', { documents: [account] });
    expect(refused).toMatchObject({
      status: 403,
      body: {
        code: 'FORBIDDEN',
        detail: 'This needs the permission register-accounts',
        errors: [{ path: ['documents', 0], message: 'Account "home" would be created: this needs register-accounts' }],
      },
    });
    expect(await catalog.listAccounts()).toEqual([]);
    const settings = await call('POST', '/api/apply', { documents: [{ kind: 'Settings', tagSyncEveryHours: 6 }] });
    expect([settings.status, settings.body.detail]).toEqual([403, 'This needs the permission modify-accounts']);
    const pruning = await call('POST', '/api/apply', { documents: [], prune: true, dryRun: true });
    expect([pruning.status, pruning.body.code]).toEqual([422, 'INVALID_INPUT']);
    const manager = apiFor(signedInAs('RecoveryManager'));
    expect((await manager.call('POST', '/api/apply', { documents: [account] })).status).toBe(200);
  });

  describe('of a file', () => {
    const group = (groupName: string, Tier: string) => ({
      kind: 'ProtectionGroup',
      groupName,
      accountId: '111122223333',
      region: 'us-east-1',
      selection: { tags: { Application: 'Shop', Tier } },
    });
    const plan = { kind: 'RecoveryPlan', planName: 'shop', waves: [{ waveName: 'a', protectionGroups: ['db'] }] };
    const apply = async (role: Role, body: Readonly<Record<string, unknown>>) => {
      const { call, catalog } = apiFor(signedInAs(role));
      await catalog.apply([group('db', 'db'), plan], { actor: 'ana' });
      const { status, body: answer } = await call('POST', '/api/apply', body);
      const tags = (await catalog.findGroup('db'))?.selection;
      return { status, answer, tags };
    };
    const changed = [group('db', 'web'), plan];

    it('an Operator saves changes of what there is, and what is unchanged needs nothing', async () => {
      const { status, tags } = await apply('Operator', { documents: changed });
      expect([status, tags]).toEqual([200, { tags: { Application: 'Shop', Tier: 'web' } }]);
      expect((await apply('ReadOnly', { documents: [group('db', 'db'), plan] })).status).toBe(200);
    });

    it('which change needs which permission is told, and nothing at all is saved', async () => {
      const { status, answer, tags } = await apply('Operator', { documents: [...changed, group('new', 'web')] });
      expect(status).toBe(403);
      expect(answer).toMatchObject({
        detail: 'This needs the permission create-protection-groups',
        errors: [
          {
            path: ['documents', 2],
            message: 'ProtectionGroup "new" would be created: this needs create-protection-groups',
          },
        ],
      });
      expect(tags).toEqual({ tags: { Application: 'Shop', Tier: 'db' } });
      const byReader = await apply('ReadOnly', { documents: changed });
      expect(byReader.answer.errors).toHaveLength(1);
      expect(byReader.tags).toEqual({ tags: { Application: 'Shop', Tier: 'db' } });
    });

    it('whoever may look may compare, whatever they may save', async () => {
      for (const role of ['ReadOnly', 'Auditor', 'Operator'] as const) {
        const { status, answer, tags } = await apply(role, {
          documents: [...changed, group('new', 'web')],
          dryRun: true,
          prune: true,
        });
        expect(status).toBe(200);
        expect(answer.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
          'updated',
          'unchanged',
          'created',
        ]);
        expect(tags).toEqual({ tags: { Application: 'Shop', Tier: 'db' } });
      }
    });

    it('what would be removed needs the permission to delete it', async () => {
      const { call, catalog } = apiFor(signedInAs('Operator'));
      await catalog.apply([group('db', 'db'), group('web', 'web'), plan], { actor: 'ana' });
      const body = { documents: [group('db', 'db'), plan], prune: true };
      const { results } = (await call('POST', '/api/apply', { ...body, dryRun: true })).body;
      const doomed = results.filter(({ outcome }: { outcome: string }) => outcome === 'removed');
      const removes = doomed.map(({ kind, id, version }: Record<string, unknown>) => ({ kind, id, version }));
      expect(await call('POST', '/api/apply', { ...body, removes })).toMatchObject({
        status: 403,
        body: {
          errors: [
            { path: [], message: 'ProtectionGroup "web" would be removed: this needs delete-protection-groups' },
          ],
        },
      });
      expect(await catalog.findGroup('web')).toBeDefined();
    });
  });

  it('who is not signed in reads the health of the server, may sign in, and nothing else', async () => {
    const { call } = apiFor(async () => undefined);
    expect(await notAnsweredWith(401, call)).toEqual(['GET /api/health', 'POST /api/sessions']);
  });

  it('with two roles may do what either may', async () => {
    const { call } = apiFor(signedInAs('Operator', 'PlanManager'));
    const { body } = await call('GET', '/api/me');
    expect(body).toEqual({
      actor: 'ana',
      roles: ['Operator', 'PlanManager'],
      permissions: [...permissionsOf(['PlanManager'])],
    });
  });

  it('with the token of the machine may do everything', async () => {
    const { call } = setUpApi();
    expect((await call('GET', '/api/me')).body).toMatchObject({ roles: ['Admin'] });
  });
});

describe('the table', () => {
  it('defect 8.3.16: has every route that the server publishes, and no other', async () => {
    const { call } = apiFor(signedInAs('Admin'));
    const { body } = await call('GET', '/api/openapi.json');
    const published = Object.entries<object>(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(Object.keys(routeNeeds).toSorted()).toEqual(
      [...published, 'GET /api/openapi.json', 'GET /metrics'].toSorted(),
    );
  });
});
