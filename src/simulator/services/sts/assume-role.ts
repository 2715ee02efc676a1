import { secret, temporaryAccessKeyId } from '../../ids.ts';
import { isoTime } from '../../iso.ts';
import { AwsError } from '../../wire/aws-error.ts';
import { roleUserId } from '../../wire/caller.ts';
import type { QueryOperation } from '../query-service.ts';

const invalid = (message: string): AwsError => new AwsError('ValidationError', 400, message);

/**
 * Issues credentials of the role's account, good for DurationSeconds (900 to 43200, default 3600) of simulator time.
 * An unknown role and a wrong external id look alike: AccessDenied, as in AWS.
 */
export const assumeRole: QueryOperation = {
  name: 'AssumeRole',
  run({ world, caller, now }, input) {
    const arn = input.text('RoleArn');
    const sessionName = input.text('RoleSessionName');
    if (arn === undefined)
      throw invalid("Value null at 'roleArn' failed to satisfy constraint: Member must not be null");
    if (sessionName === undefined || !/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
      throw invalid(
        "'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]{2,64}",
      );
    }
    const seconds = Number(input.text('DurationSeconds') ?? 3600);
    if (!Number.isInteger(seconds) || seconds < 900 || seconds > 43_200) {
      throw invalid("'durationSeconds' failed to satisfy constraint: Member must have value between 900 and 43200");
    }
    const [, accountId, path] = /^arn:aws:iam::([0-9]{12}):role\/(.+)$/.exec(arn) ?? [];
    const roleName = path?.split('/').at(-1);
    const role = world.estate.roles.find((one) => one.accountId === accountId && one.roleName === roleName);
    if (role === undefined || (role.externalId !== undefined && role.externalId !== input.text('ExternalId'))) {
      throw new AwsError(
        'AccessDenied',
        403,
        `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      );
    }
    const accessKeyId = temporaryAccessKeyId(world.seed, world.credentials.size);
    const expiresAt = now + seconds * 1000;
    const credential = {
      accessKeyId,
      accountId: role.accountId,
      roleName: role.roleName,
      sessionName,
      issuedAt: now,
      expiresAt,
    };
    world.commit({ kind: 'credential', credential });
    return {
      Credentials: {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secret(40, world.seed, 'secret', accessKeyId),
        SessionToken: secret(200, world.seed, 'token', accessKeyId),
        Expiration: isoTime(expiresAt),
      },
      AssumedRoleUser: {
        AssumedRoleId: `${roleUserId(role.accountId, role.roleName)}:${sessionName}`,
        Arn: `arn:aws:sts::${role.accountId}:assumed-role/${role.roleName}/${sessionName}`,
      },
    };
  },
};
