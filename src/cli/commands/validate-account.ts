import { buildCommand } from '@stricli/core';
import type { AccountCheck } from '../../domain/model/account.ts';
import { act, docsOf, text } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, readable, reportFailure } from '../failure.ts';
import { type OutputFlags, outputFlags, printData } from '../output.ts';

type ValidateFlags = ConnectionFlags & OutputFlags;

async function validateAccount(context: CliContext, flags: ValidateFlags, accountId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const checked = await connection.client.checkAccount(accountId);
  if (!checked.ok) return reportFailure(context, connection, checked.failure);
  const { regions } = checked.value;
  if (flags.output !== 'table') printData(context, flags.output, checked.value);
  else {
    for (const { region, result, sourceServerCount, checks } of regions) {
      const servers = sourceServerCount === undefined ? '' : `, source servers: ${sourceServerCount}`;
      print(context, `${accountId}/${region}: ${result}${servers}`);
      for (const line of checks.flatMap(checkLines)) print(context, `  ${line}`);
    }
  }
  return regions.every(({ result }) => result === 'OK') ? exitCodes.ok : exitCodes.refused;
}

const checkLines = ({ check, result, message, remedy }: AccountCheck): readonly string[] => [
  `${result.padEnd(7)} ${check}${message === undefined ? '' : `: ${readable(message)}`}`,
  ...(remedy === undefined ? [] : [`        ${remedy}`]),
];

export const validateAccountCommand = buildCommand<ValidateFlags, [string], CommandScope>({
  func: act(validateAccount),
  parameters: {
    flags: { ...outputFlags, ...connectionFlags },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Id of the account', parse: text, placeholder: 'ACCOUNT' }],
    },
  },
  docs: docsOf(
    'Ask AWS what works in each Region of an account',
    'The role, DRS and EC2, in the words of AWS, with the line of the policy to mend. UNKNOWN could not be checked now.',
    './breakwater validate account 444455556666',
  ),
});
