import { buildCommand } from '@stricli/core';
import type { Paging, RunFilter } from '../../api/client.ts';
import { executionStatusSchema } from '../../domain/model/execution.ts';
import type { ExecutionSummary } from '../../domain/model/execution-view.ts';
import { act, docsOf, text, wholeNumber } from '../command.ts';
import { type Connection, type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, reportFailure } from '../failure.ts';
import { findPlanId } from '../find-plan.ts';
import { type OutputFlags, outputFlags, printList, type TableOf } from '../output.ts';
import { readUpTo } from '../read-all.ts';
import { dateTimeText } from '../render/duration.ts';

type ListFlags = ConnectionFlags &
  OutputFlags & {
    readonly limit: number;
    readonly status?: ExecutionSummary['status'];
    readonly plan?: string;
  };

type ListRuns = (
  client: Connection['client'],
  page: Paging & RunFilter,
) => ReturnType<Connection['client']['listExecutions']>;

const listRuns =
  (list: ListRuns, tableOf: (items: readonly ExecutionSummary[]) => TableOf<ExecutionSummary>) =>
  async (context: CliContext, flags: ListFlags): Promise<ExitCode> => {
    const connection = await connect(context, flags);
    const plan = flags.plan === undefined ? undefined : await findPlanId(context, connection, flags.plan);
    if (plan !== undefined && !plan.ok) return plan.code;
    const filter = {
      ...(flags.status !== undefined && { status: flags.status }),
      ...(plan !== undefined && { planId: plan.value }),
    };
    const read = await readUpTo(flags.limit, (page) => list(connection.client, { ...filter, ...page }));
    if (!read.ok) return reportFailure(context, connection, read.failure);
    printList(context, flags, read.value.items, tableOf(read.value.items));
    if (read.value.more && flags.output === 'table') print(context, '… and older ones: --limit shows more');
    return exitCodes.ok;
  };

const executionTable: TableOf<ExecutionSummary> = {
  head: ['EXECUTION', 'TYPE', 'PLAN', 'STATUS', 'SERVERS', 'STARTED', 'BY'],
  alignRight: ['SERVERS'],
  row: (execution) => [
    execution.executionId,
    execution.relatedExecutionId === undefined ? execution.executionType : `${execution.executionType} follow-up`,
    execution.planName,
    execution.status,
    String(execution.serverCount),
    dateTimeText(execution.startTime),
    execution.initiatedBy,
  ],
};

/** A column more where something waits for a person, and where a drill's instances go by themselves. */
const executionTableOf = (items: readonly ExecutionSummary[]): TableOf<ExecutionSummary> => {
  const more = optionalColumns.filter(({ cell }) => items.some((item) => cell(item) !== ''));
  return {
    ...executionTable,
    head: [...executionTable.head, ...more.map(({ head }) => head)],
    row: (execution) => [...executionTable.row(execution), ...more.map(({ cell }) => cell(execution))],
  };
};

const optionalColumns: readonly { readonly head: string; readonly cell: (execution: ExecutionSummary) => string }[] = [
  { head: 'WAITS FOR A PERSON', cell: ({ waitsForPerson = '' }) => waitsForPerson },
  { head: 'CLEANS UP AT', cell: ({ cleansUpTime }) => (cleansUpTime === undefined ? '' : dateTimeText(cleansUpTime)) },
];

const cleanUpTable: TableOf<ExecutionSummary> = {
  head: ['CLEAN-UP', 'OF', 'PLAN', 'STATUS', 'SERVERS', 'STARTED', 'BY'],
  alignRight: ['SERVERS'],
  row: (cleanUp) => [
    cleanUp.executionId,
    cleanUp.relatedExecutionId ?? '',
    cleanUp.planName,
    cleanUp.status,
    String(cleanUp.serverCount),
    dateTimeText(cleanUp.startTime),
    cleanUp.initiatedBy,
  ],
};

const listFlags = {
  limit: { kind: 'parsed', parse: wholeNumber(1, 1000), default: '20', placeholder: 'N', brief: 'How many' },
  status: { kind: 'enum', values: executionStatusSchema.options, optional: true, brief: 'Only those with this status' },
  plan: {
    kind: 'parsed',
    parse: text,
    optional: true,
    placeholder: 'PLAN',
    brief: 'Only those of this plan (name or id)',
  },
  ...outputFlags,
  ...connectionFlags,
} as const;

export const getExecutionsCommand = buildCommand<ListFlags, [], CommandScope>({
  func: act(listRuns((client, page) => client.listExecutions(page), executionTableOf)),
  parameters: { flags: listFlags },
  docs: docsOf(
    'List executions',
    'The newest first. Clean-ups have a list of their own.',
    './breakwater get executions --limit 5',
    './breakwater get executions --plan shop --status PARTIAL',
  ),
});

export const getCleanUpsCommand = buildCommand<ListFlags, [], CommandScope>({
  func: act(
    listRuns(
      (client, page) => client.listCleanUps(page),
      () => cleanUpTable,
    ),
  ),
  parameters: { flags: listFlags },
  docs: docsOf(
    'List clean-ups',
    'The newest first, each with the execution that it cleaned up.',
    './breakwater get clean-ups',
  ),
});
