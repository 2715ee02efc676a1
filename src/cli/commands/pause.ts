import { buildCommand } from '@stricli/core';
import { act, docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { executionArgument } from '../execution-argument.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, reportFailure } from '../failure.ts';

async function pause(context: CliContext, flags: ConnectionFlags, executionId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const result = await connection.client.pause(executionId);
  if (!result.ok) return reportFailure(context, connection, result.failure);
  print(context, 'Paused: no further wave starts. What runs goes on to its end.');
  print(context, `End the pause: ${context.program} resume ${executionId} --end-pause`);
  return exitCodes.ok;
}

export const pauseCommand = buildCommand<ConnectionFlags, [string], CommandScope>({
  func: act(pause),
  parameters: { flags: connectionFlags, positional: executionArgument },
  docs: docsOf(
    'Hold back every wave that has not started',
    'Waves that run go on to their end. A pause may last as long as a year.',
    './breakwater pause exec-01k9',
  ),
});
