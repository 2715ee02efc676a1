import type { ExecutionType } from '../domain/model/execution.ts';
import type { RecoveryPlan } from '../domain/model/recovery-plan.ts';
import { text } from './command.ts';
import type { Connection } from './connection.ts';
import type { CliContext } from './context.ts';
import type { ExitCode } from './exit-codes.ts';
import { type FollowToGateFlags, followToGateFlags } from './follow-flags.ts';
import { type OutputFlags, outputFlags } from './output.ts';
import { startRun } from './start-run.ts';

export interface StartFlags extends OutputFlags, FollowToGateFlags {
  readonly acceptDeletion?: readonly string[];
}

export const acceptDeletionFlag = {
  kind: 'parsed',
  parse: text,
  optional: true,
  variadic: true,
  placeholder: 'INSTANCE',
  brief: 'A live recovery instance (i-…) that DRS may delete; repeat for each',
} as const;

/** Flags that a drill and a recovery share. */
export const startFlags = {
  ...followToGateFlags,
  acceptDeletion: acceptDeletionFlag,
  ...outputFlags,
} as const;

export function startExecution(
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
  const run = {
    what: `${executionType === 'DRILL' ? 'Drill' : 'Recovery'} of plan "${plan.planName}"`,
    look: 'get executions',
    start: (key: string) => connection.client.start(request, key),
  };
  return startRun(context, connection, run, flags);
}
