import { buildCommand } from '@stricli/core';
import type { Result } from '../../api/client.ts';
import { act, docsOf, text } from '../command.ts';
import { type Connection, type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, printError, reportFailure } from '../failure.ts';
import { findGroup } from '../find-group.ts';
import { findPlan } from '../find-plan.ts';

type DeleteFlags = ConnectionFlags & { readonly confirm?: string };

interface Doomed {
  readonly noun: string;
  readonly name: string;
  readonly remove: () => Promise<Result<undefined>>;
}

async function deleteGroup(context: CliContext, flags: DeleteFlags, name: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const group = await findGroup(context, connection, name);
  if (!group.ok) return group.code;
  const { groupId, groupName, version } = group.value;
  const remove = () => connection.client.deleteGroup(groupId, version);
  return confirmed(context, connection, flags, { noun: 'protection group', name: groupName, remove });
}

async function deletePlan(context: CliContext, flags: DeleteFlags, name: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const plan = await findPlan(context, connection, name);
  if (!plan.ok) return plan.code;
  const { planId, planName, version } = plan.value;
  const remove = () => connection.client.deletePlan(planId, version);
  return confirmed(context, connection, flags, { noun: 'recovery plan', name: planName, remove });
}

async function confirmed(
  context: CliContext,
  connection: Connection,
  { confirm }: DeleteFlags,
  { noun, name, remove }: Doomed,
): Promise<ExitCode> {
  if (confirm === undefined && !context.isTerminal) {
    printError(context, `Not deleted: nobody is here to confirm. Add --confirm "${name}"`);
    return exitCodes.refused;
  }
  const given = confirm ?? (await context.ask(`Type the name "${name}" to delete the ${noun}: `));
  if (given !== name) {
    printError(context, given === undefined ? 'Not deleted' : `Not deleted: "${given}" is not its name "${name}"`);
    return exitCodes.refused;
  }
  const result = await remove();
  if (!result.ok) return reportFailure(context, connection, result.failure);
  print(context, `Deleted ${noun} "${name}"`);
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
  ...connectionFlags,
} as const;

const argument = (noun: string) =>
  ({
    kind: 'tuple',
    parameters: [{ brief: `Name of the ${noun}, or its id`, parse: text, placeholder: 'NAME' }],
  }) as const;

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
    'Not while an execution of it runs. Executions keep their own copy, and every saved version stays readable.',
    './breakwater delete plan shop --confirm shop',
  ),
});
