/** The accounts that are registered, and a recovery that goes by them: from plan file to AWS. */
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { setUpCli } from '../cli/run.ts';
import { HOME_ACCOUNT, OTHER_ACCOUNT, openRig } from '../support/rig.ts';
import { shopEstate } from '../support/shop.ts';

const estate = { ...shopEstate, accountIds: [HOME_ACCOUNT, OTHER_ACCOUNT], regions: ['us-east-1'] };
const openCompany = () => setUpCli({}, openRig({ estate, reachesRegistered: true }));

const roleArn = `arn:aws:iam::${OTHER_ACCOUNT}:role/RecoveryOperator`;
const home = { kind: 'Account', accountId: HOME_ACCOUNT, accountName: 'home', regions: ['us-east-1'] };
const other = { kind: 'Account', accountId: OTHER_ACCOUNT, accountName: 'other', roleArn, regions: ['us-east-1'] };
const groupIn = (accountId: string) => ({
  kind: 'ProtectionGroup',
  groupName: `all-${accountId}`,
  accountId,
  region: 'us-east-1',
  selection: { tags: { Application: 'Shop' } },
});
const plan = {
  kind: 'RecoveryPlan',
  planName: 'shop',
  waves: [{ waveName: 'all', protectionGroups: [groupIn(HOME_ACCOUNT).groupName, groupIn(OTHER_ACCOUNT).groupName] }],
};
const everything = [home, other, groupIn(HOME_ACCOUNT), groupIn(OTHER_ACCOUNT), plan];

describe('a recovery goes by the registered accounts', () => {
  test('one plan file brings accounts, groups and plan, and its drill launches in both accounts', async () => {
    const { run, files, rig } = openCompany();
    files.set('all.json', JSON.stringify(everything));
    const applied = await run('apply -f all.json');
    expect([applied.code, applied.err]).toEqual([0, '']);
    expect(applied.out).toContain(`Account "other" created (version 1, ${OTHER_ACCOUNT})`);
    expect((await run('drill shop --wait')).code).toBe(exitCodes.ok);
    const launched = [HOME_ACCOUNT, OTHER_ACCOUNT].map((accountId) =>
      rig.launchJobs({ accountId, region: 'us-east-1' }).map(({ servers }) => servers.length),
    );
    expect(launched).toEqual([[4], [4]]);
  });

  test.each([HOME_ACCOUNT, OTHER_ACCOUNT])(
    'the defect of 6.2: account %s without an entry is an error, never our own credentials',
    async (missing) => {
      const { run, files, rig } = openCompany();
      files.set(
        'all.json',
        JSON.stringify(
          everything.filter((one) => one.kind !== 'Account' || one !== (missing === HOME_ACCOUNT ? home : other)),
        ),
      );
      expect((await run('apply -f all.json')).code).toBe(0);
      const refused = await run('drill shop --wait');
      expect(refused.code).toBe(exitCodes.refused);
      expect(refused.err).toContain(`account ${missing} is not registered: register it (kind: Account`);
      expect(refused.err, 'AWS was not asked').not.toMatch(/drs:|sts:/);
      expect(rig.simulator.calls().log.filter(({ operation }) => operation === 'StartRecovery')).toEqual([]);
      expect(
        rig.simulator.calls().log.filter(({ accountId, service }) => service === 'drs' && accountId === missing),
      ).toEqual([]);
    },
  );

  test('a role that lets nobody in refuses the start in the words of AWS; the check names the line to mend', async () => {
    const { run, files, rig } = openCompany();
    files.set('all.json', JSON.stringify(everything));
    await run('apply -f all.json');
    rig.simulator.faults.add({ kind: 'access-denied', service: 'sts', operation: 'AssumeRole' });
    const refused = await run('drill shop --wait');
    expect(refused.err).toContain(`the role ${roleArn} could not be assumed`);
    const { code, out } = await run(`validate account ${OTHER_ACCOUNT}`);
    expect(code).toBe(exitCodes.refused);
    expect(out).toContain('FAILED  assumeRole: sts:AssumeRole: AccessDenied: ');
    expect(out).toContain(`The trust policy of ${roleArn} needs: "Principal": {"AWS": "arn:aws:iam::${HOME_ACCOUNT}:`);
  });

  test('a role that may not launch is no valid account: the rights that it lacks are named, and the code is not 0', async () => {
    const { run, files, rig } = openCompany();
    files.set('all.json', JSON.stringify(everything));
    await run('apply -f all.json');
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'StartRecovery', accountId: OTHER_ACCOUNT });
    const { code, out } = await run(`validate account ${OTHER_ACCOUNT}`);
    expect(code).toBe(exitCodes.refused);
    expect(out).toContain(`FAILED  permissions: IAM says that ${roleArn} may not drs:StartRecovery (explicitDeny)\n`);
    expect(out).toContain(`The permissions of ${roleArn} need: "Action": ["drs:StartRecovery"], as the template`);
  });

  test('a role exchanged for one that there is not fails the check, and no call goes on by the old one', async () => {
    const { run, files, rig } = openCompany();
    files.set('all.json', JSON.stringify(everything));
    await run('apply -f all.json');
    expect((await run(`validate account ${OTHER_ACCOUNT}`)).code).toBe(exitCodes.ok);
    const asked = () =>
      rig.simulator.calls().log.filter(({ accountId, service }) => service === 'drs' && accountId === OTHER_ACCOUNT);
    const before = asked().length;
    expect(before).toBeGreaterThan(0);
    files.set('new.json', JSON.stringify([{ ...other, roleArn: `${roleArn}Gone` }]));
    expect((await run('apply -f new.json')).code).toBe(0);
    const { code, out } = await run(`validate account ${OTHER_ACCOUNT}`);
    expect(code).toBe(exitCodes.refused);
    expect(out).toContain(`FAILED  assumeRole: sts:AssumeRole: AccessDenied: the role ${roleArn}Gone could not be`);
    expect((await run('drill shop --wait')).err).toContain(`the role ${roleArn}Gone could not be assumed`);
    expect(asked()).toHaveLength(before);
  });
});

