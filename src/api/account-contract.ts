/** What goes over the wire about accounts: as `contract.ts` does for all else. */
import { z } from 'zod';
import { limits } from '../domain/limits.ts';
import { accountDefinitionSchema, regionCheckSchema, targetAccountSchema } from '../domain/model/account.ts';
import { regionSchema } from '../domain/model/identifiers.ts';
import {
  extendedServerSchema,
  extensibleServerSchema,
  stagingRegionSchema,
  stagingServerArnSchema,
} from '../domain/model/staging.ts';
import { seenVersionSchema } from './contract.ts';

export const accountSchema = targetAccountSchema.meta({ id: 'Account' });
export const accountPageSchema = z.object({ items: z.array(accountSchema) }).meta({ id: 'AccountPage' });
export const accountPutSchema = z
  .strictObject(accountDefinitionSchema.omit({ accountId: true }).shape)
  .extend({ version: seenVersionSchema })
  .meta({ id: 'AccountUpdate' });
export type AccountBody = Omit<z.input<typeof accountPutSchema>, 'version'>;
export const accountCheckSchema = z.object({ regions: z.array(regionCheckSchema) }).meta({ id: 'AccountCheck' });

export const stagingAccountsSchema = z
  .object({ regions: z.array(stagingRegionSchema) })
  .meta({ id: 'StagingAccounts' });
/** What must be so before DRS extends a server. */
const prerequisite = z.string();
export const extensibleServersSchema = z
  .object({ items: z.array(extensibleServerSchema), prerequisite })
  .meta({ id: 'ExtensibleServers' });
export const extendRequestSchema = z
  .strictObject({
    region: regionSchema,
    /** Of the servers in their staging accounts, which the entry of this account names. */
    arns: z.array(stagingServerArnSchema).min(1).max(limits.extensionsPerRequest),
  })
  .meta({ id: 'ExtendRequest' });
export const extendResponseSchema = z
  .object({ servers: z.array(extendedServerSchema), prerequisite })
  .meta({ id: 'ExtendedServers' });
