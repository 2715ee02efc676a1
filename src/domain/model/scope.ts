import { z } from 'zod';
import { accountIdSchema, regionSchema } from './identifiers.ts';

/** One account and Region: where DRS counts its quotas, and where one `DescribeJobs` sees all jobs. */
export const scopeSchema = z.object({ accountId: accountIdSchema, region: regionSchema });
export type Scope = z.infer<typeof scopeSchema>;

/** Text form of a scope, for keys and messages: `111122223333/eu-west-1`. */
export const scopeKey = (scope: Scope): string => `${scope.accountId}/${scope.region}`;
