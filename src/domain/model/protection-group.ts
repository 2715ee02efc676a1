import { z } from 'zod';
import { limits } from '../limits.ts';
import {
  accountIdSchema,
  descriptionSchema,
  instantSchema,
  nameSchema,
  regionSchema,
  sourceServerIdSchema,
} from './identifiers.ts';
import { launchConfigFields } from './launch-config.ts';

/** Servers named one by one. */
const fixedSelectionSchema = z.strictObject({
  sourceServerIds: z
    .array(sourceServerIdSchema)
    .describe('The servers, named one by one; none twice')
    .min(1, 'name at least one source server')
    .max(limits.serversPerPlan, `at most ${limits.serversPerPlan} servers`)
    .refine((ids) => new Set(ids).size === ids.length, 'the same server is listed twice'),
});

/** Servers that carry all of these tags at the moment an execution begins. Key and value are compared exactly. */
const tagSelectionSchema = z.strictObject({
  tags: z
    .record(z.string().min(1).max(256), z.string().max(256))
    .meta({ minProperties: 1, maxProperties: limits.tagsPerServer })
    .describe(
      'The servers that carry all of these tags in DRS at the moment when an execution begins; key and value are compared exactly',
    )
    .refine((tags) => Object.keys(tags).length > 0, 'name at least one tag')
    .refine((tags) => Object.keys(tags).length <= limits.tagsPerServer, `at most ${limits.tagsPerServer} tags`),
});

export const serverSelectionSchema = z.union([fixedSelectionSchema, tagSelectionSchema], {
  error: 'either sourceServerIds or tags, not both and not neither',
});

/** What an author says of a group. */
export const protectionGroupDefinitionSchema = z.strictObject({
  groupName: nameSchema.describe('What plans call the group by; unique, upper and lower case being the same'),
  description: descriptionSchema.default('').describe('For people: what the servers are'),
  accountId: accountIdSchema.describe(
    'The AWS account in which DRS holds the source servers; in quotes, or YAML reads a number',
  ),
  region: regionSchema.describe('The AWS Region into which they are replicated'),
  selection: serverSelectionSchema.describe('Which servers: sourceServerIds or tags, one of the two'),
  ...launchConfigFields,
});
export type ProtectionGroupDefinition = z.infer<typeof protectionGroupDefinitionSchema>;

/** Source servers that are recovered together: one account, one Region. */
export const protectionGroupSchema = z.object({
  groupId: z.string(),
  ...protectionGroupDefinitionSchema.shape,
  version: z.int().positive(),
  /** Who saved this version. */
  updatedBy: z.string().optional(),
  createdTime: instantSchema,
  updatedTime: instantSchema,
});
export type ProtectionGroup = z.infer<typeof protectionGroupSchema>;
