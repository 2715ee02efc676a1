import { buildCommand } from '@stricli/core';
import { lagText } from '../../domain/duration.ts';
import { countOf } from '../../domain/names.ts';
import { outcomeText } from '../../domain/tolerated.ts';
import { act, docsOf, text } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { actOnExecution, executionArgument } from '../execution-argument.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, reportFailure } from '../failure.ts';
import { findGroup } from '../find-group.ts';
import { findPlan } from '../find-plan.ts';
import { type OutputFlags, outputFlags, printData, printList } from '../output.ts';
import { readAllServers, readExecution, readUpTo } from '../read-all.ts';
import { actionTable } from '../render/action-table.ts';
import { dateTimeText } from '../render/duration.ts';
import { launchConfigLines } from '../render/launch-settings.ts';
import { overlapLines } from '../render/overlap-lines.ts';
import { inOrder } from '../render/server-lines.ts';
import { printExecution } from './get-execution.ts';
import { selectionText } from './get-groups.ts';
import { printPlan } from './get-plans.ts';
import { serverTable } from './get-servers.ts';

type DescribeFlags = ConnectionFlags & OutputFlags;

async function describeGroup(context: CliContext, flags: DescribeFlags, name: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const group = await findGroup(context, connection, name);
  if (!group.ok) return group.code;
  const resolved = await connection.client.resolveGroup(group.value.groupId);
  if (!resolved.ok) return reportFailure(context, connection, resolved.failure);
  if (flags.output !== 'table') {
    printData(context, flags.output, { ...group.value, resolved: resolved.value });
    return exitCodes.ok;
  }
  const { groupName, version, groupId, accountId, region, selection, description } = group.value;
  const { askedTime, servers, unknownServerIds } = resolved.value;
  print(context, `Group "${groupName}", version ${version}, ${groupId}`);
  if (description !== '') print(context, description);
  print(context, `${accountId}/${region}: ${selectionText(selection)}`);
  print(context, `Matches ${countOf(servers.length, 'server')} now (DRS asked ${dateTimeText(askedTime)})`);
  if (servers.length > 0) {
    printList(context, flags, servers, {
      head: ['SERVER', 'ID', 'REPLICATION', 'LAG', 'HELD BY', ''],
      row: (server) => [
        server.serverName,
        server.sourceServerId,
        server.replicationState ?? '',
        server.lagDuration === undefined ? '' : lagText(server.lagDuration),
        server.heldBy === undefined ? '' : `${server.heldBy.executionId} (${server.heldBy.planName})`,
        server.unfit ?? '',
      ],
    });
  }
  for (const id of unknownServerIds) print(context, `DRS does not know ${id}`);
  for (const line of launchConfigLines(group.value)) print(context, line);
  return exitCodes.ok;
}

async function describePlan(context: CliContext, flags: DescribeFlags, name: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const plan = await findPlan(context, connection, name);
  if (!plan.ok) return plan.code;
  const { planId } = plan.value;
  const [overlaps, versions, executions] = await Promise.all([
    connection.client.getPlanOverlaps(planId),
    readUpTo(10, (page) => connection.client.listPlanVersions(planId, page)),
    readUpTo(5, (page) => connection.client.listExecutions({ planId, ...page })),
  ]);
  if (!overlaps.ok) return reportFailure(context, connection, overlaps.failure);
  if (!versions.ok) return reportFailure(context, connection, versions.failure);
  if (!executions.ok) return reportFailure(context, connection, executions.failure);
  if (flags.output !== 'table') {
    const data = {
      ...plan.value,
      versions: versions.value.items,
      executions: executions.value.items,
      overlaps: overlaps.value,
    };
    printData(context, flags.output, data);
    return exitCodes.ok;
  }
  await printPlan(context, connection, plan.value);
  for (const line of overlapLines(overlaps.value)) print(context, line);
  print(context, '');
  printList(context, flags, versions.value.items, {
    head: ['VERSION', 'SAVED', 'BY', 'WAVES'],
    row: ({ version, updatedTime, updatedBy, waveCount }) => [
      String(version),
      dateTimeText(updatedTime),
      updatedBy ?? '',
      String(waveCount),
    ],
  });
  if (versions.value.more) print(context, '… and older ones');
  print(context, '');
  if (executions.value.items.length === 0) print(context, 'Never executed');
  else {
    printList(context, flags, executions.value.items, {
      head: ['EXECUTION', 'TYPE', 'STATUS', 'STARTED', ''],
      row: (execution) => [
        execution.executionId,
        execution.executionType,
        execution.status,
        dateTimeText(execution.startTime),
        outcomeText(execution) ?? '',
      ],
    });
  }
  return exitCodes.ok;
}

async function describeExecution(context: CliContext, flags: DescribeFlags, executionId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const read = await readExecution(connection.client, executionId);
  if (!read.ok) return reportFailure(context, connection, read.failure);
  const { execution, serverTime } = read.value;
  const servers = await readAllServers(connection.client, executionId);
  if (!servers.ok) return reportFailure(context, connection, servers.failure);
  if (flags.output !== 'table') {
    printData(context, flags.output, { ...execution, servers: servers.value });
    return exitCodes.ok;
  }
  printExecution(context, connection, execution, serverTime);
  const actions = execution.waves.flatMap((wave) =>
    wave.activities.map((activity) => ({ waveName: wave.waveName, ...activity })),
  );
  if (actions.length > 0) {
    print(context, '');
    printList(context, flags, actions, actionTable);
  }
  print(context, '');
  if (servers.value.length === 0) print(context, 'It has no server');
  else printList(context, flags, inOrder(servers.value), serverTable);
  return exitCodes.ok;
}

const named = (noun: string) =>
  ({
    kind: 'tuple',
    parameters: [{ brief: `Name of the ${noun}, or its id`, parse: text, placeholder: 'NAME' }],
  }) as const;
const flags = { ...outputFlags, ...connectionFlags };

export const describeGroupCommand = buildCommand<DescribeFlags, [string], CommandScope>({
  func: act(describeGroup),
  parameters: { flags, positional: named('group') },
  docs: docsOf(
    'Show a protection group, and what it matches now',
    'Asks DRS: every server with its replication state, and the execution that holds it.',
    './breakwater describe group shop-db',
  ),
});

export const describePlanCommand = buildCommand<DescribeFlags, [string], CommandScope>({
  func: act(describePlan),
  parameters: { flags, positional: named('plan') },
  docs: docsOf(
    'Show a recovery plan with its waves, versions and last executions',
    'From the record: AWS is not asked.',
    './breakwater describe plan shop',
  ),
});

export const describeExecutionCommand = buildCommand<DescribeFlags, [string], CommandScope>({
  func: actOnExecution(describeExecution),
  parameters: { flags, positional: executionArgument },
  docs: docsOf(
    'Show an execution or a clean-up with its waves and all its servers',
    'What was decided, what was last observed, and what can be done next. AWS is not asked.',
    './breakwater describe execution exec-01k9',
  ),
});
