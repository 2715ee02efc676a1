import { buildCommand } from '@stricli/core';
import type { Result } from '../../api/exchange.ts';
import type { RecoveryPlan } from '../../domain/model/recovery-plan.ts';
import { planFileDocuments, settingsDocument } from '../../domain/plan-document.ts';
import { isMaskedPlan } from '../../domain/plan-secrets.ts';
import { act, docsOf, text } from '../command.ts';
import { type Connection, type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, printError, reportFailure } from '../failure.ts';
import { type Found, findPlan } from '../find-plan.ts';
import { writePlanFile } from '../plan-file/write-plan-file.ts';
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
  const saved = { accounts: accounts.value.items, groups: groups.value, plans: plans.value };
  const documents = [
    ...(flags.plan === undefined ? [settingsDocument(tagSync.value)] : []),
    ...planFileDocuments(saved, flags.plan === undefined),
  ];
  const warning = maskedWarning(plans.value);
  if (warning !== undefined) {
    printError(context, warning);
    if (flags.output === 'yaml') print(context, `# ${warning}`);
  }
  context.stdout.write(
    flags.output === 'json' ? `${JSON.stringify(documents, undefined, 2)}\n` : writePlanFile(documents),
  );
  return exitCodes.ok;
}

/** Who may not change plans is shown masked values, which no import takes: to be known now, not on the day. */
const maskedWarning = (plans: readonly RecoveryPlan[]): string | undefined => {
  const masked = plans.filter(isMaskedPlan);
  if (masked.length === 0) return undefined;
  const names = masked.map(({ planName }) => `"${planName}"`).join(', ');
  return `This file cannot be imported as it is: what may be secret in ${names} is masked. Export as somebody who may change plans (docs/operate/break-glass.md).`;
};

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
