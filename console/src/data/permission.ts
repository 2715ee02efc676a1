import type { Permission } from '../../../src/domain/permissions.ts';
import type { Me } from './session.ts';

/** Why this person may not; undefined when they may. */
export const needs = (me: Me, ...permissions: readonly Permission[]): string | undefined => {
  const missing = permissions.filter((permission) => !me.permissions.includes(permission));
  return missing.length === 0 ? undefined : `You need the permission ${missing.join(', ')}`;
};
