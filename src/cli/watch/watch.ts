import type { ExecutionView } from '../../domain/model/execution-view.ts';
import { isFinalExecution, isLaunchingWave } from '../../domain/statuses.ts';
import type { Connection } from '../connection.ts';
import type { CliContext } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, printError, reportFailure } from '../failure.ts';
import { type Format, printData } from '../output.ts';
import { readAllServers, readWarnings } from '../read-all.ts';
import { toText } from '../render/line.ts';
import { wavesForPerson } from '../render/person-needed.ts';
import { possibleActions } from '../render/possible-actions.ts';
import { createLineDisplay, createScreenDisplay, type Display } from './displays.ts';
import { createFollower, type Sight } from './follow.ts';
import { coloursWanted } from './live-screen.ts';
import { exitCodeOfStatus, summaryLines } from './summary.ts';

export interface WatchOptions {
  /** End, with a code of its own, as soon as nothing goes on without a person. */
  readonly exitAtGate: boolean;
  /** One line per event also on a terminal. */
  readonly plain?: boolean;
  /** json, yaml: the lines go to stderr, and at the end the execution with its servers to stdout. */
  readonly output?: Format;
  /** Events up to this one are not told: they were before what is watched for. */
  readonly afterSequence?: number;
}

/** Between two looks at the server; a look that finds nothing new costs it next to nothing. */
const lookSeconds = 1;

/** Shows an execution until it ends, and says how it ended. Ctrl-C ends the showing only. */
export async function watchExecution(
  context: CliContext,
  connection: Connection,
  executionId: string,
  options: WatchOptions,
): Promise<ExitCode> {
  const interrupted = new AbortController();
  const release = context.onInterrupt(() => interrupted.abort());
  const asData = options.output !== undefined && options.output !== 'table';
  const live = context.isTerminal && options.plain !== true && !asData;
  const told = asData ? { ...context, stdout: context.stderr } : context;
  const display = live ? createScreenDisplay(context, connection.command) : createLineDisplay(told, connection.command);
  const look = createFollower({
    client: connection.client,
    executionId,
    eventsKept: live ? 50 : Number.POSITIVE_INFINITY,
    withServers: live,
    ...(options.afterSequence === undefined ? {} : { afterSequence: options.afterSequence }),
  });
  try {
    const end = await followToEnd(context, look, display, interrupted.signal, options);
    display.close();
    const code = await sayEnd(told, connection, executionId, end);
    if (options.output !== undefined && options.output !== 'table')
      await printEnd(context, connection, options.output, end);
    return code;
  } finally {
    display.close();
    release();
  }
}

type End =
  | { readonly kind: 'final' | 'gate'; readonly execution: ExecutionView }
  /** `seen`: whether the server has told anything of it so far. */
  | { readonly kind: 'interrupted'; readonly seen: boolean }
  | { readonly kind: 'failed'; readonly sight: Exclude<Sight, { kind: 'seen' }> };

async function followToEnd(
  context: CliContext,
  look: () => Promise<Sight>,
  display: Display,
  signal: AbortSignal,
  { exitAtGate }: WatchOptions,
): Promise<End> {
  for (let seen = false; ; ) {
    const sight = await look();
    if (sight.kind === 'seen') {
      seen = true;
      const { execution } = sight.followed;
      display.show(sight.followed, sight.newEvents);
      if (isFinalExecution(execution.status)) return { kind: 'final', execution };
      if (exitAtGate && waitsForPersonOnly(execution)) return { kind: 'gate', execution };
    } else if (signal.aborted) return { kind: 'interrupted', seen };
    else if (sight.kind === 'failed' || !seen) return { kind: 'failed', sight };
    else display.lost(wordsOf(sight));
    if (signal.aborted) return { kind: 'interrupted', seen };
    await context.sleep(lookSeconds, signal);
    if (signal.aborted) return { kind: 'interrupted', seen };
  }
}

/** PAUSED, or waves wait for a person and no other starts: a job that hangs may run for hours beside them. */
const waitsForPersonOnly = (execution: ExecutionView): boolean =>
  execution.status === 'PAUSED' || (wavesForPerson(execution).length > 0 && !execution.waves.some(isLaunchingWave));

async function sayEnd(context: CliContext, connection: Connection, executionId: string, end: End): Promise<ExitCode> {
  switch (end.kind) {
    case 'failed':
      return reportFailure(context, connection, end.sight.failure);
    case 'interrupted':
      print(context, '');
      print(
        context,
        end.seen
          ? `Execution ${executionId} goes on. Watch it again: ${connection.command(`watch ${executionId}`)}`
          : `Nothing was seen of execution ${executionId} yet; whatever it does, it goes on. Watch it again: ${connection.command(`watch ${executionId}`)}`,
      );
      print(context, `To stop it from starting more: ${connection.command(`cancel ${executionId}`)}`);
      return exitCodes.interrupted;
    case 'gate':
      print(context, `Execution ${executionId} waits for a person:`);
      for (const { what, command } of possibleActions(end.execution, connection.command)) {
        print(context, `- ${what}`);
        print(context, `  ${command}`);
      }
      return exitCodes.waitingForPerson;
    case 'final':
      return saySummary(context, connection, end.execution);
  }
}

async function printEnd(context: CliContext, { client }: Connection, format: 'json' | 'yaml', end: End): Promise<void> {
  if (end.kind !== 'final' && end.kind !== 'gate') return;
  const servers = await readAllServers(client, end.execution.executionId);
  printData(context, format, { ...end.execution, ...(servers.ok && { servers: servers.value }) });
}

/** The summary is read anew and whole: no line of it rests on what the screen had room for. */
async function saySummary(context: CliContext, connection: Connection, execution: ExecutionView): Promise<ExitCode> {
  const servers = await readAllServers(connection.client, execution.executionId);
  const colours = context.isTerminal && coloursWanted(context.env);
  context.stdout.write('\n');
  const warnings = execution.purpose === 'CLEAN_UP' ? await readWarnings(connection.client, execution.executionId) : [];
  for (const line of summaryLines(execution, servers.ok ? servers.value : [], connection.command, warnings)) {
    context.stdout.write(`${toText(line, colours)}\n`);
  }
  if (!servers.ok) {
    reportFailure(context, connection, servers.failure);
    printError(
      context,
      `Its servers could not be read. Again: ${connection.command(`get servers ${execution.executionId}`)}`,
    );
  }
  return exitCodeOfStatus(execution.status);
}

const wordsOf = ({ failure }: Exclude<Sight, { kind: 'seen' }>): string =>
  failure.kind === 'problem' ? failure.problem.detail : failure.message;
