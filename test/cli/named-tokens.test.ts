/** A token for each person and program, from the command line. */
import { beforeAll, expect, test } from 'vitest';
import { createAccessTokens } from '../../src/api/access-tokens.ts';
import { bearerToken } from '../../src/api/authenticate.ts';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { token } from '../api/set-up.ts';
import { HOME_ACCOUNT, HOME_REGION, openRig } from '../support/rig.ts';
import { createSeededIds } from '../support/seeded-ids.ts';
import { shopEstate } from '../support/shop.ts';
import { setUpCli, shopFile } from './run.ts';

// The client loads at its first use, in real time, of which virtual time knows nothing.
beforeAll(() => import('../../src/adapters/aws/sdk-ssm.ts'));

const setUp = () => {
  const rig = openRig({ estate: shopEstate });
  let made = 0;
  const newSecret = () => {
    made += 1;
    return `made-${String(made).padStart(38, '0')}`;
  };
  const tokens = createAccessTokens({ store: rig.store, clock: rig.clock, ids: createSeededIds(1), newSecret });
  const authenticate = bearerToken({ token, actor: 'operator', named: tokens });
  return setUpCli({}, rig, { tokens, authenticate });
};

test('a new token is the only thing on stdout, and acts with its role until it is revoked', async () => {
  const { run, files } = setUp();
  files.set('shop.yaml', shopFile);
  const created = await run('token create ana --role ReadOnly');
  expect(created).toEqual({
    code: exitCodes.ok,
    out: `bwt_made-${'1'.padStart(38, '0')}\n`,
    err: 'Token "ana" created: ReadOnly. Its secret is shown this once.\n',
  });
  const env = { BREAKWATER_TOKEN: created.out.trim() };
  expect(await run('get plans', { env })).toMatchObject({ code: exitCodes.ok });
  const refused = await run('apply -f shop.yaml', { env });
  expect(refused.code).toBe(exitCodes.forbidden);
  expect(refused.err).toContain('This needs the permission create-protection-groups');

  const { out } = await run('get tokens');
  expect(out).toMatch(/^NAME +ROLE +CREATED BY +CREATED +ID\nana +ReadOnly +operator +2026-\S+ +token-/);
  expect(await run('token revoke ANA')).toMatchObject({
    code: exitCodes.ok,
    out: expect.stringMatching(/^Token "ana" revoked \(ReadOnly, token-\S+\)\n$/),
  });
  expect(await run('get plans', { env })).toMatchObject({ code: exitCodes.unauthorized });
  expect((await run('get tokens')).out).toBe('none\n');
});

test('a role that there is not, a name that is taken, and a token that there is not are told as such', async () => {
  const { run } = setUp();
  expect((await run('token create ana --role Boss')).code).toBe(exitCodes.usage);
  await run('token create ana --role Operator');
  const again = await run('token create ana --role Operator');
  expect(again).toMatchObject({ code: exitCodes.refused, out: '' });
  expect(again.err).toContain('There is a token "ana" already');
  expect(await run('token revoke bob')).toMatchObject({
    code: exitCodes.notFound,
    err: 'No such token: bob\nAll of them: ./breakwater get tokens\n',
  });
});

test('the audit log tells what each of them did, and is exported whole', async () => {
  const { run, files } = setUp();
  files.set('shop.yaml', shopFile);
  const ana = { BREAKWATER_TOKEN: (await run('token create ana --role PlanManager')).out.trim() };
  await run('apply -f shop.yaml', { env: ana });
  const shown = await run('get audit --who ana');
  expect(shown.code).toBe(exitCodes.ok);
  expect(shown.out).toMatch(
    /^TIME +WHO +FROM +WHAT +OF +RESULT\n2026-\S+ +ana +- +Apply documents; created .*"shop" \(version 1\) .*shop.* done\n$/,
  );
  expect((await run('get audit --limit 1')).out).toContain('… and older ones');
  expect((await run('get audit', { env: ana })).err).toContain('This needs the permission view-audit-log');
  const exported = await run('audit export --until 2100-01-01');
  const entries: unknown = JSON.parse(exported.out);
  expect(entries).toMatchObject([
    { actor: 'ana', route: 'GET /api/audit-log', code: 'FORBIDDEN' },
    { actor: 'ana', route: 'POST /api/apply' },
    { actor: 'operator', route: 'POST /api/tokens', resources: expect.arrayContaining(['ana']) },
  ]);
  expect(await run('audit export --from soon')).toMatchObject({ code: exitCodes.invalidInput });
});

test('the audit log says in plain words which runbook a drill had run, by whom it was started, and that it failed', async () => {
  const { run, files, rig } = setUp();
  const runbook = '{ kind: SSM_AUTOMATION, actionName: open the firewall, documentName: fail-Open }';
  const withRunbook = `protectionGroups: [shop-db]\n    actions: { before: [${runbook}] }`;
  files.set('shop.yaml', shopFile.replace('protectionGroups: [shop-db]', withRunbook));
  await run('apply -f shop.yaml');
  const { executionId } = JSON.parse((await run('drill shop --output json')).out);
  await rig.runToEnd(executionId);
  const [automation] = rig.simulator.runs(HOME_ACCOUNT, HOME_REGION).automations;
  const id = automation?.automationId ?? '';
  const what = `Run an action of a plan in AWS; by DRILL started by operator, wave 0, action "open the firewall", an SSM Automation runbook, ${id} is Failed: Step fails`;
  const { out } = await run(`get audit --resource ${id}`);
  expect(out).toMatch(/^TIME .*\n2026-\S+ +Breakwater +- .* failed\n$/);
  expect(out).toContain(what);
});

test('an export by somebody who is shown masked secrets says at once, in the file too, that it cannot be imported', async () => {
  const { run, files } = setUp();
  const told = '\nnotifications:\n  webhookUrl: https://hooks.example.com/T0/secret\n';
  files.set('shop.yaml', `${shopFile.trimEnd()}${told}`);
  expect((await run('apply -f shop.yaml')).code).toBe(exitCodes.ok);
  expect((await run('export')).err, 'by who may change plans').toBe('');
  const env = { BREAKWATER_TOKEN: (await run('token create ana --role ReadOnly')).out.trim() };
  const warning =
    /This file cannot be imported as it is: what may be secret in "\w+" is masked\. Export as somebody who may/;
  const exported = await run('export', { env });
  expect(exported.err).toMatch(warning);
  expect(exported.out).toMatch(new RegExp(`^# ${warning.source}`));
  files.set('masked.yaml', exported.out);
  const refused = await run('import -f masked.yaml');
  expect([refused.code === exitCodes.ok, refused.err]).toEqual([false, expect.stringContaining('masked address')]);
  expect(JSON.parse((await run('export --output json', { env })).out), 'JSON has no comments').toHaveLength(4);
});

test('an export with masked values of actions alone says so too', async () => {
  const { run, files } = setUp();
  const later = `
afterCleanUp:
  - kind: HTTP_CHECK
    actionName: told
    url: https://example.com/?token=hunter2
`;
  files.set('shop.yaml', `${shopFile.trimEnd()}${later}`);
  expect((await run('apply -f shop.yaml')).code).toBe(exitCodes.ok);
  const env = { BREAKWATER_TOKEN: (await run('token create ana --role Auditor')).out.trim() };
  const exported = await run('export', { env });
  expect(exported.err).toContain('what may be secret in "shop" is masked');
  expect(exported.out).not.toContain('hunter2');
  files.set('masked.yaml', exported.out);
  expect((await run('import -f masked.yaml')).err).toContain('this is masked: give it whole');
});
