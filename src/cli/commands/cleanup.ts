import { buildCommand } from '@stricli/core';
import type { RecoveryInstanceView } from '../../api/contract.ts';
import { lastWithNothingLeft, owesActions } from '../../domain/can.ts';
import { launchedFates, launchedInstanceId } from '../../domain/launched-fates.ts';
import type { ExecutionView } from '../../domain/model/execution-view.ts';
import { countOf, firstFew } from '../../domain/names.ts';
import { docsOf, text } from '../command.ts';
import { confirmFlag, confirmPlanName } from '../confirm-plan-name.ts';
import { type Connection, type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { actOnExecution, executionArgument } from '../execution-argument.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, reportFailure, reportNotAllowed } from '../failure.ts';
import { type FollowFlags, followFlags, followFlagsDisagree } from '../follow-flags.ts';
import { type OutputFlags, outputFlags, printResult } from '../output.ts';
import { readAllInstances, readWarnings } from '../read-all.ts';
import { instanceLines } from '../render/instance-lines.ts';
import { startRun } from '../start-run.ts';

type CleanUpFlags = ConnectionFlags &
  FollowFlags &
  OutputFlags & {
    readonly confirm?: string;
    readonly recovery: boolean;
    readonly includeAdopted?: readonly string[];
  };

async function cleanUp(context: CliContext, flags: CleanUpFlags, executionId: string): Promise<ExitCode> {
  if (followFlagsDisagree(context, flags)) return exitCodes.usage;
  const connection = await connect(context, flags);
  const read = await connection.client.getExecution(executionId);
  if (!read.ok) return reportFailure(context, connection, read.failure);
  const execution = read.value;
  const refusal = whyNot(execution, flags);
  if (refusal !== undefined) return reportNotAllowed(context, connection, executionId, refusal);
  const instances = await readAllInstances(connection.client, executionId);
  if (!instances.ok) return reportFailure(context, connection, instances.failure);
  if (isDone(execution, instances.value)) {
    const done = `Nothing left to terminate: ${doneText(instances.value, executionId)}`;
    printResult(context, flags, instances.value, [done]);
    return exitCodes.ok;
  }
  const lines = flags.output === 'table' ? overview(execution, instances.value, flags) : [];
  for (const line of lines) print(context, line);
  const { planName } = execution;
  const confirmed = await confirmPlanName(context, {
    planName,
    confirm: flags.confirm,
    explanation: [`At ${connection.server}. What is terminated cannot be brought back.`],
    question: `Type the plan's name to terminate them: `,
    refusal: 'Nothing is terminated',
  });
  return confirmed ? start(context, connection, execution, flags) : exitCodes.refused;
}

/** As clean-ups found, which ask DRS and EC2. What the inventory alone saw gone may run on in EC2: it is looked at. */
function isDone({ launchedCount, cleanUps = [] }: ExecutionView, instances: readonly RecoveryInstanceView[]): boolean {
  if (owesActions(cleanUps)) return false;
  const isAllGone = lastWithNothingLeft(launchedCount, cleanUps) !== undefined;
  const { left, replaced } = launchedFates(instances);
  return left.length === 0 && (replaced.length === 0 || isAllGone);
}

function doneText(instances: readonly RecoveryInstanceView[], executionId: string): string {
  const terminated = instances.filter(({ terminatedBy }) => terminatedBy !== undefined).length;
  const all = `${countOf(instances.length, 'instance')} of ${executionId}`;
  return terminated === instances.length
    ? `${all} terminated by earlier clean-ups already`
    : `of ${all} earlier clean-ups terminated ${terminated}, and found ${instances.length - terminated} gone`;
}

function whyNot(
  { executionId, executionType, actions, cleanUps = [] }: ExecutionView,
  { recovery }: CleanUpFlags,
): string | undefined {
  // To repeat one does no harm: it says what is left.
  if (!actions.cleanUp.allowed && cleanUps.length === 0) return `Cannot clean up: ${actions.cleanUp.reason}`;
  if (executionType === 'DRILL' || recovery) return undefined;
  return `${executionId} was a RECOVERY: its instances are live. If they are to be terminated all the same, add --recovery`;
}

/** Every instance, and what will not be terminated. The record may be old: DRS is asked again before anything happens. */
function overview(
  { executionId, planName, executionType, cleanUps = [] }: ExecutionView,
  instances: readonly RecoveryInstanceView[],
  { includeAdopted = [] }: CleanUpFlags,
): readonly string[] {
  const { left, terminated, replaced } = launchedFates(instances);
  const adopted = left.filter((each) => each.adopted && !includeAdopted.includes(launchedInstanceId(each) ?? ''));
  const flags = adopted.flatMap((each) => launchedInstanceId(each) ?? []);
  return [
    `${executionType} ${executionId} of plan "${planName}" launched ${countOf(instances.length, 'instance')}; as they were seen last:`,
    ...instanceLines(left),
    ...(terminated.length === 0
      ? []
      : [`${countOf(terminated.length, 'instance')} of it terminated by an earlier clean-up already.`]),
    ...(left.length > 0 || !owesActions(cleanUps)
      ? []
      : ['The last clean-up did not complete: what the plan does after a clean-up is done again.']),
    ...(replaced.length === 0
      ? []
      : [
          `${countOf(replaced.length, 'instance')} of it replaced by the launches of ${firstFew([...new Set(replaced.flatMap(({ replacedBy }) => replacedBy ?? []))], 5, ', ')}.`,
        ]),
    ...(adopted.length === 0
      ? []
      : [
          `${countOf(adopted.length, 'instance')} made by an adopted job, which may be somebody else's: left alone unless named:`,
          `  ${flags.map((id) => `--include-adopted ${id}`).join(' ')}`,
        ]),
    'DRS is asked before anything is terminated: what is gone, or another launch has replaced, is left alone and named.',
  ];
}

function start(
  context: CliContext,
  connection: Connection,
  { executionId, planName, executionType }: ExecutionView,
  flags: CleanUpFlags,
): Promise<ExitCode> {
  const request = {
    executionId,
    confirmedPlanName: planName,
    recovery: executionType === 'RECOVERY' && flags.recovery,
    acceptedInstances: [...(flags.includeAdopted ?? [])],
  };
  const run = {
    what: `Clean-up of ${executionId} (plan "${planName}")`,
    look: 'get clean-ups',
    relatedExecutionId: executionId,
    start: (key: string) => connection.client.startCleanUp(request, key),
    nothingToDo: (cleanUpId: string) => nothingLeft(connection, cleanUpId),
  };
  return startRun(context, connection, run, flags);
}

/** Everything was gone already when DRS and EC2 were asked: the run is over as it begins. */
async function nothingLeft({ client }: Connection, cleanUpId: string): Promise<string | undefined> {
  const read = await client.getExecution(cleanUpId);
  if (!read.ok || read.value.serverCount > 0) return undefined;
  // The plan's actions after a clean-up are done all the same.
  if (read.value.waves.some(({ activities }) => activities.length > 0)) return undefined;
  return `Nothing left to terminate: ${(await readWarnings(client, cleanUpId)).join('; ')}`;
}

export const cleanUpCommand = buildCommand<CleanUpFlags, [string], CommandScope>({
  func: actOnExecution(cleanUp),
  parameters: {
    flags: {
      confirm: confirmFlag,
      recovery: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'The execution was a RECOVERY: terminate its live instances all the same',
      },
      includeAdopted: {
        kind: 'parsed',
        parse: text,
        optional: true,
        variadic: true,
        placeholder: 'INSTANCE',
        brief: 'An instance (i-…) of an adopted job that is terminated too; repeat for each',
      },
      ...followFlags,
      ...outputFlags,
      ...connectionFlags,
    },
    positional: executionArgument,
  },
  docs: docsOf(
    'Terminate what an execution launched, and nothing else',
    "Lists the instances first, and asks for the plan's name. An instance that is no longer what the execution launched is left alone and named. Safe to repeat: what is gone is done.",
    './breakwater cleanup exec-01k9',
    './breakwater cleanup exec-01k9 --confirm shop --watch',
  ),
});
