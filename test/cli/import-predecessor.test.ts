/** The predecessor's export becomes plans of ours: what cannot come along, and what is put right, is told line by line. */
import { expect, test } from 'vitest';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { convertPredecessorExport, predecessorExportSchema } from '../../src/cli/plan-file/predecessor-export.ts';
import { effectiveLaunchSettings } from '../../src/domain/effective-launch-settings.ts';
import { networkOf } from '../support/estate-network.ts';
import { setUpCli } from './run.ts';

const home = '111122223333';
const serverOf = (number: number) => `s-${String(number).padStart(17, '0')}`;

/** The form of its real exports (schema version 1.0): three groups and a plan, with what goes wrong in them in practice. */
const exported = {
  schemaVersion: '1.0',
  exportedAt: '2026-01-27T22:42:00.116144+00:00Z',
  sourceRegion: 'us-east-1',
  sourceAccount: home,
  protectionGroups: [
    {
      groupName: 'DatabaseGroup',
      description: 'Oracle',
      region: 'us-east-1',
      accountId: '',
      owner: 'dba@example.com',
      assumeRoleName: 'DRSOrchestrationRole',
      sourceServerIds: [serverOf(1), serverOf(2)],
      launchConfig: {
        subnetId: 'SUBNET',
        instanceType: 'm5.large',
        copyTags: true,
        launchDisposition: 'STOPPED',
        licensing: { osByol: false },
        securityGroupIds: [],
        bootMode: 'USE_SOURCE',
      },
      servers: [
        {
          sourceServerId: serverOf(1),
          useGroupDefaults: true,
          launchTemplate: { staticPrivateIp: 'PREFIX.100', instanceType: 'not a type' },
        },
        { sourceServerId: serverOf(2), useGroupDefaults: true, launchTemplate: {} },
      ],
    },
    {
      groupName: 'WebGroup',
      region: 'us-east-1',
      accountId: home,
      sourceServerIds: [serverOf(3)],
      serverSelectionTags: { 'dr:tier': 'web' },
      launchConfig: null,
    },
    { groupName: 'AppGroup', region: 'us-east-1', accountId: home, sourceServerIds: [serverOf(4), serverOf(5)] },
  ],
  recoveryPlans: [
    {
      planName: '3-Tier DR',
      description: '',
      accountId: home,
      notificationEmail: 'ops@example.com',
      rpo: 15,
      rto: null,
      waves: [
        {
          waveName: 'Web',
          waveNumber: 3,
          protectionGroupName: 'WebGroup',
          serverIds: [serverOf(3)],
          pauseBeforeWave: true,
          dependsOnWaves: [1],
        },
        {
          waveName: 'Database',
          waveNumber: 1,
          protectionGroupIds: ['b66e0653-c46e-4ab2-aec6-48d760a529b8', '7a1b0653-c46e-4ab2-aec6-48d760a529b8'],
          protectionGroupName: 'databasegroup',
          serverIds: [serverOf(1), serverOf(2), serverOf(4)],
          pauseBeforeWave: false,
          dependsOnWaves: [],
        },
        {
          waveName: 'Database',
          waveNumber: 2,
          waveDescription: 'the rest',
          protectionGroupName: 'AppGroup',
          serverIds: [serverOf(5)],
          dependsOnWaves: [1],
        },
      ],
    },
  ],
};

/** In the network of the simulated account: launch settings are checked against it. */
const setUp = async (content: unknown = exported) => {
  const cli = setUpCli();
  await cli.rig.load();
  const account = { kind: 'Account', accountId: home, accountName: 'home', regions: ['us-east-1'] };
  await cli.catalog.apply([account], { actor: 'anna' });
  const { subnet } = await networkOf(cli.rig.simulator);
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  cli.files.set('old.json', text.replaceAll('SUBNET', subnet.subnetId).replaceAll('PREFIX', subnet.prefix));
  return { ...cli, subnet };
};

