import { buildCommand } from '@stricli/core';
import { missingCount } from '../../domain/missing-count.ts';
import type { ExecutionView, WaveView } from '../../domain/model/execution-view.ts';
import { countOf, waveLabel } from '../../domain/names.ts';
import { isFinalExecution } from '../../domain/statuses.ts';
import { docsOf, text } from '../command.ts';
import { confirmFlag, confirmPlanName } from '../confirm-plan-name.ts';
import { type Connection, type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { actOnExecution, executionArgument } from '../execution-argument.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, printError, reportFailure, reportNotAllowed } from '../failure.ts';
import type { Found } from '../find-plan.ts';
import { findWave } from '../find-wave.ts';
import { type FollowToGateFlags, followFlagsDisagree, followOptions, followToGateFlags } from '../follow-flags.ts';
import { type OutputFlags, outputFlags, printResult } from '../output.ts';
import { retriesOf } from '../render/person-needed.ts';
import { reportActionFailure } from '../report-action-failure.ts';
import { acceptDeletionFlag } from '../start-request.ts';
import { startRun } from '../start-run.ts';
import { watchExecution } from '../watch/watch.ts';

type RetryFlags = ConnectionFlags &
  FollowToGateFlags &
  OutputFlags & {
    readonly wave?: string;
    readonly confirm?: string;
    readonly acceptDeletion?: readonly string[];
  };

async function retry(context: CliContext, flags: RetryFlags, executionId: string): Promise<ExitCode> {
  if (followFlagsDisagree(context, flags)) return exitCodes.usage;
  const connection = await connect(context, flags);
  const read = await connection.client.getExecution(executionId);
  if (!read.ok) return reportFailure(context, connection, read.failure);
  return isFinalExecution(read.value.status)
    ? followUp(context, connection, read.value, flags)
    : retryWave(context, connection, read.value, flags);
}

async function retryWave(
  context: CliContext,
  connection: Connection,
  execution: ExecutionView,
  flags: RetryFlags,
): Promise<ExitCode> {
  if (flags.acceptDeletion !== undefined) {
    printError(
      context,
      '--accept-deletion is for a follow-up: this execution is not over, and has what it started with',
    );
    return exitCodes.usage;
  }
  const wave = chooseWave(context, connection, execution, flags.wave);
  if (!wave.ok) return wave.code;
  const { executionId } = execution;
  const result = await connection.client.retryWave(executionId, wave.value.waveNumber);
  if (!result.ok) return reportActionFailure(context, connection, executionId, result.failure);
  const attempt = result.value.waves[wave.value.waveNumber]?.attempt ?? 0;
  const servers = countOf(missingCount(wave.value), 'server');
  const what = `${waveLabel(wave.value)} is tried again (attempt ${attempt}): ${servers}. What is up is left alone.`;
  if (flags.watch || flags.wait) {
    if (flags.output === 'table') print(context, what);
    // What went before is known to whoever retries.
    const options = { ...followOptions(flags), output: flags.output, afterSequence: execution.eventCount };
    return watchExecution(context, connection, executionId, options);
  }
  printResult(context, flags, result.value, [what, `Watch it: ${connection.command(`watch ${executionId}`)}`]);
  return exitCodes.ok;
}

/** Named, or the only one that can be retried. */
function chooseWave(
  context: CliContext,
  connection: Connection,
  execution: ExecutionView,
  name: string | undefined,
): Found<WaveView> {
  if (name !== undefined) return findWave(context, execution, name);
  const { retry: allowed } = execution.actions;
  if (!allowed.allowed) {
    const why = `Cannot retry: ${allowed.reason}`;
    return { ok: false, code: reportNotAllowed(context, connection, execution.executionId, why) };
  }
  const waves = execution.waves.filter(({ waveNumber }) => allowed.waveNumbers?.includes(waveNumber));
  const [only] = waves;
  if (only !== undefined && waves.length === 1) return { ok: true, value: only };
  printError(context, 'Several waves can be retried; say which one:');
  for (const { what, command } of retriesOf(execution, connection.command)) {
    printError(context, `- ${what}`);
    printError(context, `  ${command}`);
  }
  return { ok: false, code: exitCodes.usage };
}

async function followUp(
  context: CliContext,
  connection: Connection,
  execution: ExecutionView,
  flags: RetryFlags,
): Promise<ExitCode> {
  const { executionId, executionType, planName, status, serverCount, launchedCount } = execution;
  if (flags.wave !== undefined) {
    printError(
      context,
      `The execution is over (${status}): a follow-up is over everything that is not up, without --wave`,
    );
    return exitCodes.usage;
  }
  const allowed = execution.actions.followUp;
  const missing = serverCount - launchedCount;
  if (!allowed.allowed) {
    const isUp = status === 'COMPLETED' && execution.purpose !== 'CLEAN_UP';
    const reason = isUp ? 'every server of it is up' : allowed.reason;
    return reportNotAllowed(context, connection, executionId, `Cannot retry: ${reason}`);
  }
  if (flags.output === 'table') {
    print(
      context,
      `The execution is over (${status}). A follow-up launches the ${countOf(missing, 'server')} of it that are not up (${leftText(execution)}).`,
    );
    print(context, `The ${countOf(launchedCount, 'server')} that came up are not touched.`);
  }
  if (executionType === 'RECOVERY') {
    const confirmed = await confirmPlanName(context, {
      planName,
      confirm: flags.confirm,
      explanation: [
        `At ${connection.server}. This is not a drill: the instances that it launches are meant to take over.`,
      ],
      question: `Type the plan's name to start the follow-up: `,
      refusal: 'Not started',
    });
    if (!confirmed) return exitCodes.refused;
  }
  const run = {
    what: `${executionType} follow-up of ${executionId} (plan "${planName}")`,
    look: 'get executions',
    relatedExecutionId: executionId,
    start: (key: string) => connection.client.followUp(executionId, flags.acceptDeletion ?? [], key),
  };
  return startRun(context, connection, run, flags);
}

/** What is not up, by why; the failed ones that a person decided to go without are among the failed. */
const leftText = ({ serverCount, launchedCount, failedCount, waves }: ExecutionView): string => {
  const skipped = waves.reduce((sum, wave) => sum + skippedCount(wave), 0);
  const notStarted = serverCount - launchedCount - failedCount - skipped;
  return [
    `${failedCount} failed`,
    `${notStarted} not started`,
    ...(skipped === 0 ? [] : [`${skipped} skipped by a person`]),
  ].join(', ');
};

const skippedCount = (wave: WaveView): number => {
  const notStarted = wave.serverCount - wave.launchedCount - wave.failedCount;
  if (wave.skippedBy !== undefined) return notStarted;
  return Math.min(notStarted, Math.max(0, (wave.skippedServerIds ?? []).length - wave.failedCount));
};

export const retryCommand = buildCommand<RetryFlags, [string], CommandScope>({
  func: actOnExecution(retry),
  parameters: {
    flags: {
      wave: {
        kind: 'parsed',
        parse: text,
        optional: true,
        placeholder: 'WAVE',
        brief: 'Number (from 0) or name of the failed wave; needed when several can be retried',
      },
      ...followToGateFlags,
      confirm: confirmFlag,
      acceptDeletion: acceptDeletionFlag,
      ...outputFlags,
      ...connectionFlags,
    },
    positional: executionArgument,
  },
  docs: docsOf(
    'Launch again what failed, and only that',
    'While the execution runs: the failed servers of a wave that waits for a decision (onFailure: pause). When it is over: a follow-up, an execution of its own over what failed and what never started. What is up is never launched again, so its instance is never deleted. The follow-up of a RECOVERY asks for the plan to be named first; not on a terminal it needs --confirm.',
    './breakwater retry exec-01k9',
    './breakwater retry exec-01k9 --wave database --watch',
    './breakwater retry exec-01k9 --confirm shop',
  ),
});
