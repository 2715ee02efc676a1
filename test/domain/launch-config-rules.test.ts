/** What is wrong in launch settings by themselves, and where; whatever AWS has. */
import { describe, expect, it, test } from 'vitest';
import { claimsOf, launchConfigErrors } from '../../src/domain/launch-config-rules.ts';
import { hasLaunchSettings, type LaunchDefinition, launchSites } from '../../src/domain/launch-config-sites.ts';
import { ownedByDrs } from '../../src/domain/launch-fields-of-drs.ts';

const one = 's-11111111111111111';
const two = 's-22222222222222222';
const subnetId = 'subnet-0123456789abcdef0';
const launchIntoInstanceId = 'i-0123456789abcdef0';
const group = {
  accountId: '111122223333',
  region: 'us-east-1',
  selection: { sourceServerIds: [one, two] },
} satisfies LaunchDefinition;

interface Case {
  readonly title: string;
  readonly says: Partial<LaunchDefinition>;
  /** "path.to.field: message" of each. */
  readonly wrong: readonly string[];
}

const cases: readonly Case[] = [
  { title: 'nothing said is nothing wrong', says: {}, wrong: [] },
  {
    title: 'a subnet, a type and a static address in it are right',
    says: {
      launchConfig: { subnetId, instanceType: 'm5.large' },
      serverOverrides: { [one]: { staticPrivateIp: '10.0.1.20' }, [two]: { staticPrivateIp: '10.0.1.21' } },
    },
    wrong: [],
  },
  {
    title: 'a type beside right-sizing takes no effect, said of the group and of a server',
    says: {
      launchConfig: { instanceType: 'm5.large', targetInstanceTypeRightSizingMethod: 'BASIC' },
      serverOverrides: { [one]: { instanceType: 'c5.large', targetInstanceTypeRightSizingMethod: 'IN_AWS' } },
    },
    wrong: [
      'launchConfig.instanceType: has no effect: with targetInstanceTypeRightSizingMethod BASIC DRS chooses the type; say NONE, or leave the type out',
      `serverOverrides.${one}.instanceType: has no effect: with targetInstanceTypeRightSizingMethod IN_AWS DRS chooses the type; say NONE, or leave the type out`,
    ],
  },
  {
    title: 'a type without right-sizing is right, and so is right-sizing beside a type that is null',
    says: {
      launchConfig: { instanceType: 'm5.large', targetInstanceTypeRightSizingMethod: 'NONE' },
      serverOverrides: { [one]: { instanceType: null, targetInstanceTypeRightSizingMethod: 'BASIC' } },
    },
    wrong: [],
  },
  {
    title: 'a server that the group does not select has no settings in it',
    says: { selection: { sourceServerIds: [two] }, serverOverrides: { [one]: { copyTags: true } } },
    wrong: [`serverOverrides.${one}: the group does not select this server`],
  },
  {
    title: 'whom tags select is known only when an execution begins',
    says: { selection: { tags: { Tier: 'db' } }, serverOverrides: { [one]: { copyTags: true } } },
    wrong: [],
  },
  {
    title: 'a static address and the copied one are one too many',
    says: { serverOverrides: { [one]: { subnetId, staticPrivateIp: '10.0.1.20', copyPrivateIp: true } } },
    wrong: [`serverOverrides.${one}.staticPrivateIp: not together with copyPrivateIp: a server has one address`],
  },
  {
    title: 'a static address must be a private one',
    says: { serverOverrides: { [one]: { subnetId, staticPrivateIp: '8.8.8.8' } } },
    wrong: [`serverOverrides.${one}.staticPrivateIp: not a private address: 10/8, 172.16/12, 192.168/16 or 100.64/10`],
  },
  {
    title: 'a static address needs a subnet, or nobody knows whether it lies in it',
    says: { serverOverrides: { [one]: { staticPrivateIp: '10.0.1.20' } } },
    wrong: [`serverOverrides.${one}.staticPrivateIp: needs a subnetId, of the server or of its group`],
  },
  {
    title: 'an existing instance keeps its own: what the server says beside it is told field by field',
    says: {
      serverOverrides: {
        [one]: { launchIntoInstanceId, subnetId, instanceProfileName: 'App', copyPrivateIp: false, instanceType: null },
      },
    },
    wrong: ['subnetId', 'instanceProfileName', 'copyPrivateIp'].map(
      (field) =>
        `serverOverrides.${one}.${field}: not together with launchIntoInstanceId: an existing instance keeps its own`,
    ),
  },
  {
    title: 'DRS copies no tags to an existing instance: a server that asks for both is told',
    says: {
      launchConfig: { copyTags: true },
      serverOverrides: { [one]: { launchIntoInstanceId, copyTags: true }, [two]: { copyTags: true } },
    },
    wrong: [`serverOverrides.${one}.copyTags: not together with launchIntoInstanceId: DRS copies no tags then`],
  },
  {
    title: 'one address of a subnet is for one server',
    says: {
      launchConfig: { subnetId },
      serverOverrides: { [one]: { staticPrivateIp: '10.0.1.20' }, [two]: { staticPrivateIp: '10.0.1.20' } },
    },
    wrong: [`serverOverrides.${two}.staticPrivateIp: ${one} of this group has it already`],
  },
  {
    title: 'the same address in another subnet is another one',
    says: {
      launchConfig: { subnetId },
      serverOverrides: {
        [one]: { staticPrivateIp: '10.0.1.20' },
        [two]: { staticPrivateIp: '10.0.1.20', subnetId: 'subnet-0fedcba9876543210' },
      },
    },
    wrong: [],
  },
  {
    title: 'one existing instance is for one server',
    says: { serverOverrides: { [one]: { launchIntoInstanceId }, [two]: { launchIntoInstanceId } } },
    wrong: [`serverOverrides.${two}.launchIntoInstanceId: ${one} of this group has it already`],
  },
];