const notes = [
  'group "DatabaseGroup": its owner "dba@example.com" has no place here',
  `group "DatabaseGroup": it names no account: the exporting one is taken, ${home}`,
  `group "DatabaseGroup": server ${serverOf(1)}: the launch setting instanceType is left out: "not a type" is not valid`,
  'group "DatabaseGroup": the launch setting bootMode ("USE_SOURCE") has no place here',
  'group "WebGroup": it selects by its tags again: the 1 server that they matched once are not kept',
  'plan "3-Tier DR": its rpo (15) has no unit there: set rpoTarget… by hand',
  'plan "3-Tier DR": its waves were numbered 3, 1, 2: they are counted from 0 here',
  'plan "3-Tier DR": its wave 1 is called "Database (2)": it had no name, a number for a name, or that of another wave',
  'plan "3-Tier DR", wave "Database": it launched servers of the group "AppGroup", which it did not name: it is named here',
  'plan "3-Tier DR", wave "Database (2)": its description "the rest" has no place here',
  'plan "3-Tier DR", wave "Web": it was drawn as depending on wave 1, and ran after "Database (2)" all the same: so it does here',
  'plan "3-Tier DR", wave "Web": its list of 1 server was a copy of what the tags matched once: all servers of its groups are launched',
  `account ${home}: role DRSOrchestrationRole reached it: register it as kind: Account, with its external id`,
];

test('groups and plans are saved in our words, and every loss and repair is told', async () => {
  const { run } = await setUp();
  const { code, out, err } = await run('import --from-predecessor old.json');
  expect(err.trim().split('\n')).toEqual(notes);
  expect(out.trim().split('\n')).toEqual([
    'ProtectionGroup "DatabaseGroup" created',
    'ProtectionGroup "WebGroup" created',
    'ProtectionGroup "AppGroup" created',
    'RecoveryPlan "3-Tier DR" created',
    '4 documents, 13 notes of what was lost or put right.',
  ]);
  expect(code).toBe(exitCodes.ok);
});

test('launch settings that AWS could not be asked about are named, dry or saved: they came from another time', async () => {
  const { run, rig } = await setUp();
  const told =
    'ProtectionGroup "DatabaseGroup" X\n  launchConfig.subnetId: not checked: ec2:DescribeSubnets: UnauthorizedOperation: ';
  rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeSubnets', times: 2 });
  expect((await run('import --from-predecessor old.json --dry-run')).err).toContain(
    told.replace('X', 'would be created'),
  );
  expect((await run('import --from-predecessor old.json')).out).toContain(told.replace('X', 'created'));
});

test('defect 8.3.29: what was saved is what the export says: launch settings, single servers, tags, order, gates and subsets', async () => {
  const { run, catalog, subnet } = await setUp();
  await run('import --from-predecessor old.json');
  expect(await catalog.findGroup('DatabaseGroup')).toMatchObject({
    description: 'Oracle',
    accountId: home,
    selection: { sourceServerIds: [serverOf(1), serverOf(2)] },
    launchConfig: {
      subnetId: subnet.subnetId,
      instanceType: 'm5.large',
      copyTags: true,
      launchDisposition: 'STOPPED',
      licensing: { osByol: false },
    },
    serverOverrides: { [serverOf(1)]: { staticPrivateIp: `${subnet.prefix}.100` } },
  });
  expect(await catalog.findGroup('WebGroup')).toMatchObject({ selection: { tags: { 'dr:tier': 'web' } } });
  const plan = await catalog.findPlan('3-Tier DR');
  expect(plan?.notifications).toEqual({ emails: ['ops@example.com'] });
  expect(
    plan?.waves.map(({ waveName, dependsOnWaves, pauseBeforeWave, sourceServerIds, protectionGroupIds }) => ({
      waveName,
      dependsOnWaves,
      pauseBeforeWave,
      sourceServerIds,
      groups: protectionGroupIds.length,
    })),
  ).toEqual([
    {
      waveName: 'Database',
      dependsOnWaves: [],
      pauseBeforeWave: false,
      sourceServerIds: [serverOf(1), serverOf(2), serverOf(4)],
      groups: 2,
    },
    {
      waveName: 'Database (2)',
      dependsOnWaves: [0],
      pauseBeforeWave: false,
      sourceServerIds: [serverOf(5)],
      groups: 1,
    },
    { waveName: 'Web', dependsOnWaves: [1], pauseBeforeWave: true, sourceServerIds: undefined, groups: 1 },
  ]);
});

