/** What AWS says to people, and which call it answers. */
import { shortened } from '../domain/names.ts';
import type { AwsFailure } from '../ports/aws-failure.ts';

export const failureText = (failure: AwsFailure): string => `${wordsOf(failure)}${toMend(failure)}`;

/** For a place in a row. */
export const shortFailureText = (failure: AwsFailure): string => `${shortened(wordsOf(failure))}${toMend(failure)}`;

const wordsOf = ({ operation, code, message }: AwsFailure): string => `${operation}: ${code}: ${message}`;

export const isRefusedRole = ({ kind, operation }: Pick<AwsFailure, 'kind' | 'operation'>): boolean =>
  kind === 'denied' && operation === 'sts:AssumeRole';

/** AWS names the role that it refuses, not what is wrong with it: that takes an entry of the account. */
const toMend = (failure: AwsFailure): string => {
  if (!isRefusedRole(failure)) return '';
  const accountId = /:iam::(\d{12}):role\//.exec(failure.message)?.[1] ?? 'ACCOUNT';
  return ` (\`validate account ${accountId}\` names the line of its trust policy to mend)`;
};