test.each(cases)('$title', ({ says, wrong }) => {
  const errors = launchConfigErrors({ ...group, ...says });
  expect(errors.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual(wrong);
});

describe('where a field of a server is written', () => {
  const sites = launchSites({
    ...group,
    launchConfig: { subnetId, copyTags: true },
    serverOverrides: { [one]: { copyTags: false, instanceProfileName: null }, [two]: {} },
  });

  it('is its own place when it says it, and else that of its group', () => {
    const [all, first, second] = sites.map(({ sourceServerId, pathOf }) => [
      sourceServerId,
      pathOf('copyTags'),
      pathOf('subnetId'),
      pathOf('instanceProfileName'),
    ]);
    const ofGroup = [
      ['launchConfig', 'copyTags'],
      ['launchConfig', 'subnetId'],
      ['launchConfig', 'instanceProfileName'],
    ];
    expect(all).toEqual([undefined, ...ofGroup]);
    expect(first).toEqual([one, ['serverOverrides', one, 'copyTags'], ...ofGroup.slice(1)]);
    expect(second).toEqual([two, ...ofGroup]);
  });

  it('says what is wanted there, all in all', () => {
    expect(sites.map(({ wanted }) => wanted)).toEqual([
      { subnetId, copyTags: true },
      { subnetId, copyTags: false },
      { subnetId, copyTags: true },
    ]);
  });
});

test('what all servers take is wrong at the group; what a server says itself, at the server', () => {
  const [all, server] = launchSites({
    ...group,
    launchConfig: { subnetId },
    serverOverrides: { [one]: { instanceType: 'm5.large', subnetId: null } },
  });
  expect([all?.pathOf('subnetId'), server?.pathOf('subnetId'), server?.pathOf('instanceType')]).toEqual([
    ['launchConfig', 'subnetId'],
    ['launchConfig', 'subnetId'],
    ['serverOverrides', one, 'instanceType'],
  ]);
});

test('a group has launch settings when it says any, for all its servers or for one', () => {
  const says = [
    {},
    { launchConfig: {}, serverOverrides: {} },
    { launchConfig: { copyTags: false } },
    { serverOverrides: { [one]: {} } },
  ];
  expect(says.map((each) => hasLaunchSettings({ ...group, ...each }))).toEqual([false, false, true, true]);
});

test('what a server claims for itself is its address with the subnet, and the instance that it is launched into', () => {
  expect(claimsOf({ subnetId })).toEqual([]);
  expect(claimsOf({ staticPrivateIp: '10.0.1.20', launchIntoInstanceId })).toEqual([
    { field: 'staticPrivateIp', claim: ' 10.0.1.20' },
    { field: 'launchIntoInstanceId', claim: launchIntoInstanceId },
  ]);
  expect(claimsOf({ subnetId, staticPrivateIp: '10.0.1.20' })).toEqual([
    { field: 'staticPrivateIp', claim: `${subnetId} 10.0.1.20` },
  ]);
});

describe('a field that DRS writes itself at each launch', () => {
  test.each([
    'imageId',
    'userData',
    'blockDeviceMappings',
    'placement',
    'placementGroup',
    'availabilityZone',
    'keyName',
  ])('%s cannot be set, for a group or for a server', (field) => {
    const told = `DRS sets ${field} itself, at each launch: it cannot be set here`;
    expect(ownedByDrs(['launchConfig'], field)).toBe(told);
    expect(ownedByDrs(['documents', 0, 'serverOverrides', one], field)).toBe(told);
  });

  it('is spoken of only where launch settings stand, and other fields nowhere', () => {
    expect([ownedByDrs(['selection'], 'imageId'), ownedByDrs([], 'imageId')]).toEqual([undefined, undefined]);
    expect(ownedByDrs(['launchConfig'], 'subnetId')).toBeUndefined();
  });
});
