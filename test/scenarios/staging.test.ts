/** Staging accounts: discovered, validated, listed and extended, from the command line to AWS. */
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { setUpCli } from '../cli/run.ts';
import { HOME_ACCOUNT, OTHER_ACCOUNT, openRig } from '../support/rig.ts';

const region = 'us-east-1';
const stranger = '999988887777';
const entryOf = { accountName: 'home', regions: [region] };

/** Four servers at home; four in the staging account, the last with AWS's own EBS key. */
const openCompany = async (stagingAccountIds: readonly string[] = [OTHER_ACCOUNT]) => {
  const rig = openRig({
    reachesRegistered: true,
    estate: {
      servers: 8,
      accountIds: [HOME_ACCOUNT, OTHER_ACCOUNT],
      server: (index) => ({ ebsEncryption: index === 7 ? 'DEFAULT' : 'CUSTOM' }),
    },
  });
  await rig.catalog.putAccount(
    { accountId: HOME_ACCOUNT, ...entryOf, stagingAccountIds: [...stagingAccountIds] },
    'ana',
  );
  const arns = rig
    .idsOf('server', { accountId: OTHER_ACCOUNT, region })
    .map((id) => `arn:aws:drs:${region}:${OTHER_ACCOUNT}:source-server/${id}`);
  return { ...setUpCli({}, rig), arns };
};
const place = `${HOME_ACCOUNT} --region ${region}`;

describe('extended source servers', () => {
  test('are listed, extended and then recovered here; they do not count as replicating here', async () => {
    const { run, rig, arns, call } = await openCompany();
    const listed = await run(`get extensible-servers ${place} --staging ${OTHER_ACCOUNT}`);
    expect([listed.code, listed.err]).toEqual([0, '']);
    for (const arn of arns) expect(listed.out).toContain(arn);
    expect(listed.out).toContain('customer-managed KMS key');

    const extended = await run(`extend ${place} --arn ${arns[0]} --arn ${arns[1]}`);
    expect(extended.code).toBe(0);
    expect(extended.out).toMatch(/extended as s-[0-9a-f]{17}/);
    const [entry] = (await call('GET', '/api/audit-log?limit=1')).body.items;
    expect(entry.resources, 'the audit log says which').toEqual(expect.arrayContaining([arns[0], arns[1]]));
    expect((await run(`get extensible-servers ${place} --staging ${OTHER_ACCOUNT}`)).out).not.toContain(arns[0]);
    expect((await run(`get staging-accounts ${HOME_ACCOUNT}`)).out).toMatch(
      new RegExp(`${region} +${OTHER_ACCOUNT} +yes +yes`),
    );
    expect((await call('GET', '/api/capacity')).body.scopes).toMatchObject([
      { replicatingServers: { used: 4 }, sourceServers: { used: 6 } },
      { accountId: OTHER_ACCOUNT, result: 'NOT_REGISTERED', extendedServers: 2 },
    ]);
    await rig.catalog.putAccount({ accountId: HOME_ACCOUNT, ...entryOf, stagingAccountIds: [] }, 'ana', 1);
    expect((await call('GET', '/api/capacity')).body.scopes, 'no entry names it any more').toMatchObject([
      { result: 'OK' },
      { accountId: OTHER_ACCOUNT, stagingFor: [HOME_ACCOUNT], extendedServers: 2 },
    ]);
    const id = /extended as (s-[0-9a-f]{17})/.exec(extended.out)?.[1] ?? '';
    const executionId = await rig.launch(await rig.savePlan('reports', [{ servers: [id] }]));
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  });

  test('with the default EBS key are refused in the words of AWS, with the prerequisite; the others are extended, and again is safe', async () => {
    const { run, arns, call } = await openCompany();
    const tried = await run(`extend ${place} --arn ${arns[2]} --arn ${arns[3]}`);
    expect(tried.code).toBe(exitCodes.refused);
    expect(tried.out).toContain(`${arns[2]}: extended as s-`);
    expect(tried.out).toMatch(
      /FAILED: drs:CreateExtendedSourceServer: ValidationException: .*default EBS encryption key/,
    );
    expect(tried.out).toContain('ebsEncryption CUSTOM');
    const [entry] = (await call('GET', '/api/audit-log?limit=1')).body.items;
    expect(entry).toMatchObject({ result: 'failed', detail: { extended: 1, failed: 1, failures: arns[3] } });
    const again = await run(`extend ${place} --arn ${arns[2]}`);
    expect(again.code).toBe(exitCodes.ok);
    expect(tried.out).toContain(again.out.trim());
  });

  test('whose reply is lost are found by their ARN and told as extended, then and when it is sent again', async () => {
    const { run, rig, arns } = await openCompany();
    rig.simulator.faults.add({ kind: 'lost-reply', operation: 'CreateExtendedSourceServer', times: 1 });
    const line = `extend ${place} --arn ${arns[0]}`;
    const first = await run(line);
    const id = /extended as (s-[0-9a-f]{17})/.exec(first.out)?.[1];
    expect(first.code).toBe(exitCodes.ok);
    expect(rig.idsOf('server', { accountId: HOME_ACCOUNT, region })).toContain(id);
    expect(await run(line)).toMatchObject({ code: exitCodes.ok, out: first.out });
    expect(rig.simulator.calls().counts['drs:CreateExtendedSourceServer']).toBe(2);
  });

  test('that DRS never heard of are FAILED; where nobody can look, that is said', async () => {
    const { run, rig, arns } = await openCompany();
    const line = `extend ${place} --arn ${arns[0]}`;
    rig.simulator.faults.add({ kind: 'lost-request', operation: 'CreateExtendedSourceServer', times: 1 });
    const unheard = await run(line);
    expect(unheard.code).toBe(exitCodes.refused);
    expect(unheard.out).toContain(`${arns[0]}: FAILED: drs:CreateExtendedSourceServer: `);
    expect(unheard.out).not.toContain('is not known');
    rig.simulator.faults.add({ kind: 'lost-reply', operation: 'CreateExtendedSourceServer', times: 1 });
    rig.simulator.faults.add({ kind: 'access-denied', service: 'drs', operation: 'DescribeSourceServers', times: 1 });
    const unseen = await run(line);
    expect(unseen.code).toBe(exitCodes.refused);
    expect(unseen.out.replaceAll(/\s+/g, ' ')).toContain(
      'whether it is extended all the same is not known: drs:DescribeSourceServers: AccessDeniedException',
    );
    expect((await run(line)).out).toContain(`${arns[0]}: extended as s-`);
  });
});

