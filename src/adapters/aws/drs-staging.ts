import { z } from 'zod';
import type { Clock } from '../../ports/clock.ts';
import type { ExtensibleServer, StagingService } from '../../ports/staging-service.ts';
import type { AccountCall } from './account-call.ts';
import { readAllPages } from './chunks-and-pages.ts';
import type { ClientSettings } from './client-settings.ts';
import type { Operation } from './errors.ts';
import { present } from './present.ts';
import { createServiceRequest } from './service-request.ts';

/** DRS's staging accounts and extended source servers through the AWS SDK. */
export function createDrsStagingService(options: {
  readonly call: AccountCall;
  readonly clock: Clock;
  readonly settings: (region: string) => ClientSettings;
}): StagingService {
  const { clock } = options;
  const request = createServiceRequest({
    call: options.call,
    loadSdk: () => import('./sdk-drs.ts'),
    makeClient: (sdk, region, { credentials }) => new sdk.DrsClient({ ...options.settings(region), credentials }),
  });
  return {
    listStagingAccounts: (scope) =>
      readAllPages(clock, listStagingAccounts, (nextToken) =>
        request(scope, listStagingAccounts, accountPageSchema, (sdk, client, sendOptions) =>
          client.send(new sdk.ListStagingAccountsCommand({ ...nextToken }), sendOptions),
        ),
      ),

    listExtensibleServers: (scope, stagingAccountID) =>
      readAllPages(clock, listExtensible, (nextToken) =>
        request(scope, listExtensible, extensiblePageSchema, (sdk, client, sendOptions) =>
          client.send(new sdk.ListExtensibleSourceServersCommand({ stagingAccountID, ...nextToken }), sendOptions),
        ),
      ),

    createExtendedServer: (scope, sourceServerArn) =>
      request(scope, createExtended, createdSchema, (sdk, client, sendOptions) =>
        client.send(new sdk.CreateExtendedSourceServerCommand({ sourceServerArn }), sendOptions),
      ),
  };
}

const listStagingAccounts: Operation = { operation: 'drs:ListStagingAccounts', mutates: false };
const listExtensible: Operation = { operation: 'drs:ListExtensibleSourceServers', mutates: false };
export const createExtended: Operation = { operation: 'drs:CreateExtendedSourceServer', mutates: true };

const accountPageSchema = z
  .object({ accounts: z.array(z.object({ accountID: z.string() })), nextToken: z.string().optional() })
  .transform(({ accounts, nextToken }) => ({ items: accounts.map(({ accountID }) => accountID), nextToken }));
const extensiblePageSchema = z.object({
  items: z.array(
    z
      .object({
        arn: z.string(),
        hostname: z.string().optional(),
        tags: z.record(z.string(), z.string()).default({}),
      })
      .transform((server): ExtensibleServer => present(server)),
  ),
  nextToken: z.string().optional(),
});
export const createdSchema = z
  .object({ sourceServer: z.object({ sourceServerID: z.string() }) })
  .transform(({ sourceServer }) => sourceServer.sourceServerID);
