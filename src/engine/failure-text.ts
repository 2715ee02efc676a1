/** What AWS says to people, and which call it answers; or what Breakwater says, where no call was made. */
import { shortened } from '../domain/names.ts';
import type { AwsFailure } from '../ports/aws-failure.ts';

export const failureText = (failure: AwsFailure): string => `${failureWords(failure)}${toMend(failure)}`;

/** For a place in a row. */
export const shortFailureText = (failure: AwsFailure): string =>
  `${shortened(failureWords(failure))}${toMend(failure)}`;

/** Without what is to be done about it. */
export const failureWords = ({ operation, code, message, isOwn }: AwsFailure): string =>
  isOwn ? message : `${operation}: ${code}: ${message}`;

export const isRefusedRole = ({ kind, operation }: Pick<AwsFailure, 'kind' | 'operation'>): boolean =>
  kind === 'denied' && operation === 'sts:AssumeRole';

/** AWS names the role that it refuses, not what is wrong with it: that takes an entry of the account. */
const toMend = (failure: AwsFailure): string => {
  if (!isRefusedRole(failure)) return '';
  const accountId = /:iam::(\d{12}):role\//.exec(failure.message)?.[1] ?? 'ACCOUNT';
  return ` (\`validate account ${accountId}\` names the line of its trust policy to mend)`;
};