/** The first server takes nothing of its group (`useGroupDefaults`); the second takes all but the type, the third everything. */
const withOneAlone = (launchTemplate: object, ofGroup: object = {}) => ({
  ...exported,
  protectionGroups: [
    {
      groupName: 'Database',
      region: 'us-east-1',
      accountId: home,
      sourceServerIds: [serverOf(1), serverOf(2), serverOf(3)],
      launchConfig: { subnetId: 'SUBNET', instanceType: 'm5.large' },
      servers: [
        { sourceServerId: serverOf(1), useGroupDefaults: false, launchTemplate },
        { sourceServerId: serverOf(2), useGroupDefaults: true, launchTemplate: { instanceType: 'c5.large' } },
      ],
      ...ofGroup,
    },
  ],
  recoveryPlans: [],
});

/** What the export is imported as: its notes, what the group says of all servers, and what each is launched with. */
const importGroup = async (content: unknown) => {
  const { run, catalog, subnet } = await setUp(content);
  const { code, err } = await run('import --from-predecessor old.json');
  const group = await catalog.findGroup('Database');
  const wanted = [1, 2, 3].map((number) =>
    effectiveLaunchSettings(group?.launchConfig, group?.serverOverrides?.[serverOf(number)]),
  );
  return { code, told: err.trim(), launchConfig: group?.launchConfig, wanted, subnetId: subnet.subnetId };
};

test('a server that took nothing of its group takes nothing of it here: the others name it, each for itself', async () => {
  const { code, told, launchConfig, wanted, subnetId } = await importGroup(withOneAlone({ copyTags: true }));
  expect([code, told]).toEqual([
    exitCodes.ok,
    `group "Database": ${serverOf(1)} took nothing of it there: its launch settings are now said of its other servers one by one, and of none that is added later`,
  ]);
  const sizing = { targetInstanceTypeRightSizingMethod: 'NONE' };
  expect(launchConfig).toBeUndefined();
  expect(wanted).toEqual([
    { copyTags: true },
    { subnetId, instanceType: 'c5.large', ...sizing },
    { subnetId, instanceType: 'm5.large', ...sizing },
  ]);
});

test('a server that took nothing of its group, and names all of it anew, changes nothing for the others', async () => {
  const own = { subnetId: 'SUBNET', instanceType: 'r5.large' };
  const { code, told, launchConfig, wanted, subnetId } = await importGroup(withOneAlone(own));
  expect([code, told]).toEqual([exitCodes.ok, '']);
  expect(launchConfig).toEqual({ subnetId, instanceType: 'm5.large' });
  expect(wanted[0]).toEqual({ subnetId, instanceType: 'r5.large', targetInstanceTypeRightSizingMethod: 'NONE' });
});

test('in a group that selects by tags, what a server now takes of it is told', async () => {
  const byTags = { sourceServerIds: [], serverSelectionTags: { Tier: 'db' } };
  const { code, told, launchConfig, subnetId } = await importGroup(
    withOneAlone({ instanceType: 'r5.large', copyTags: true }, byTags),
  );
  expect([code, told]).toEqual([
    exitCodes.ok,
    `group "Database": server ${serverOf(1)}: it took nothing of its group there, and takes subnetId here`,
  ]);
  expect(launchConfig).toEqual({ subnetId, instanceType: 'm5.large' });
});

