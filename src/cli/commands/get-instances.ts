import { buildCommand } from '@stricli/core';
import { docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { actOnExecution, executionArgument } from '../execution-argument.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { reportFailure } from '../failure.ts';
import { type OutputFlags, outputFlags, printList } from '../output.ts';
import { readAllInstances } from '../read-all.ts';
import { instanceHead, instanceRow } from '../render/instance-lines.ts';

type GetFlags = ConnectionFlags & OutputFlags;

async function getInstances(context: CliContext, flags: GetFlags, executionId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const instances = await readAllInstances(connection.client, executionId);
  if (!instances.ok) return reportFailure(context, connection, instances.failure);
  printList(context, flags, instances.value, { head: instanceHead, alignRight: ['AGE'], row: instanceRow });
  return exitCodes.ok;
}

export const getInstancesCommand = buildCommand<GetFlags, [string], CommandScope>({
  func: actOnExecution(getInstances),
  parameters: { flags: { ...outputFlags, ...connectionFlags }, positional: executionArgument },
  docs: docsOf(
    'List the instances that an execution launched',
    'As they were last observed, with the clean-up that has terminated them since, or the later execution whose launch replaced them. AWS is not asked.',
    './breakwater get instances exec-01k9',
  ),
});
