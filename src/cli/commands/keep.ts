import { buildCommand } from '@stricli/core';
import { limits } from '../../domain/limits.ts';
import { docsOf, wholeNumber } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { actOnExecution, executionArgument } from '../execution-argument.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { type OutputFlags, outputFlags, printResult } from '../output.ts';
import { automaticCleanUpLines } from '../render/automatic-clean-up.ts';
import { reportActionFailure } from '../report-action-failure.ts';

type KeepFlags = ConnectionFlags & OutputFlags & { readonly hours?: number };

async function keep(context: CliContext, flags: KeepFlags, executionId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const result = await connection.client.keep(executionId, flags.hours);
  if (!result.ok) return reportActionFailure(context, connection, executionId, result.failure);
  printResult(context, flags, result.value, automaticCleanUpLines(result.value, connection.command));
  return exitCodes.ok;
}

export const keepCommand = buildCommand<KeepFlags, [string], CommandScope>({
  func: actOnExecution(keep),
  parameters: {
    flags: {
      hours: {
        kind: 'parsed',
        parse: wholeNumber(1, limits.drillTtlHoursMax),
        optional: true,
        placeholder: 'N',
        brief: 'Until so many hours from now; without it until somebody cleans up',
      },
      ...outputFlags,
      ...connectionFlags,
    },
    positional: executionArgument,
  },
  docs: docsOf(
    'Keep the instances of a drill that would be cleaned up by themselves',
    "A plan with drillTtlHours has a drill's instances terminated so many hours after its end. This holds it back, for one drill.",
    './breakwater keep exec-01k9 --hours 24',
    './breakwater keep exec-01k9',
  ),
});