test('beside a server that took nothing of its group, one that is launched into an instance names what applies there', () => {
  const launchIntoInstanceProperties = { launchIntoEC2InstanceID: 'i-0123456789abcdef0' };
  const servers = [
    { sourceServerId: serverOf(1), useGroupDefaults: false, launchTemplate: {} },
    { sourceServerId: serverOf(2), launchTemplate: { launchIntoInstanceProperties } },
  ];
  const launchConfig = { instanceType: 'm5.large', copyPrivateIp: true, copyTags: true, launchDisposition: 'STOPPED' };
  const { documents } = convertPredecessorExport(
    predecessorExportSchema.parse(
      withOneAlone({}, { sourceServerIds: [serverOf(1), serverOf(2)], servers, launchConfig }),
    ),
  );
  expect(documents[0]?.['serverOverrides']).toEqual({
    [serverOf(2)]: {
      launchIntoInstanceId: 'i-0123456789abcdef0',
      launchDisposition: 'STOPPED',
      copyTags: false,
      targetInstanceTypeRightSizingMethod: 'NONE',
    },
  });
});

test('a plan without the keys rpo and rto is imported, and nothing is told of them', async () => {
  const recoveryPlans = exported.recoveryPlans.map(({ rpo: _rpo, rto: _rto, ...plan }) => plan);
  const { run } = await setUp({ ...exported, recoveryPlans });
  const { code, out, err } = await run('import --from-predecessor old.json');
  expect(code).toBe(exitCodes.ok);
  expect(out).toContain('RecoveryPlan "3-Tier DR" created');
  expect(err.trim().split('\n')).toEqual(notes.filter((note) => !note.includes('its rpo')));
});

test('importing it again changes nothing; a dry run saves nothing, and prints the plan file that can be applied instead', async () => {
  const { run, catalog, files } = await setUp();
  const dry = await run('import --from-predecessor old.json --dry-run');
  expect(dry.err).toContain('\nProtectionGroup "WebGroup" would be created\n');
  expect(dry.err).toContain('4 documents, 13 notes of what was lost or put right. Nothing was saved.');
  expect((await catalog.listGroups({ limit: 10 })).items).toEqual([]);
  files.set('new.yaml', dry.out);
  expect((await run('apply -f new.yaml')).out).toMatch(/^RecoveryPlan "3-Tier DR" created/m);
  const again = await run('import --from-predecessor old.json');
  expect(again.out.match(/ unchanged$/gm)).toHaveLength(4);
});

test('defect 8.3.29: what is wrong in it is told by the name of the group or plan, and nothing is saved', async () => {
  const [first, ...others] = exported.protectionGroups;
  const broken = { ...exported, protectionGroups: [{ ...first, sourceServerIds: [] }, ...others] };
  const { run, catalog } = await setUp(broken);
  const { code, err } = await run('import --from-predecessor old.json');
  expect(code).toBe(exitCodes.invalidInput);
  expect(err).toContain('ProtectionGroup "DatabaseGroup": selection');
  expect(err).toContain('Nothing was saved: ');
  expect((await catalog.listGroups({ limit: 10 })).items).toEqual([]);
});

test.each(['{', '[]', '{"protectionGroups": 7}', JSON.stringify({ ...exported, schemaVersion: '2.0' })])(
  'what is no such export is refused: %.40s',
  async (content) => {
    const { run } = await setUp(content);
    const { code, err } = await run('import --from-predecessor old.json');
    expect(code).toBe(exitCodes.invalidInput);
    expect(err).toContain('old.json is no export of the predecessor. Nothing was saved');
  },
);

test('one file is imported, by one of the two flags', async () => {
  const { run } = await setUp();
  expect((await run('import')).code).toBe(exitCodes.usage);
  expect((await run('import -f old.json --from-predecessor old.json')).code).toBe(exitCodes.usage);
});
