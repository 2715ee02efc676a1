import type { Result } from '../api/client.ts';
import type { StartAnswer } from '../api/contract.ts';
import type { Connection } from './connection.ts';
import type { CliContext } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { print, printError, reportFailure } from './failure.ts';
import { type FollowFlags, type FollowToGateFlags, followOptions } from './follow-flags.ts';
import { type OutputFlags, printResult } from './output.ts';
import { watchExecution } from './watch/watch.ts';

/** A lost answer is asked for again under the same key: it cannot start a second run. */
const tries = 3;
const betweenTriesSeconds = 2;

export interface RunToStart {
  /** Begins a sentence: `Drill of plan "shop"`. */
  readonly what: string;
  /** Lists what may have been started all the same: `get executions`. */
  readonly look: string;
  readonly start: (idempotencyKey: string) => Promise<Result<StartAnswer>>;
}

/** Starts a run of any kind, says under which id, and watches it when that is wanted. */
export async function startRun(
  context: CliContext,
  connection: Connection,
  { what, look, start }: RunToStart,
  flags: FollowFlags & Partial<FollowToGateFlags> & OutputFlags,
): Promise<ExitCode> {
  const key = context.newId();
  const started = await withTries(context, () => start(key));
  if (!started.ok) {
    const code = reportFailure(context, connection, started.failure);
    if (started.failure.kind === 'unreachable' && started.failure.sent) {
      printError(context, `It may have been started all the same. Look: ${connection.command(look)}`);
    }
    return code;
  }
  const { executionId, verdict } = started.value;
  const state = verdict === 'BEGUN' ? 'started' : 'accepted; the checks before the start still run';
  const { watch, wait, output } = flags;
  const begun = `${what} ${state}: ${executionId}`;
  if (watch || wait) {
    if (output === 'table') print(context, begun);
    return watchExecution(context, connection, executionId, { ...followOptions(flags), output });
  }
  printResult(context, flags, started.value, [begun, `Watch it: ${connection.command(`watch ${executionId}`)}`]);
  return exitCodes.ok;
}

async function withTries<T>(context: CliContext, call: () => Promise<Result<T>>): Promise<Result<T>> {
  for (let left = tries - 1; ; left -= 1) {
    const result = await call();
    const lost = !result.ok && result.failure.kind === 'unreachable' && result.failure.sent;
    if (!lost || left === 0) return result;
    printError(context, 'The answer was lost; asking again for the same start');
    await context.sleep(betweenTriesSeconds);
  }
}
