/** What DRS asks of an instance that a server is launched into, and whose an instance is. */
import { expect, test } from 'vitest';
import { type InstanceTraits, isMadeByDrs, isStopped, unfitReasons } from '../../src/domain/existing-instance.ts';

const allowed = { AWSDRS: 'AllowLaunchingIntoThisInstance' };
const linux: InstanceTraits = {
  instanceState: 'stopped',
  tags: allowed,
  architecture: 'x86_64',
  virtualizationType: 'hvm',
  rootDeviceType: 'ebs',
  isWindows: false,
  bootMode: 'legacy-bios',
  tenancy: 'default',
};
const windows: InstanceTraits = { ...linux, isWindows: true, bootMode: 'uefi' };
const onLinux = { isWindows: false, architecture: 'x86_64' };
const onWindows = { isWindows: true };
const lacksTag = 'it lacks the tag AWSDRS = AllowLaunchingIntoThisInstance';

test.each([
  ['Linux into Linux', linux, onLinux, false, []],
  ['Windows into Windows, however both boot', windows, onWindows, false, []],
  ['a machine that DRS says nothing of', linux, {}, false, []],
  ['an instance that EC2 says little of', { tags: allowed, isWindows: false }, onLinux, false, []],
  [
    'Graviton into Graviton, which knows no BIOS',
    { ...linux, architecture: 'arm64', bootMode: 'uefi' },
    { isWindows: false, architecture: 'arm64' },
    false,
    [],
  ],
  ['Windows, when DRS does not tell of the machine', windows, {}, false, []],
  [
    'Linux by UEFI, when DRS does not tell of the machine',
    { ...linux, bootMode: 'uefi' },
    {},
    false,
    ['its boot mode is uefi, and has to be legacy-bios'],
  ],
  ['without the tag', { ...linux, tags: { Name: 'standby' } }, onLinux, false, [lacksTag]],
  ['with another value of the tag', { ...linux, tags: { AWSDRS: 'AllowLaunching' } }, onLinux, false, [lacksTag]],
  ['terminated', { ...linux, instanceState: 'terminated', tags: {} }, onLinux, false, ['it is terminated']],
  ['about to be', { ...linux, instanceState: 'shutting-down' }, onLinux, false, ['it is shutting-down']],
  [
    'of another architecture',
    { ...linux, architecture: 'arm64' },
    onLinux,
    false,
    ['its architecture is arm64, and has to be x86_64'],
  ],
  [
    'of another one than is usual',
    { ...linux, architecture: 'arm64' },
    {},
    false,
    ['its architecture is arm64, and has to be x86_64'],
  ],
  [
    'for a Graviton',
    linux,
    { isWindows: false, architecture: 'arm64' },
    false,
    ['its architecture is x86_64, and has to be arm64'],
  ],
  [
    'paravirtual',
    { ...linux, virtualizationType: 'paravirtual' },
    onLinux,
    false,
    ['its virtualization is paravirtual, and has to be hvm'],
  ],
  [
    'on an instance store',
    { ...linux, rootDeviceType: 'instance-store' },
    onLinux,
    false,
    ['its root device is instance-store, and has to be ebs'],
  ],
  ['Windows into Linux', linux, onWindows, false, ['its platform is Linux, and has to be Windows']],
  ['Linux into Windows', windows, onLinux, false, ['its platform is Windows, and has to be Linux']],
  [
    'Linux that boots by UEFI',
    { ...linux, bootMode: 'uefi' },
    onLinux,
    false,
    ['its boot mode is uefi, and has to be legacy-bios'],
  ],
  ['a licence of one’s own on Linux', linux, onLinux, true, []],
  ['a Windows licence on a dedicated host', { ...windows, tenancy: 'host' }, onWindows, true, []],
  [
    'a Windows licence on shared hardware',
    windows,
    onWindows,
    true,
    ['osByol: a Windows licence of your own needs a dedicated host'],
  ],
  [
    'a Windows licence on an instance of its own',
    { ...windows, tenancy: 'dedicated' },
    onWindows,
    true,
    ['osByol: a Windows licence of your own needs a dedicated host'],
  ],
  [
    'all of it at once',
    { ...linux, tags: {}, architecture: 'arm64', virtualizationType: 'paravirtual' },
    onLinux,
    false,
    [
      lacksTag,
      'its architecture is arm64, and has to be x86_64',
      'its virtualization is paravirtual, and has to be hvm',
    ],
  ],
] as const)('%s', (_what, instance, machine, osByol, reasons) => {
  expect(unfitReasons(instance, machine, osByol)).toEqual(reasons);
});

test.each([
  ['what DRS made', { AWSElasticDisasterRecoveryManaged: 'drs.amazonaws.com' }, true],
  ['what DRS made, whatever the value says', { AWSElasticDisasterRecoveryManaged: '' }, true],
  [
    'what DRS made, and somebody gave to be launched into',
    { AWSElasticDisasterRecoveryManaged: '', ...allowed },
    false,
  ],
  ['what DRS made, with another value of that tag', { AWSElasticDisasterRecoveryManaged: '', AWSDRS: 'no' }, true],
  ['what carries the tag of an owner', allowed, false],
  ['what carries neither', { Name: 'standby' }, false],
])('%s is DRS’s own: %#', (_what, tags, isOwn) => {
  expect(isMadeByDrs({ tags })).toBe(isOwn);
});

test.each(['running', 'pending', 'stopping', 'terminated', undefined])('%s is not stopped', (instanceState) => {
  const { instanceState: _state, ...rest } = linux;
  expect(isStopped(instanceState === undefined ? rest : { ...rest, instanceState })).toBe(false);
  expect(isStopped(linux)).toBe(true);
});
