import type { Result } from '../api/client.ts';
import type { ExecutionType } from '../domain/model/execution.ts';
import type { RecoveryPlan } from '../domain/model/recovery-plan.ts';
import { text } from './command.ts';
import type { Connection } from './connection.ts';
import type { CliContext } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { print, printError, reportFailure } from './failure.ts';
import { watchExecution } from './watch/watch.ts';

export interface StartFlags {
  readonly watch: boolean;
  readonly exitAtGate: boolean;
  readonly acceptDeletion?: readonly string[];
}

/** Flags that a drill and a recovery share. */
export const startFlags = {
  watch: { kind: 'boolean', default: false, withNegated: false, brief: 'Show it live until it ends' },
  exitAtGate: {
    kind: 'boolean',
    default: false,
    withNegated: false,
    brief: 'With --watch: end with code 8 as soon as nothing goes on without a person',
  },
  acceptDeletion: {
    kind: 'parsed',
    parse: text,
    optional: true,
    variadic: true,
    placeholder: 'INSTANCE',
    brief: 'A live recovery instance (i-…) that DRS may delete; repeat for each',
  },
} as const;

/** A lost answer is asked for again under the same key: it cannot start a second execution. */
const tries = 3;
const betweenTriesSeconds = 2;

export async function startExecution(
  context: CliContext,
  connection: Connection,
  plan: Pick<RecoveryPlan, 'planId' | 'planName'>,
  executionType: ExecutionType,
  flags: StartFlags,
): Promise<ExitCode> {
  const request = {
    planId: plan.planId,
    executionType,
    acceptedInstanceDeletions: [...(flags.acceptDeletion ?? [])],
  };
  const key = context.newId();
  const started = await withTries(context, () => connection.client.start(request, key));
  if (!started.ok) {
    const code = reportFailure(context, connection, started.failure);
    if (started.failure.kind === 'unreachable' && started.failure.sent) {
      printError(context, `It may have been started all the same. Look: ${context.program} get executions`);
    }
    return code;
  }
  const { executionId, verdict } = started.value;
  const kind = executionType === 'DRILL' ? 'Drill' : 'Recovery';
  const state = verdict === 'BEGUN' ? 'started' : 'accepted; the checks before the start still run';
  print(context, `${kind} of plan "${plan.planName}" ${state}: ${executionId}`);
  if (flags.watch) return watchExecution(context, connection, executionId, flags);
  print(context, `Watch it: ${context.program} watch ${executionId}`);
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
