import { buildCommand } from '@stricli/core';
import { countOf } from '../../domain/names.ts';
import { docsOf, text } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { actOnExecution, executionArgument } from '../execution-argument.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { type OutputFlags, outputFlags, printResult } from '../output.ts';
import { reportActionFailure } from '../report-action-failure.ts';

type CancelFlags = ConnectionFlags & OutputFlags & { readonly reason?: string };

async function cancel(context: CliContext, flags: CancelFlags, executionId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const result = await connection.client.cancel(executionId, flags.reason);
  if (!result.ok) return reportActionFailure(context, connection, executionId, result.failure);
  const running = result.value.waves
    .flatMap((wave) => wave.jobs)
    .filter(({ state }) => state === 'STARTED' || state === 'CLAIMED');
  const watched = `${countOf(running.length, 'job')} in DRS cannot be stopped: what it does is watched to its end and listed.`;
  printResult(context, flags, result.value, [
    'Cancelled: nothing further is started.',
    ...(running.length > 0 ? [watched] : []),
    `Watch it: ${connection.command(`watch ${executionId}`)}`,
  ]);
  return exitCodes.ok;
}

export const cancelCommand = buildCommand<CancelFlags, [string], CommandScope>({
  func: actOnExecution(cancel),
  parameters: {
    flags: {
      reason: { kind: 'parsed', parse: text, optional: true, placeholder: 'TEXT', brief: 'Why, for the record' },
      ...outputFlags,
      ...connectionFlags,
    },
    positional: executionArgument,
  },
  docs: docsOf(
    'Launch nothing further',
    'A job that runs in DRS cannot be stopped: it runs to its end, and what it launched is listed. Nothing is deleted.',
    './breakwater cancel exec-01k9 --reason "wrong plan"',
  ),
});
