import { buildCommand } from '@stricli/core';
import { docsOf, text } from '../command.ts';
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

type SearchFlags = WhereFlags & { readonly name?: string; readonly state?: string; readonly drill?: boolean };
type GetFlags = ConnectionFlags & OutputFlags & SearchFlags;

const searchFlags = {
  name: {
    kind: 'parsed',
    parse: text,
    optional: true,
    brief: "Part of the source server's name, of its id or of the instance's, ignoring case",
  },
  state: {
    kind: 'parsed',
    parse: text,
    optional: true,
    brief: 'In this state of EC2, as DRS knows it, for example STOPPED',
  },
  drill: {
    kind: 'boolean',
    optional: true,
    brief: 'Only what drills launched; with `no` only what is live, or of which DRS does not say',
  },
  ...whereFlags,
} as const;

async function getInstances(context: CliContext, flags: GetFlags, executionId?: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  if (executionId === undefined) {
    const { name, state, drill } = flags;
    const all = await readAllInventoryInstances(connection.client, {
      ...whereOf(flags),
      ...(name !== undefined && { name }),
      ...(state !== undefined && { state }),
      ...(drill !== undefined && { isDrill: drill }),
    });
    if (!all.ok) return reportFailure(context, connection, all.failure);
    printList(context, flags, all.value, inventoryInstanceTable);
    return exitCodes.ok;
  }
  const { name, state, drill, account, region } = flags;
  const [misplaced] = Object.entries({ name, state, drill, account, region }).filter(
    ([, value]) => value !== undefined,
  );
  if (misplaced !== undefined) {
    printError(context, `--${misplaced[0]} searches all recovery instances: leave the execution out`);
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
    flags: { ...searchFlags, ...outputFlags, ...connectionFlags },
    positional: optionalExecutionArgument,
  },
  docs: docsOf(
    'List recovery instances of all accounts and Regions, or those that an execution launched',
    'Without an execution: what the inventory shows, each with its age (`refresh` asks anew). Of an execution: as they were last observed, with the clean-up that has terminated them since, or the later execution whose launch replaced them. AWS is not asked.',
    './breakwater get instances',
    './breakwater get instances --name shop --state STOPPED',
    './breakwater get instances --drill',
    './breakwater get instances exec-01k9',
  ),
});
