import type { QueryOperation } from '../query-service.ts';

export const getCallerIdentity: QueryOperation = {
  name: 'GetCallerIdentity',
  run: ({ caller }) => ({ Arn: caller.arn, UserId: caller.userId, Account: caller.accountId }),
};
