import { z } from 'zod';
import { roleSchema } from '../permissions.ts';
import { instantSchema } from './identifiers.ts';

/** Who acts without being a person with a token: their names in the history must stay theirs. */
const reservedNames: readonly string[] = ['operator', 'engine'];

/**
 * The name stands in the history as who did something: no colon, which is in the names of automations, and no name of
 * somebody else.
 */
export const tokenNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/, 'a token name is 1 to 64 letters, digits, dots, hyphens, _ or @')
  .refine((name) => !reservedNames.includes(name.toLowerCase()), 'this name belongs to the server itself');

/** A key to the API for one person or program, with one role. Its secret is shown once and never kept. */
export const accessTokenSchema = z.object({
  tokenId: z.string(),
  tokenName: tokenNameSchema,
  role: roleSchema,
  createdBy: z.string(),
  createdTime: instantSchema,
});
export type AccessToken = z.infer<typeof accessTokenSchema>;
