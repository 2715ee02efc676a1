import type { AccountCheck, RegionCheck } from '../../domain/model/account.ts';
import { readable } from '../failure.ts';

/** What was found in a Region of an account: the sum, then each thing with AWS's words and what is to be mended. */
export const accountCheckLines = (
  accountId: string,
  { region, result, sourceServerCount, checks }: RegionCheck,
): readonly string[] => {
  const servers = sourceServerCount === undefined ? '' : `, source servers: ${sourceServerCount}`;
  return [`${accountId}/${region}: ${result}${servers}`, ...checks.flatMap(checkLines).map((line) => `  ${line}`)];
};

const checkLines = ({ check, result, roleArn, message, remedy }: AccountCheck): readonly string[] => [
  `${result.padEnd(7)} ${check}${roleArn === undefined ? '' : ` (${roleNameOf(roleArn)})`}${message === undefined ? '' : `: ${readable(message)}`}`,
  ...(remedy === undefined ? [] : [`        ${remedy}`]),
];

const roleNameOf = (roleArn: string): string => roleArn.slice(roleArn.lastIndexOf('/') + 1);