describe('accounts by the command line', () => {
  test('are applied, compared, listed, shown with the groups that name them, exported and taken out', async () => {
    const { run, files, catalog } = openCompany();
    files.set('all.json', JSON.stringify(everything));
    await run('apply -f all.json');
    files.set(
      'new.json',
      JSON.stringify([{ ...other, accountName: 'analytics', regions: ['us-east-1', 'eu-west-1'] }]),
    );
    const compared = await run('diff -f new.json');
    expect(compared.out).toBe(
      [
        'Account "analytics" would be updated',
        '  accountName: "other" → "analytics"',
        '  regions: + eu-west-1',
        '0 new, 1 changed, 0 unchanged. Nothing was saved.',
        '',
      ].join('\n'),
    );
    expect((await catalog.getAccount(OTHER_ACCOUNT))?.accountName).toBe('other');
    await run('apply -f new.json');
    expect((await run('apply -f new.json')).out).toContain(
      `Account "analytics" unchanged (version 2, ${OTHER_ACCOUNT})`,
    );

    const listed = await run('get accounts');
    expect(listed.out).toMatch(new RegExp(`^${HOME_ACCOUNT} +home +us-east-1 +own credentials`, 'm'));
    expect(listed.out).toMatch(new RegExp(`^${OTHER_ACCOUNT} +analytics +us-east-1 eu-west-1`, 'm'));
    const described = await run(`describe account ${HOME_ACCOUNT}`);
    expect(described.out).toContain(`Account "home", ${HOME_ACCOUNT}, version 1`);
    expect(described.out).toContain(`Groups: all-${HOME_ACCOUNT}`);
    expect(described.out).toContain(`${HOME_ACCOUNT}/us-east-1: OK, source servers: 4`);

    const exported = await run('export --plan shop');
    const elsewhere = openCompany();
    elsewhere.files.set('plans.yaml', exported.out);
    expect((await elsewhere.run('import -f plans.yaml')).code).toBe(0);
    expect((await elsewhere.run('export')).out).toBe((await run('export')).out);

    const kept = await run(`delete account ${OTHER_ACCOUNT} --confirm ${OTHER_ACCOUNT}`);
    expect(kept.code).toBe(exitCodes.refused);
    expect(kept.err).toContain(`The account is in use: group "all-${OTHER_ACCOUNT}"`);
    await run('delete plan shop --confirm shop');
    await run(`delete group all-${OTHER_ACCOUNT} --confirm all-${OTHER_ACCOUNT}`);
    expect(await run(`delete account ${OTHER_ACCOUNT} --confirm ${OTHER_ACCOUNT}`)).toEqual({
      code: 0,
      out: `Account "${OTHER_ACCOUNT}" deleted (version 2, ${OTHER_ACCOUNT})\n`,
      err: '',
    });
    expect(await catalog.getAccount(OTHER_ACCOUNT)).toBeUndefined();
  });

  test('one wrong document saves none of the file: accounts, groups and plans stand or fall together', async () => {
    const { run, files, catalog } = openCompany();
    const wrong = { ...other, roleArn: `arn:aws:iam::${HOME_ACCOUNT}:role/RecoveryOperator` };
    files.set('all.json', JSON.stringify([home, wrong, home, groupIn(HOME_ACCOUNT)]));
    const { code, err } = await run('apply -f all.json');
    expect(code).toBe(exitCodes.invalidInput);
    expect(err).toContain('roleArn: is a role of another account');
    expect(err).toContain(`accountId: document 1 names the account "${HOME_ACCOUNT}" too`);
    expect(await catalog.listAccounts()).toEqual([]);
    expect((await catalog.listGroups({ limit: 10 })).items).toEqual([]);
  });
});
