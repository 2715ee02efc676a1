import { expect, test } from 'vitest';
import { permissions, permissionsOf, permissionsOfRole, roles } from '../../src/domain/permissions.ts';

test('an Admin may do everything, and nobody without a role may do anything', () => {
  expect(permissionsOf(['Admin'])).toEqual(permissions);
  expect(permissionsOf([])).toEqual([]);
});

test('who may only look changes nothing: ReadOnly and Auditor hold views alone', () => {
  for (const role of ['ReadOnly', 'Auditor'] as const) {
    expect(permissionsOfRole[role].length).toBeGreaterThan(0);
    expect(permissionsOfRole[role].every((permission) => permission.startsWith('view-'))).toBe(true);
  }
});

test('instances are ended by Admins and RecoveryManagers only', () => {
  expect(roles.filter((role) => permissionsOfRole[role].includes('terminate-instances'))).toEqual([
    'Admin',
    'RecoveryManager',
  ]);
});

test('several roles add up, each permission told once', () => {
  const both = permissionsOf(['Operator', 'PlanManager']);
  expect(new Set(both).size).toBe(both.length);
  expect(both).toEqual(permissions.filter((one) => both.includes(one)));
  expect(both).toEqual(expect.arrayContaining([...permissionsOfRole.Operator, ...permissionsOfRole.PlanManager]));
});
