import { buildCommand } from '@stricli/core';
import { maskedUrl } from '../../domain/model/plan-notifications.ts';
import type { RecoveryPlan } from '../../domain/model/recovery-plan.ts';
import { act, docsOf, text } from '../command.ts';
import { type Connection, type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, reportFailure } from '../failure.ts';
import { findPlan } from '../find-plan.ts';
import { type OutputFlags, outputFlags, printData, printList } from '../output.ts';
import { readAllPlans } from '../read-all.ts';
import { dateTimeText } from '../render/duration.ts';
import { planActionLines, targetLines } from '../render/plan-lines.ts';
import { tableLines } from '../render/table.ts';
import { selectionText } from './get-groups.ts';

type GetFlags = ConnectionFlags & OutputFlags;

async function getPlans(context: CliContext, flags: GetFlags): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const plans = await readAllPlans(connection.client);
  if (!plans.ok) return reportFailure(context, connection, plans.failure);
  const sorted = plans.value.toSorted((a, b) => (a.planName < b.planName ? -1 : 1));
  printList(context, flags, sorted, {
    head: ['PLAN', 'WAVES', 'VERSION', 'SAVED', 'BY', 'ID'],
    alignRight: ['WAVES', 'VERSION'],
    row: (plan) => [
      plan.planName,
      String(plan.waveCount),
      String(plan.version),
      dateTimeText(plan.updatedTime),
      plan.updatedBy ?? '',
      plan.planId,
    ],
  });
  return exitCodes.ok;
}

async function getPlan(context: CliContext, flags: GetFlags, planName: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const found = await findPlan(context, connection, planName);
  if (!found.ok) return found.code;
  const plan = found.value;
  if (flags.output !== 'table') {
    printData(context, flags.output, plan);
    return exitCodes.ok;
  }
  await printPlan(context, connection, plan);
  return exitCodes.ok;
}

export async function printPlan(context: CliContext, connection: Connection, plan: RecoveryPlan): Promise<void> {
  const groups = await readGroupNames(connection, [...new Set(plan.waves.flatMap((wave) => wave.protectionGroupIds))]);
  print(context, `Plan "${plan.planName}", version ${plan.version}, ${plan.planId}`);
  if (plan.description !== '') print(context, plan.description);
  for (const line of [...targetLines(plan), ...notificationLines(plan.notifications)]) print(context, line);
  const names = plan.waves.map((wave) => wave.waveName);
  const rows = plan.waves.map((wave) => [
    String(wave.waveNumber),
    wave.waveName,
    wave.dependsOnWaves.map((waveNumber) => names[waveNumber] ?? String(waveNumber)).join(', ') || '-',
    wave.pauseBeforeWave ? 'yes' : 'no',
    wave.onFailure,
    wave.protectionGroupIds.map((groupId) => groups.get(groupId) ?? groupId).join('; '),
  ]);
  for (const line of tableLines(['#', 'WAVE', 'AFTER', 'APPROVAL', 'ON FAILURE', 'GROUPS'], rows)) print(context, line);
  for (const line of planActionLines(plan)) print(context, line);
}

/** Who is told, and of what; an address of a webhook is a secret, and shown without its path. */
function notificationLines(notifications: RecoveryPlan['notifications']): readonly string[] {
  if (notifications === undefined) return [];
  const { emails, webhookUrl, events } = notifications;
  const told = events === undefined ? '' : ` (only ${events.join(', ')})`;
  return [
    ...(emails.length === 0 ? [] : [`E-mail, from the server in AWS: ${emails.join(', ')}${told}`]),
    ...(webhookUrl === undefined ? [] : [`Webhook: ${maskedUrl(webhookUrl)}${told}`]),
  ];
}

/** `name (selection)` by id; a group that cannot be read keeps its id. */
async function readGroupNames(
  { client }: Connection,
  groupIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const read = await Promise.all(groupIds.map((groupId) => client.getGroup(groupId)));
  return new Map(
    read.flatMap((result) =>
      result.ok
        ? [[result.value.groupId, `${result.value.groupName} (${selectionText(result.value.selection)})`] as const]
        : [],
    ),
  );
}

export const getPlansCommand = buildCommand<GetFlags, [], CommandScope>({
  func: act(getPlans),
  parameters: { flags: { ...outputFlags, ...connectionFlags } },
  docs: docsOf('List recovery plans', 'By name.', './breakwater get plans'),
});

export const getPlanCommand = buildCommand<GetFlags, [string], CommandScope>({
  func: act(getPlan),
  parameters: {
    flags: { ...outputFlags, ...connectionFlags },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Name of the plan, or its id', parse: text, placeholder: 'PLAN' }],
    },
  },
  docs: docsOf('Show one recovery plan with its waves', 'The newest version.', './breakwater get plan shop'),
});