describe('staging accounts', () => {
  test('that the entry does not name are not read, and nothing is extended from them', async () => {
    const { run, rig, arns } = await openCompany([]);
    for (const line of [
      `get extensible-servers ${place} --staging ${OTHER_ACCOUNT}`,
      `extend ${place} --arn ${arns[0]}`,
    ]) {
      const refused = await run(line);
      expect(refused.code).toBe(exitCodes.invalidInput);
      expect(refused.err).toContain(`does not name ${OTHER_ACCOUNT} under stagingAccountIds`);
    }
    const { counts } = rig.simulator.calls();
    expect([counts['drs:ListExtensibleSourceServers'], counts['drs:CreateExtendedSourceServer']]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('are discovered, and named or taken out again by the entry that is applied', async () => {
    const { run, files, rig, arns } = await openCompany();
    expect((await run(`extend ${place} --arn ${arns[0]}`)).code).toBe(exitCodes.ok);
    const apply = async (stagingAccountIds: readonly string[]) => {
      const entry = { kind: 'Account', accountId: HOME_ACCOUNT, ...entryOf, stagingAccountIds };
      files.set('home.json', JSON.stringify(entry));
      return run('apply -f home.json');
    };
    const listed = async () => (await run(`get staging-accounts ${HOME_ACCOUNT}`)).out;
    expect((await apply([])).out).toContain(`stagingAccountIds: - ${OTHER_ACCOUNT}`);
    expect(await listed()).toMatch(new RegExp(`${region} +${OTHER_ACCOUNT} +no +yes`));
    expect((await run(`extend ${place} --arn ${arns[1]}`)).code).toBe(exitCodes.invalidInput);
    expect((await apply([OTHER_ACCOUNT])).code).toBe(exitCodes.ok);
    expect(await listed()).toMatch(new RegExp(`${region} +${OTHER_ACCOUNT} +yes +yes`));
    expect((await run(`extend ${place} --arn ${arns[1]}`)).code).toBe(exitCodes.ok);
    expect(rig.simulator.calls().counts['drs:CreateExtendedSourceServer']).toBe(2);
    const wrong = await apply(['12']);
    expect([wrong.code, wrong.err]).toEqual([12, expect.stringContaining('stagingAccountIds[0]: ')]);
  });

  test('are validated with the account: one that does not trust it is FAILED with what to mend, the other is OK', async () => {
    const { run } = await openCompany([OTHER_ACCOUNT, stranger]);
    const { code, out } = await run(`validate account ${HOME_ACCOUNT}`);
    expect(code).toBe(exitCodes.refused);
    expect(out).toContain(`OK      listExtensibleSourceServers: staging account ${OTHER_ACCOUNT}: 4 to extend`);
    expect(out).toContain(
      'FAILED  listExtensibleSourceServers: drs:ListExtensibleSourceServers: AccessDeniedException: ',
    );
    expect(out).toContain(`in DRS of ${stranger}, account ${HOME_ACCOUNT} must be a trusted account`);
  });

  test('a Region that cannot be asked is FAILED, never without staging accounts', async () => {
    const { run, rig } = await openCompany();
    rig.simulator.faults.add({ kind: 'access-denied', service: 'drs', operation: 'ListStagingAccounts' });
    const { code, out } = await run(`get staging-accounts ${HOME_ACCOUNT}`);
    expect(code).toBe(exitCodes.error);
    expect(out).toMatch(/us-east-1 +\? +\? +\? +FAILED: drs:ListStagingAccounts: AccessDeniedException/);
  });

  test('a Region where DRS was never initialised says so, as the capacity does, and is no failure', async () => {
    const { run, rig, call } = await openCompany([]);
    await rig.catalog.putAccount({ accountId: HOME_ACCOUNT, ...entryOf, regions: ['eu-north-1'] }, 'ana', 1);
    const { code, out } = await run(`get staging-accounts ${HOME_ACCOUNT}`);
    expect([code, out]).toEqual([exitCodes.ok, expect.stringMatching(/eu-north-1 +DRS is not initialised/)]);
    expect((await call('GET', `/api/accounts/${HOME_ACCOUNT}/staging-accounts`)).body.regions).toEqual([
      { region: 'eu-north-1', result: 'NOT_INITIALISED' },
    ]);
  });
});
