import { buildCommand } from '@stricli/core';
import { accountArgument } from '../account-argument.ts';
import { act, docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, reportFailure } from '../failure.ts';
import { type OutputFlags, outputFlags, printData } from '../output.ts';
import { accountCheckLines } from '../render/account-check.ts';

type ValidateFlags = ConnectionFlags & OutputFlags;

async function validateAccount(context: CliContext, flags: ValidateFlags, accountId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const checked = await connection.client.checkAccount(accountId);
  if (!checked.ok) return reportFailure(context, connection, checked.failure);
  const { regions } = checked.value;
  if (flags.output !== 'table') printData(context, flags.output, checked.value);
  else {
    for (const region of regions) for (const line of accountCheckLines(accountId, region)) print(context, line);
  }
  return regions.every(({ result }) => result === 'OK') ? exitCodes.ok : exitCodes.refused;
}

export const validateAccountCommand = buildCommand<ValidateFlags, [string], CommandScope>({
  func: act(validateAccount),
  parameters: {
    flags: { ...outputFlags, ...connectionFlags },
    positional: accountArgument,
  },
  docs: docsOf(
    'Ask AWS what works in each Region of an account',
    'The role, DRS and EC2, in the words of AWS, and what IAM says of the rights that a run needs, with the line of the policy to mend. UNKNOWN could not be checked now.',
    './breakwater validate account 444455556666',
  ),
});
