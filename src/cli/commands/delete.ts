import { buildCommand } from '@stricli/core';
import type { Result } from '../../api/exchange.ts';
import { accountArgument } from '../account-argument.ts';
import { act, docsOf, text } from '../command.ts';
import { type Connection, type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { printError, reportFailure } from '../failure.ts';
import { findGroup } from '../find-group.ts';
import { findPlan } from '../find-plan.ts';
import { type OutputFlags, outputFlags, printResult } from '../output.ts';

type DeleteFlags = ConnectionFlags & OutputFlags & { readonly confirm?: string };

interface Doomed {
  readonly kind: keyof typeof nouns;
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly remove: () => Promise<Result<undefined>>;
}

async function deleteGroup(context: CliContext, flags: DeleteFlags, name: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const group = await findGroup(context, connection, name);
  if (!group.ok) return group.code;
  const { groupId, groupName, version } = group.value;
  const remove = () => connection.client.deleteGroup(groupId, version);
  return confirmed(context, connection, flags, {
    kind: 'ProtectionGroup',
    id: groupId,
    name: groupName,
    version,
    remove,
  });
}

async function deletePlan(context: CliContext, flags: DeleteFlags, name: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const plan = await findPlan(context, connection, name);
  if (!plan.ok) return plan.code;
  const { planId, planName, version } = plan.value;
  const remove = () => connection.client.deletePlan(planId, version);
  return confirmed(context, connection, flags, { kind: 'RecoveryPlan', id: planId, name: planName, version, remove });
}

async function deleteAccount(context: CliContext, flags: DeleteFlags, accountId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const account = await connection.client.getAccount(accountId);
  if (!account.ok) return reportFailure(context, connection, account.failure);
  const { version } = account.value;
  const remove = () => connection.client.deleteAccount(accountId, version);
  return confirmed(context, connection, flags, { kind: 'Account', id: accountId, name: accountId, version, remove });
}

const nouns = { Account: 'account', ProtectionGroup: 'protection group', RecoveryPlan: 'recovery plan' } as const;

async function confirmed(
  context: CliContext,
  connection: Connection,
  flags: DeleteFlags,
  { remove, ...doomed }: Doomed,
): Promise<ExitCode> {
  const { confirm } = flags;
  const { kind, id, name, version } = doomed;
  if (confirm === undefined && !context.isTerminal) {
    printError(context, `Not deleted: nobody is here to confirm. Add --confirm "${name}"`);
    return exitCodes.refused;
  }
  const given = confirm ?? (await context.ask(`Type the name "${name}" to delete the ${nouns[kind]}: `));
  if (given !== name) {
    printError(context, given === undefined ? 'Not deleted' : `Not deleted: "${given}" is not its name "${name}"`);
    return exitCodes.refused;
  }
  const result = await remove();
  if (!result.ok) return reportFailure(context, connection, result.failure);
  printResult(context, flags, doomed, [`${kind} "${name}" deleted (version ${version}, ${id})`]);
  return exitCodes.ok;
}

const flags = {
  confirm: {
    kind: 'parsed',
    parse: text,
    optional: true,
    placeholder: 'NAME',
    brief: 'Its name, instead of typing it when asked',
  },
  ...outputFlags,
  ...connectionFlags,
} as const;

const argument = (noun: string) =>
  ({
    kind: 'tuple',
    parameters: [{ brief: `Name of the ${noun}, or its id`, parse: text, placeholder: 'NAME' }],
  }) as const;

export const deleteAccountCommand = buildCommand<DeleteFlags, [string], CommandScope>({
  func: act(deleteAccount),
  parameters: { flags, positional: accountArgument },
  docs: docsOf(
    'Take an account out of the registry',
    'Not while a group names it, or an execution that is not over has servers there. Nothing in AWS is touched.',
    './breakwater delete account 444455556666 --confirm 444455556666',
  ),
});

export const deleteGroupCommand = buildCommand<DeleteFlags, [string], CommandScope>({
  func: act(deleteGroup),
  parameters: { flags, positional: argument('group') },
  docs: docsOf(
    'Delete a protection group',
    'Not while a plan calls it. Nothing in AWS is touched.',
    './breakwater delete group shop-db --confirm shop-db',
  ),
});

export const deletePlanCommand = buildCommand<DeleteFlags, [string], CommandScope>({
  func: act(deletePlan),
  parameters: { flags, positional: argument('plan') },
  docs: docsOf(
    'Delete a recovery plan',
    'Not while an execution of it runs, or a drill of it is to be cleaned up by itself. Executions keep their own copy, and every saved version stays readable.',
    './breakwater delete plan shop --confirm shop',
  ),
});
