import { z } from 'zod';
import { roleSchema } from '../permissions.ts';
import { instantSchema } from './identifiers.ts';

/** Who acts without being a person with a token: their names in the history must stay theirs. */
const reservedNames: readonly string[] = ['operator', 'engine', 'breakwater'];

const isReserved = (name: string): boolean => reservedNames.includes(name.toLowerCase());

/** No colon, which is in the names of automations. */
const nameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/, 'a token name is 1 to 64 letters, digits, dots, hyphens, _ or @');

/** Of a new token: it stands in the history as who did something, and is no name of somebody else. */
export const tokenNameSchema = nameSchema.refine((name) => !isReserved(name), 'this name belongs to the server itself');

/** A key to the API for one person or program, with one role. Its secret is shown once and never kept. */
export const accessTokenSchema = z.object({
  tokenId: z.string(),
  /** One that was made before its name was reserved is still read: it acts under another name, and can be revoked. */
  tokenName: nameSchema,
  role: roleSchema,
  createdBy: z.string(),
  createdTime: instantSchema,
});
export type AccessToken = z.infer<typeof accessTokenSchema>;

/** As the history and the audit log name who acts with it. No new token can be called so: a name has no colon. */
export const actorOfToken = ({ tokenName }: Pick<AccessToken, 'tokenName'>): string =>
  isReserved(tokenName) ? `token:${tokenName}` : tokenName;
