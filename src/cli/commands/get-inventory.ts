import { buildCommand } from '@stricli/core';
import { act, docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { reportFailure } from '../failure.ts';
import { type OutputFlags, outputFlags, printList } from '../output.ts';
import { inventoryScopeTable } from '../render/inventory-lines.ts';

type GetFlags = ConnectionFlags & OutputFlags;

async function getInventory(context: CliContext, flags: GetFlags): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const inventory = await connection.client.getInventory();
  if (!inventory.ok) return reportFailure(context, connection, inventory.failure);
  const { scopes } = inventory.value;
  printList(context, flags, scopes, inventoryScopeTable);
  return scopes.some(({ result }) => result === 'FAILED') ? exitCodes.error : exitCodes.ok;
}

export const getInventoryCommand = buildCommand<GetFlags, [], CommandScope>({
  func: act(getInventory),
  parameters: { flags: { ...outputFlags, ...connectionFlags } },
  docs: docsOf(
    'Show how old what is known of each account and Region is',
    'AWS is not asked: `refresh` does that. Code 1: the last look at one of them failed; what an earlier one found is kept, with the words of AWS.',
    './breakwater get inventory',
  ),
});
