import { buildCommand } from '@stricli/core';
import { stringify } from 'yaml';
import type { Result } from '../../api/exchange.ts';
import type { TargetAccount } from '../../domain/model/account.ts';
import type { ProtectionGroup } from '../../domain/model/protection-group.ts';
import type { RecoveryPlan } from '../../domain/model/recovery-plan.ts';
import {
  accountDocument,
  groupDocument,
  planDocument,
  settingsDocument,
  type WrittenDocument,
} from '../../domain/plan-document.ts';
import { act, docsOf, text } from '../command.ts';
import { type Connection, type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { reportFailure } from '../failure.ts';
import { type Found, findPlan } from '../find-plan.ts';
import { readAllGroups, readAllPlans } from '../read-all.ts';

type ExportFlags = ConnectionFlags & { readonly plan?: readonly string[]; readonly output: 'yaml' | 'json' };

async function exportAll(context: CliContext, flags: ExportFlags): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const accounts = await connection.client.listAccounts();
  if (!accounts.ok) return reportFailure(context, connection, accounts.failure);
  const groups = await readAllGroups(connection.client);
  if (!groups.ok) return reportFailure(context, connection, groups.failure);
  const plans = await choosePlans(context, connection, flags.plan);
  if (!plans.ok) return plans.code;
  const tagSync = await connection.client.getTagSync();
  if (!tagSync.ok) return reportFailure(context, connection, tagSync.failure);
  const documents = [
    ...(flags.plan === undefined ? [settingsDocument(tagSync.value)] : []),
    ...documentsOf(accounts.value.items, groups.value, plans.value, flags.plan === undefined),
  ];
  context.stdout.write(
    flags.output === 'json'
      ? `${JSON.stringify(documents, undefined, 2)}\n`
      : documents.map((document) => stringify(document)).join('---\n'),
  );
  return exitCodes.ok;
}

/** In the order in which they are named: accounts, groups, plans; all of them, or those that the plans need. */
function documentsOf(
  accounts: readonly TargetAccount[],
  groups: readonly ProtectionGroup[],
  plans: readonly RecoveryPlan[],
  everything: boolean,
): readonly WrittenDocument[] {
  const called = new Set(plans.flatMap((plan) => plan.waves.flatMap((wave) => wave.protectionGroupIds)));
  const names = new Map(groups.map((group) => [group.groupId, group.groupName]));
  const written = groups.filter(({ groupId }) => everything || called.has(groupId));
  const named = new Set(written.map(({ accountId }) => accountId));
  return [
    ...accounts.filter(({ accountId }) => everything || named.has(accountId)).map(accountDocument),
    ...written.map(groupDocument),
    ...plans.map((plan) => planDocument(plan, names)),
  ];
}

async function choosePlans(
  context: CliContext,
  connection: Connection,
  names: readonly string[] | undefined,
): Promise<Found<readonly RecoveryPlan[]>> {
  const plans: RecoveryPlan[] = [];
  if (names !== undefined) {
    for (const name of names) {
      const found = await findPlan(context, connection, name);
      if (!found.ok) return found;
      if (plans.every(({ planId }) => planId !== found.value.planId)) plans.push(found.value);
    }
    return { ok: true, value: plans };
  }
  const failed = (result: Extract<Result<never>, { ok: false }>): Found<never> => ({
    ok: false,
    code: reportFailure(context, connection, result.failure),
  });
  const summaries = await readAllPlans(connection.client);
  if (!summaries.ok) return failed(summaries);
  for (const { planId } of summaries.value) {
    const plan = await connection.client.getPlan(planId);
    if (!plan.ok) return failed(plan);
    plans.push(plan.value);
  }
  return { ok: true, value: plans };
}

export const exportCommand = buildCommand<ExportFlags, [], CommandScope>({
  func: act(exportAll),
  parameters: {
    flags: {
      plan: {
        kind: 'parsed',
        parse: text,
        optional: true,
        variadic: true,
        placeholder: 'PLAN',
        brief: 'Only this plan (name or id), its groups and their accounts; repeat for each',
      },
      output: { kind: 'enum', values: ['yaml', 'json'], default: 'yaml', brief: 'How to print it' },
      ...connectionFlags,
    },
  },
  docs: docsOf(
    'Print settings, accounts, groups and plans as a plan file that apply and import take',
    'To keep them in a repository, or for the day when this server is what failed: see docs/operate/break-glass.md.',
    './breakwater export > plans.yaml',
    './breakwater export --plan shop > shop.yaml',
  ),
});
