import { buildCommand } from '@stricli/core';
import type { ExecutionView, WaveView } from '../../domain/model/execution-view.ts';
import { waveLabel } from '../../domain/names.ts';
import { nameKey } from '../../domain/plan-names.ts';
import { docsOf, text } from '../command.ts';
import { type Connection, type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { actOnExecution, executionArgument } from '../execution-argument.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { printError, reportFailure, reportNotAllowed } from '../failure.ts';
import { findWave } from '../find-wave.ts';
import { type OutputFlags, outputFlags, printResult } from '../output.ts';
import { effectOfResume, resumesOf, wavesForPerson } from '../render/person-needed.ts';
import { reportActionFailure } from '../report-action-failure.ts';

type ResumeFlags = ConnectionFlags &
  OutputFlags & { readonly wave?: string; readonly approve?: string; readonly endPause: boolean };

async function resume(context: CliContext, flags: ResumeFlags, executionId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const read = await connection.client.getExecution(executionId);
  if (!read.ok) return reportFailure(context, connection, read.failure);
  const chosen = choose(context, connection, read.value, flags);
  if ('code' in chosen) return chosen.code;
  const { wave } = chosen;
  const result = await connection.client.resume(executionId, wave?.waveNumber, flags.approve, wave?.attempt);
  if (!result.ok) return reportActionFailure(context, connection, executionId, result.failure);
  const what =
    chosen.wave === undefined
      ? 'The pause is ended.'
      : flags.approve !== undefined
        ? `Approved action "${flags.approve}" of ${waveLabel(chosen.wave)}: the wave goes on.`
        : `${chosen.wave.status === 'AWAITING_APPROVAL' ? 'Approved' : 'Accepted'} ${waveLabel(chosen.wave)}: ${effectOfResume(chosen.wave, read.value)}.`;
  printResult(context, flags, result.value, [what, `Watch it: ${connection.command(`watch ${executionId}`)}`]);
  return exitCodes.ok;
}

type Choice = { readonly wave: WaveView | undefined } | { readonly code: ExitCode };

/** The wave to name, or none for the pause. Never guesses between two: the wrong gate must not open. */
function choose(context: CliContext, connection: Connection, execution: ExecutionView, flags: ResumeFlags): Choice {
  if (flags.wave !== undefined && flags.endPause) {
    printError(context, 'Either --wave or --end-pause, not both');
    return { code: exitCodes.usage };
  }
  if (flags.endPause) return { wave: undefined };
  const { approve } = flags;
  if (flags.wave !== undefined) {
    // Whether it waits at all is for the server to say.
    const found = findWave(context, execution, flags.wave);
    if (!found.ok) return found;
    if (approve !== undefined && !hasAction(found.value, approve)) {
      return noSuchAction(context, connection, execution, `"${approve}" in ${waveLabel(found.value)}`);
    }
    return { wave: found.value };
  }
  // Before it has begun it has no waves, and what it will do is not known here.
  const hasBegun = execution.waves.length > 0;
  if (approve !== undefined && hasBegun && !execution.waves.some((wave) => hasAction(wave, approve))) {
    return noSuchAction(context, connection, execution, `"${approve}"`);
  }
  const { resume: allowed } = execution.actions;
  if (!allowed.allowed) {
    const why = `Cannot resume: ${allowed.reason}`;
    return { code: reportNotAllowed(context, connection, execution.executionId, why) };
  }
  const waves = wavesForPerson(execution);
  if (waves.length === 0) return { wave: undefined };
  const [only] = waves;
  const isNamed = only?.awaitedApproval === undefined || flags.approve !== undefined;
  if (waves.length === 1 && !execution.pauseRequested && isNamed) return { wave: only };
  const isOne = waves.length === 1 && !execution.pauseRequested;
  printError(
    context,
    isOne ? 'An action waits for approval; name it:' : 'Several things wait for a person; say which one:',
  );
  for (const { what, command } of resumesOf(execution, connection.command)) {
    printError(context, `- ${what}`);
    printError(context, `  ${command}`);
  }
  return { code: exitCodes.usage };
}

const hasAction = ({ activities }: WaveView, name: string): boolean =>
  activities.some(({ activityName }) => nameKey(activityName) === nameKey(name));

/** Names those that wait for approval instead. */
function noSuchAction(
  context: CliContext,
  { command }: Connection,
  execution: ExecutionView,
  which: string,
): { readonly code: ExitCode } {
  printError(context, `No action ${which}`);
  const waiting = wavesForPerson(execution).filter(({ awaitedApproval }) => awaitedApproval !== undefined);
  printError(context, waiting.length === 0 ? 'No action waits for approval' : 'Waiting for approval:');
  for (const { awaitedApproval, ...wave } of waiting) {
    printError(context, `- action "${awaitedApproval}" of ${waveLabel(wave)}`);
    const words = `resume ${execution.executionId} --wave ${wave.waveNumber} --approve ${JSON.stringify(awaitedApproval)}`;
    printError(context, `  ${command(words)}`);
  }
  return { code: exitCodes.notFound };
}

export const resumeCommand = buildCommand<ResumeFlags, [string], CommandScope>({
  func: actOnExecution(resume),
  parameters: {
    flags: {
      wave: {
        kind: 'parsed',
        parse: text,
        optional: true,
        placeholder: 'WAVE',
        brief: 'Number (from 0) or name of the wave to let go on; needed when several wait',
      },
      approve: {
        kind: 'parsed',
        parse: text,
        optional: true,
        placeholder: 'ACTION',
        brief: 'Name of the action of the wave to approve',
      },
      endPause: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'End a requested pause, and open no gate',
      },
      ...outputFlags,
      ...connectionFlags,
    },
    positional: executionArgument,
  },
  docs: docsOf(
    'Approve a wave or an action that waits, go on without what failed, or end a pause',
    'Exactly one thing is approved: a second call for the same one is refused, and approves no other.',
    './breakwater resume exec-01k9',
    './breakwater resume exec-01k9 --wave application',
    './breakwater resume exec-01k9 --wave application --approve "the books are closed"',
    './breakwater resume exec-01k9 --end-pause',
  ),
});
