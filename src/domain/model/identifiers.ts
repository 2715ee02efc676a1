import { z } from 'zod';

/** Text of one form. The words are told where it is broken, shown by editors, and printed in the reference. */
export const textLike = (pattern: RegExp, words: string) =>
  z.string().regex(pattern, words).meta({ patternErrorMessage: words });

/** A DRS source server id: `s-` and 17 hex digits (DRS API model, shape SourceServerID). */
export const sourceServerIdSchema = textLike(/^s-[0-9a-f]{17}$/, 'a source server id is s- and 17 hex digits');

/** A twelve-digit AWS account id. */
export const accountIdSchema = textLike(/^\d{12}$/, 'an AWS account id has 12 digits');

/** An AWS Region code, for example eu-west-1. */
export const regionSchema = textLike(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS Region looks like eu-west-1');

/** ISO 8601 in UTC with milliseconds, as `Date.prototype.toISOString` writes it: sorts as text. */
export const instantSchema = z.iso.datetime();
export type Instant = z.infer<typeof instantSchema>;

const invisible = 'a name must not hold control or invisible characters';

/** Name of a group, plan or wave: 1–64 characters after trimming, none of which moves a terminal's cursor. */
export const nameSchema = z
  .string()
  .trim()
  .min(1, 'a name must not be empty')
  .max(64, 'at most 64 characters')
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u, invisible)
  .meta({ patternErrorMessage: invisible });

export const descriptionSchema = z.string().max(1000, 'at most 1000 characters');
