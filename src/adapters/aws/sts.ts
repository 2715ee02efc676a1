import { z } from 'zod';
import type { Scope } from '../../domain/model/scope.ts';
import type { Outcome } from '../../ports/aws-failure.ts';
import type { CallerIdentity } from '../../ports/identity-service.ts';
import type { AccountCall } from './account-call.ts';
import type { AwsCredentials } from './account-session.ts';
import type { ClientSettings } from './client-settings.ts';
import type { Operation } from './errors.ts';
import { createServiceRequest } from './service-request.ts';

export interface AssumedRole {
  readonly credentials: AwsCredentials;
  /** By AWS's clock. */
  readonly expiryTime?: string;
}

/** AWS STS, asked in the Region of the scope: the home Region may be the one that failed. */
export interface StsService {
  callerIdentity(scope: Scope): Promise<Outcome<CallerIdentity>>;
  assumeRole(
    scope: Scope,
    role: { readonly roleArn: string; readonly externalId?: string | undefined },
  ): Promise<Outcome<AssumedRole>>;
}

export function createStsService(options: {
  readonly call: AccountCall;
  readonly settings: (region: string) => ClientSettings;
}): StsService {
  const request = createServiceRequest({
    call: options.call,
    loadSdk: () => import('./sdk-sts.ts'),
    makeClient: (sdk, region, { credentials }) => new sdk.STSClient({ ...options.settings(region), credentials }),
  });
  return {
    callerIdentity: (scope) =>
      request(scope, getCallerIdentity, callerIdentitySchema, (sdk, client, sendOptions) =>
        client.send(new sdk.GetCallerIdentityCommand({}), sendOptions),
      ),

    assumeRole: (scope, { roleArn, externalId }) =>
      request(scope, assumeRole, assumedRoleSchema, (sdk, client, sendOptions) =>
        client.send(
          new sdk.AssumeRoleCommand({
            RoleArn: roleArn,
            RoleSessionName: 'breakwater',
            ...(externalId === undefined ? {} : { ExternalId: externalId }),
          }),
          sendOptions,
        ),
      ),
  };
}

const getCallerIdentity: Operation = { operation: 'sts:GetCallerIdentity', mutates: false };
/** Done twice, it gives two sessions and harms nobody. */
const assumeRole: Operation = { operation: 'sts:AssumeRole', mutates: false };

const callerIdentitySchema = z
  .object({ Account: z.string(), Arn: z.string() })
  .transform(({ Account, Arn }): CallerIdentity => ({ accountId: Account, principalArn: Arn }));

const assumedRoleSchema = z
  .object({
    Credentials: z.object({
      AccessKeyId: z.string(),
      SecretAccessKey: z.string(),
      SessionToken: z.string(),
      Expiration: z.date().optional(),
    }),
  })
  .transform(
    ({ Credentials: { AccessKeyId, SecretAccessKey, SessionToken, Expiration } }): AssumedRole => ({
      credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
      ...(Expiration === undefined ? {} : { expiryTime: Expiration.toISOString() }),
    }),
  );
