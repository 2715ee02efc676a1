/** What one server is launched with: the settings of its group, with its own merged over them. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { effectiveLaunchSettings } from '../../src/domain/effective-launch-settings.ts';
import type { LaunchConfig, ServerLaunchConfig } from '../../src/domain/model/launch-config.ts';
import { named, runs } from './support/runs.ts';

const subnetId = 'subnet-0123456789abcdef0';
const otherSubnetId = 'subnet-0fedcba9876543210';
const launchIntoInstanceId = 'i-0123456789abcdef0';

interface Case {
  readonly title: string;
  readonly group?: LaunchConfig;
  readonly own?: ServerLaunchConfig;
  readonly wanted: object;
}

const cases: readonly Case[] = [
  { title: 'nothing said is nothing wanted', wanted: {} },
  { title: 'what the group says holds for a server that says nothing', group: { subnetId }, wanted: { subnetId } },
  {
    title: 'what the server says counts before the group, field by field',
    group: { subnetId, copyTags: true },
    own: { subnetId: otherSubnetId, launchDisposition: 'STOPPED' },
    wanted: { subnetId: otherSubnetId, copyTags: true, launchDisposition: 'STOPPED' },
  },
  {
    title: 'a field of the server that is null keeps the group’s',
    group: { subnetId, copyTags: true },
    own: { subnetId: null, copyTags: null },
    wanted: { subnetId, copyTags: true },
  },
  {
    title: 'no, said by the server, counts before the group’s yes',
    group: { copyTags: true, licensing: { osByol: true } },
    own: { copyTags: false, licensing: { osByol: false } },
    wanted: { copyTags: false, licensing: { osByol: false } },
  },
  {
    title: 'security groups are replaced as a whole, and not added up',
    group: { securityGroupIds: ['sg-11111111', 'sg-22222222'] },
    own: { securityGroupIds: ['sg-33333333'] },
    wanted: { securityGroupIds: ['sg-33333333'] },
  },
  {
    title: 'a static address is not replaced by the copied one',
    group: { subnetId, copyPrivateIp: true },
    own: { staticPrivateIp: '10.0.1.20' },
    wanted: { subnetId, staticPrivateIp: '10.0.1.20', copyPrivateIp: false },
  },
  {
    title: 'a type takes effect without right-sizing only, so that is switched off with it',
    group: { instanceType: 'm5.large' },
    wanted: { instanceType: 'm5.large', targetInstanceTypeRightSizingMethod: 'NONE' },
  },
  {
    title: 'a type of the server’s own counts before the group’s right-sizing',
    group: { targetInstanceTypeRightSizingMethod: 'BASIC' },
    own: { instanceType: 'c5.large' },
    wanted: { instanceType: 'c5.large', targetInstanceTypeRightSizingMethod: 'NONE' },
  },
  {
    title: 'right-sizing of the server’s own counts before the group’s type: DRS chooses',
    group: { instanceType: 'm5.large', copyTags: true },
    own: { targetInstanceTypeRightSizingMethod: 'IN_AWS' },
    wanted: { copyTags: true, targetInstanceTypeRightSizingMethod: 'IN_AWS' },
  },
  {
    title: 'no right-sizing, said by the server, keeps the group’s type',
    group: { instanceType: 'm5.large' },
    own: { targetInstanceTypeRightSizingMethod: 'NONE' },
    wanted: { instanceType: 'm5.large', targetInstanceTypeRightSizingMethod: 'NONE' },
  },
  {
    title: 'right-sizing without a type is left as it is said',
    group: { targetInstanceTypeRightSizingMethod: 'BASIC' },
    wanted: { targetInstanceTypeRightSizingMethod: 'BASIC' },
  },
  {
    title: 'an existing instance keeps its own network, type and profile, whatever the group says',
    group: {
      subnetId,
      securityGroupIds: ['sg-11111111'],
      instanceType: 'm5.large',
      instanceProfileName: 'App',
      copyPrivateIp: true,
    },
    own: { launchIntoInstanceId },
    wanted: {
      launchIntoInstanceId,
      copyPrivateIp: false,
      copyTags: false,
      targetInstanceTypeRightSizingMethod: 'NONE',
    },
  },
  {
    title: 'into an existing instance no tags are copied; licence and disposition are as they are said',
    group: { copyTags: true, licensing: { osByol: true } },
    own: { launchIntoInstanceId, launchDisposition: 'STOPPED' },
    wanted: {
      launchIntoInstanceId,
      launchDisposition: 'STOPPED',
      copyPrivateIp: false,
      copyTags: false,
      licensing: { osByol: true },
      targetInstanceTypeRightSizingMethod: 'NONE',
    },
  },
];

test.each(cases)('$title', ({ group, own, wanted }) => {
  // A field that is there without a value would be told as drift.
  expect(effectiveLaunchSettings(group, own)).toStrictEqual(wanted);
});

const groupSays = fc.record(
  {
    subnetId: fc.constantFrom(subnetId, otherSubnetId),
    instanceType: fc.constantFrom('m5.large', 'c5.large'),
    instanceProfileName: fc.constantFrom('App', 'Db'),
    targetInstanceTypeRightSizingMethod: fc.constantFrom('NONE', 'BASIC', 'IN_AWS'),
    launchDisposition: fc.constantFrom('STARTED', 'STOPPED'),
    copyPrivateIp: fc.boolean(),
    copyTags: fc.boolean(),
    licensing: fc.record({ osByol: fc.boolean() }),
  },
  { requiredKeys: [] },
);
/** What brings nothing else with it. */
const plainFields = ['subnetId', 'instanceProfileName', 'launchDisposition', 'copyTags', 'licensing'] as const;

describe('any group and any server', () => {
  const usual = runs(300);

  it(named('agree on every plain field: the server’s where it says one, else the group’s', usual), () => {
    fc.assert(
      fc.property(groupSays, groupSays, (group, own) => {
        const wanted = effectiveLaunchSettings(group, own);
        for (const field of plainFields) expect(wanted[field]).toEqual(own[field] ?? group[field]);
      }),
      usual,
    );
  });

  it(named('never want a type beside right-sizing, which would take no effect', usual), () => {
    fc.assert(
      fc.property(groupSays, groupSays, (group, own) => {
        const { instanceType, targetInstanceTypeRightSizingMethod: method } = effectiveLaunchSettings(group, own);
        if (instanceType !== undefined) expect(method).toBe('NONE');
      }),
      usual,
    );
  });

  it(named('want the same when it is merged once more', usual), () => {
    fc.assert(
      fc.property(groupSays, groupSays, (group, own) => {
        const wanted = effectiveLaunchSettings(group, own);
        expect(effectiveLaunchSettings(wanted)).toStrictEqual(wanted);
      }),
      usual,
    );
  });
});
