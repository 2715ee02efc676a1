import type { World } from '../world/world.ts';

/** Who calls. The account follows from the access key id alone. */
export type Caller = { accountId: string; arn: string; userId: string; expired: boolean };

/** A key that AssumeRole issued means its account; every other key means a user of the home account. */
export function callerOf(world: World, accessKeyId: string, now: number): Caller {
  const issued = world.credentials.get(accessKeyId);
  if (issued === undefined) {
    const accountId = world.estate.homeAccountId;
    return {
      accountId,
      arn: `arn:aws:iam::${accountId}:user/operator`,
      userId: 'AIDASIMULATEDOPERATOR',
      expired: false,
    };
  }
  const { accountId, roleName, sessionName } = issued;
  return {
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName}`,
    userId: `${roleUserId(accountId, roleName)}:${sessionName}`,
    expired: now >= issued.expiresAt,
  };
}

/** Unique id of a role, `AROA…`. */
export const roleUserId = (accountId: string, roleName: string): string =>
  `AROA${accountId}${roleName.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}`.slice(0, 21);
