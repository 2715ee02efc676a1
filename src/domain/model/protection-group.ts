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

/** Servers named one by one. */
const fixedSelectionSchema = z.strictObject({
  sourceServerIds: z
    .array(sourceServerIdSchema)
    .describe('Servers named one by one: s- and 17 hex digits')
    .min(1, 'name at least one source server')
    .max(limits.serversPerPlan, `at most ${limits.serversPerPlan} servers`)
    .refine((ids) => new Set(ids).size === ids.length, 'the same server is listed twice'),
});

/** Servers that carry all of these tags at the moment an execution begins. Key and value are compared exactly. */
const tagSelectionSchema = z.strictObject({
  tags: z
    .record(z.string().min(1).max(256), z.string().max(256))
    .describe('Servers that carry all of these tags in DRS at the moment an execution begins; compared exactly')
    .refine((tags) => Object.keys(tags).length > 0, 'name at least one tag')
    .refine((tags) => Object.keys(tags).length <= limits.tagsPerServer, `at most ${limits.tagsPerServer} tags`),
});

export const serverSelectionSchema = z.union([fixedSelectionSchema, tagSelectionSchema], {
  error: 'either sourceServerIds or tags, not both and not neither',
});

/** What an author says of a group. */
export const protectionGroupDefinitionSchema = z.strictObject({
  groupName: nameSchema.describe('Unique, ignoring case; plans call the group by it'),
  description: descriptionSchema.default(''),
  accountId: accountIdSchema.describe('The AWS account of the source servers: 12 digits, in quotes'),
  region: regionSchema.describe('The AWS Region into which they are replicated'),
  selection: serverSelectionSchema.describe('Either sourceServerIds or tags'),
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
