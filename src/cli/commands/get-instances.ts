import { buildCommand } from '@stricli/core';
import { docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { actOnOptionalExecution, optionalExecutionArgument } from '../execution-argument.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { printError, reportFailure } from '../failure.ts';
import { type WhereFlags, whereFlags, whereOf } from '../inventory-flags.ts';
import { type OutputFlags, outputFlags, printList } from '../output.ts';
import { readAllInstances, readAllInventoryInstances } from '../read-all.ts';
import { instanceHead, instanceRow } from '../render/instance-lines.ts';
import { inventoryInstanceTable } from '../render/inventory-lines.ts';

type GetFlags = ConnectionFlags & OutputFlags & WhereFlags;

async function getInstances(context: CliContext, flags: GetFlags, executionId?: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  if (executionId === undefined) {
    const all = await readAllInventoryInstances(connection.client, whereOf(flags));
    if (!all.ok) return reportFailure(context, connection, all.failure);
    printList(context, flags, all.value, inventoryInstanceTable);
    return exitCodes.ok;
  }
  if (flags.account !== undefined || flags.region !== undefined) {
    printError(context, '--account and --region search all recovery instances: leave the execution out');
    return exitCodes.usage;
  }
  const instances = await readAllInstances(connection.client, executionId);
  if (!instances.ok) return reportFailure(context, connection, instances.failure);
  printList(context, flags, instances.value, { head: instanceHead, alignRight: ['AGE'], row: instanceRow });
  return exitCodes.ok;
}

export const getInstancesCommand = buildCommand<GetFlags, [string?], CommandScope>({
  func: actOnOptionalExecution(getInstances),
  parameters: {
    flags: { ...whereFlags, ...outputFlags, ...connectionFlags },
    positional: optionalExecutionArgument,
  },
  docs: docsOf(
    'List recovery instances of all accounts and Regions, or those that an execution launched',
    'Without an execution: what the inventory shows, each with its age (`refresh` asks anew). Of an execution: as they were last observed, with the clean-up that has terminated them since, or the later execution whose launch replaced them. AWS is not asked.',
    './breakwater get instances',
    './breakwater get instances exec-01k9',
  ),
});
