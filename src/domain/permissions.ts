/**
 * Who may do what: the only table of it. The server enforces it for every route, and the console reads it to offer only
 * what is allowed.
 */
import { z } from 'zod';
import type { AppliedDocument } from './model/plan-file.ts';

export const permissions = [
  'view-accounts',
  'register-accounts',
  'modify-accounts',
  'delete-accounts',
  'view-executions',
  /** Drills, recoveries, follow-ups; and what makes a run go on: resume, retry, skip. */
  'start-recovery',
  /** Pause and cancel. */
  'stop-recovery',
  /** Clean-ups: they end EC2 instances. */
  'terminate-instances',
  'view-protection-groups',
  'create-protection-groups',
  'modify-protection-groups',
  'delete-protection-groups',
  'view-recovery-plans',
  'create-recovery-plans',
  'modify-recovery-plans',
  'delete-recovery-plans',
  /** Who else has a key, and with which role. */
  'view-tokens',
  'view-audit-log',
  /** Whoever may make a token may make one of an Admin. */
  'manage-tokens',
] as const;
export const permissionSchema = z.enum(permissions).meta({ id: 'Permission' });
export type Permission = z.infer<typeof permissionSchema>;

export const roles = ['Admin', 'RecoveryManager', 'PlanManager', 'Operator', 'ReadOnly', 'Auditor'] as const;
export const roleSchema = z.enum(roles).meta({ id: 'Role' });
export type Role = z.infer<typeof roleSchema>;

const views = [
  'view-accounts',
  'view-executions',
  'view-protection-groups',
  'view-recovery-plans',
] as const satisfies readonly Permission[];

const adminsOnly: readonly Permission[] = ['delete-accounts', 'manage-tokens'];

export const permissionsOfRole: Readonly<Record<Role, readonly Permission[]>> = {
  Admin: permissions,
  RecoveryManager: permissions.filter((permission) => !adminsOnly.includes(permission)),
  PlanManager: [
    ...views,
    'start-recovery',
    'stop-recovery',
    'create-protection-groups',
    'modify-protection-groups',
    'delete-protection-groups',
    'create-recovery-plans',
    'modify-recovery-plans',
    'delete-recovery-plans',
  ],
  Operator: [...views, 'start-recovery', 'stop-recovery', 'modify-protection-groups', 'modify-recovery-plans'],
  ReadOnly: views,
  /** Reads also who may do what, and who did what. */
  Auditor: [...views, 'view-tokens', 'view-audit-log'],
};

/** What a change of a plan file's document needs. Settings are set once for all accounts. */
export const permissionOfChange = ({ kind, outcome }: Pick<AppliedDocument, 'kind' | 'outcome'>): Permission => {
  if (kind === 'Settings') return 'modify-accounts';
  const [register, change, remove] = permissionsOfKind[kind];
  return outcome === 'created' ? register : outcome === 'removed' ? remove : change;
};

const permissionsOfKind = {
  Account: ['register-accounts', 'modify-accounts', 'delete-accounts'],
  ProtectionGroup: ['create-protection-groups', 'modify-protection-groups', 'delete-protection-groups'],
  RecoveryPlan: ['create-recovery-plans', 'modify-recovery-plans', 'delete-recovery-plans'],
} as const satisfies Readonly<Record<string, readonly [Permission, Permission, Permission]>>;

/** What somebody with these roles may do, in the table's order. Without a role: nothing. */
export const permissionsOf = (held: readonly Role[]): readonly Permission[] =>
  permissions.filter((permission) => held.some((role) => permissionsOfRole[role].includes(permission)));
