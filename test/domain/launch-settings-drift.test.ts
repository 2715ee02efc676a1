/** What is wanted of a server's launch against what AWS has, and what of it is changed where. */
import { describe, expect, it, test } from 'vitest';
import {
  drsChanges,
  launchSettingsDrift,
  noLongerSet,
  templateChanges,
  unwantedInstance,
} from '../../src/domain/launch-settings-drift.ts';
import type { LaunchSettings } from '../../src/domain/model/launch-config.ts';

const subnetId = 'subnet-0123456789abcdef0';
const wanted: LaunchSettings = {
  subnetId,
  securityGroupIds: ['sg-22222222', 'sg-11111111'],
  staticPrivateIp: '10.0.1.20',
  copyTags: true,
  licensing: { osByol: false },
  launchDisposition: 'STARTED',
};

test.each([
  ['as it is wanted', { ...wanted }, []],
  ['with the security groups in another order', { ...wanted, securityGroupIds: ['sg-11111111', 'sg-22222222'] }, []],
  ['with more than is wanted, which is left alone', { ...wanted, instanceType: 'm5.large', copyPrivateIp: true }, []],
  ['with another value', { ...wanted, copyTags: false }, [{ field: 'copyTags', wanted: true, found: false }]],
  [
    'with another security group',
    { ...wanted, securityGroupIds: ['sg-22222222'] },
    [{ field: 'securityGroupIds', wanted: wanted.securityGroupIds, found: ['sg-22222222'] }],
  ],
  [
    'with another licence',
    { ...wanted, licensing: { osByol: true } },
    [{ field: 'licensing', wanted: { osByol: false }, found: { osByol: true } }],
  ],
  [
    'without an address',
    { ...wanted, staticPrivateIp: undefined },
    [{ field: 'staticPrivateIp', wanted: '10.0.1.20' }],
  ],
])('a server that AWS has %s is told so', (_how, found, drift) => {
  expect(launchSettingsDrift(wanted, found)).toStrictEqual(drift);
});

test('of whom nothing is wanted, nothing differs', () => {
  expect(launchSettingsDrift({}, { subnetId, copyTags: true })).toStrictEqual([]);
});

test.each([
  ['still there', { copyTags: true }, [{ field: 'copyTags', found: true }]],
  [
    'with its security groups in another order',
    { securityGroupIds: ['sg-2', 'sg-1'] },
    [{ field: 'securityGroupIds', found: ['sg-2', 'sg-1'] }],
  ],
  ['changed by somebody since', { copyTags: false, securityGroupIds: ['sg-1'] }, []],
  ['gone from AWS', {}, []],
  ['wanted again', { subnetId }, []],
  [
    'still there, all of it',
    { securityGroupIds: ['sg-1', 'sg-2'], copyTags: true, launchDisposition: 'STOPPED' },
    [
      { field: 'copyTags', found: true },
      { field: 'launchDisposition', found: 'STOPPED' },
      { field: 'securityGroupIds', found: ['sg-1', 'sg-2'] },
    ],
  ],
])('what was set once and is %s', (_how, found, left) => {
  const set = { subnetId, launchDisposition: 'STOPPED', copyTags: true, securityGroupIds: ['sg-1', 'sg-2'] };
  expect(noLongerSet(set, { subnetId }, found)).toStrictEqual(left);
});

test.each([
  ['DRS makes a new one', {}, {}, undefined],
  ['it is the wanted one', { launchIntoInstanceId: 'i-1' }, { launchIntoInstanceId: 'i-1' }, undefined],
  [
    'another one is wanted, which is applied before',
    { launchIntoInstanceId: 'i-2' },
    { launchIntoInstanceId: 'i-1' },
    undefined,
  ],
  ['nobody here wants it', {}, { launchIntoInstanceId: 'i-1' }, 'i-1'],
])('an existing instance is launched into unasked, or not: %s', (_how, own, found, unwanted) => {
  expect(unwantedInstance(own, found)).toBe(unwanted);
});

describe('what is changed', () => {
  const driftOf = (...fields: readonly string[]) => fields.map((field) => ({ field, wanted: 'told elsewhere' }));

  it('in DRS is only what differs there', () => {
    expect(drsChanges(wanted, driftOf('copyTags', 'subnetId'))).toStrictEqual({ copyTags: true });
    expect(drsChanges(wanted, driftOf('copyTags', 'licensing', 'launchDisposition'))).toStrictEqual({
      copyTags: true,
      licensing: { osByol: false },
      launchDisposition: 'STARTED',
    });
  });

  it('in DRS is nothing when only the launch template differs, and the other way round', () => {
    expect(drsChanges(wanted, driftOf('subnetId'))).toBeUndefined();
    expect(templateChanges(wanted, driftOf('copyTags'))).toBeUndefined();
    expect([drsChanges(wanted, []), templateChanges(wanted, [])]).toStrictEqual([undefined, undefined]);
  });

  it('in the launch template is all that it is to say, when any of it differs: an address goes with its subnet', () => {
    const { securityGroupIds, staticPrivateIp } = wanted;
    expect(templateChanges(wanted, driftOf('staticPrivateIp'))).toStrictEqual({
      subnetId,
      securityGroupIds,
      staticPrivateIp,
    });
  });
});
