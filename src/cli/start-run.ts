import type { StartAnswer } from '../api/contract.ts';
import type { Result } from '../api/exchange.ts';
import { refusedProblem } from '../api/refused-problem.ts';
import type { Connection } from './connection.ts';
import type { CliContext } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { print, printError, reportFailure } from './failure.ts';
import { type FollowFlags, type FollowToGateFlags, followOptions } from './follow-flags.ts';
import { type OutputFlags, printResult } from './output.ts';
import { reportActionFailure } from './report-action-failure.ts';
import { watchExecution } from './watch/watch.ts';

/** A lost answer is asked for again under the same key: it cannot start a second run. */
const tries = 3;
const betweenTriesSeconds = 2;
/** The checks before a start ask AWS, each call up to 20 s, and may refuse it: so often their verdict is asked for, then it is left to `watch`. */
const verdictTries = 18;

export interface RunToStart {
  /** Begins a sentence: `Drill of plan "shop"`. */
  readonly what: string;
  /** Lists what may have been started all the same: `get executions`. */
  readonly look: string;
  /** Of a follow-up or a clean-up: the execution that it is about. */
  readonly relatedExecutionId?: string;
  readonly start: (idempotencyKey: string) => Promise<Result<StartAnswer>>;
  /** Of a run that has begun: says so when there is nothing for it to do, and so nothing to watch. */
  readonly nothingToDo?: (executionId: string) => Promise<string | undefined>;
}

/** Starts a run of any kind, says under which id, and watches it when that is wanted. */
export async function startRun(
  context: CliContext,
  connection: Connection,
  { what, look, relatedExecutionId, start, nothingToDo }: RunToStart,
  flags: FollowFlags & Partial<FollowToGateFlags> & OutputFlags,
): Promise<ExitCode> {
  const key = context.newId();
  const stopped = new AbortController();
  const release = context.onInterrupt(() => stopped.abort());
  const follows = flags.watch || flags.wait;
  const started = await withTries(context, stopped.signal, () => start(key))
    .then((answer) => withVerdict(context, connection, stopped.signal, follows ? 0 : verdictTries, answer))
    .finally(release);
  if (!started.ok && stopped.signal.aborted) {
    print(context, '');
    print(context, `${what}: no answer yet. It may have been started, and then it goes on.`);
    print(context, `Look: ${connection.command(look)}`);
    return exitCodes.interrupted;
  }
  if (!started.ok) {
    const code =
      relatedExecutionId === undefined
        ? reportFailure(context, connection, started.failure)
        : await reportActionFailure(context, connection, relatedExecutionId, started.failure);
    if (started.failure.kind === 'unreachable' && started.failure.sent) {
      printError(context, `It may have been started all the same. Look: ${connection.command(look)}`);
    }
    return code;
  }
  const { isCancelled, ...answer } = started.value;
  const { executionId, verdict } = answer;
  const state = verdict === 'BEGUN' ? 'started' : 'accepted; the checks before the start still run';
  const { output } = flags;
  const begun = `${what} ${state}: ${executionId}`;
  if (follows && !stopped.signal.aborted) {
    if (output === 'table') print(context, begun);
    return watchExecution(context, connection, executionId, { ...followOptions(flags), output });
  }
  if (isCancelled === true) {
    printResult(context, flags, answer, [`${what} accepted, and cancelled before it began: ${executionId}`]);
    return exitCodes.cancelled;
  }
  const nothing = verdict === 'BEGUN' ? await nothingToDo?.(executionId) : undefined;
  if (nothing !== undefined) {
    printResult(context, flags, answer, [nothing]);
    return exitCodes.ok;
  }
  printResult(context, flags, answer, [begun, `Watch it: ${connection.command(`watch ${executionId}`)}`]);
  return stopped.signal.aborted ? exitCodes.interrupted : exitCodes.ok;
}

/**
 * Looks at the run until it has begun or is refused: code 0 is not for what is refused a moment later. The start is not asked
 * for again: the audit log would tell of one that nobody has typed.
 */
async function withVerdict(
  context: CliContext,
  { client }: Connection,
  signal: AbortSignal,
  most: number,
  started: Result<StartAnswer>,
): Promise<Result<StartAnswer & { readonly isCancelled?: true }>> {
  if (!started.ok || started.value.verdict !== undefined) return started;
  const { executionId } = started.value;
  // Started it is, whatever becomes of the question.
  for (let left = most; left > 0 && !signal.aborted; left -= 1) {
    await context.sleep(betweenTriesSeconds, signal);
    if (signal.aborted) break;
    const seen = await client.getExecution(executionId);
    if (!seen.ok || seen.value.status === 'INITIATED') continue;
    const { status, waves, refusals = [] } = seen.value;
    if (status === 'REFUSED')
      return { ok: false, failure: { kind: 'problem', problem: refusedProblem(executionId, refusals) } };
    // What has begun has waves.
    return {
      ok: true,
      value: { ...started.value, ...(waves.length > 0 ? { verdict: 'BEGUN' } : { isCancelled: true }) },
    };
  }
  return started;
}

/** Ctrl-C ends the asking. */
async function withTries<T>(
  context: CliContext,
  signal: AbortSignal,
  call: () => Promise<Result<T>>,
): Promise<Result<T>> {
  for (let left = tries - 1; ; left -= 1) {
    const result = await call();
    const lost = !result.ok && result.failure.kind === 'unreachable' && result.failure.sent;
    if (!lost || left === 0 || signal.aborted) return result;
    printError(context, 'The answer was lost; asking again for the same start');
    await context.sleep(betweenTriesSeconds, signal);
    if (signal.aborted) return result;
  }
}
