import { buildCommand } from '@stricli/core';
import { docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { actOnExecution, executionArgument } from '../execution-argument.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { type OutputFlags, outputFlags, printResult } from '../output.ts';
import { reportActionFailure } from '../report-action-failure.ts';

type PauseFlags = ConnectionFlags & OutputFlags;

async function pause(context: CliContext, flags: PauseFlags, executionId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const result = await connection.client.pause(executionId);
  if (!result.ok) return reportActionFailure(context, connection, executionId, result.failure);
  printResult(context, flags, result.value, [
    'Paused: no further wave starts. What runs goes on to its end.',
    `End the pause: ${connection.command(`resume ${executionId} --end-pause`)}`,
  ]);
  return exitCodes.ok;
}

export const pauseCommand = buildCommand<PauseFlags, [string], CommandScope>({
  func: actOnExecution(pause),
  parameters: { flags: { ...outputFlags, ...connectionFlags }, positional: executionArgument },
  docs: docsOf(
    'Hold back every wave that has not started',
    'Waves that run go on to their end. A pause may last as long as a year.',
    './breakwater pause exec-01k9',
  ),
});
