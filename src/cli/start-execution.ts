import type { CheckBody } from '../api/contract.ts';
import type { ExecutionType } from '../domain/model/execution.ts';
import type { RecoveryPlan } from '../domain/model/recovery-plan.ts';
import type { Connection } from './connection.ts';
import type { CliContext } from './context.ts';
import type { ExitCode } from './exit-codes.ts';
import { type FollowToGateFlags, followToGateFlags } from './follow-flags.ts';
import { type OutputFlags, outputFlags } from './output.ts';
import { type StartRequestFlags, startRequestFlags } from './start-request.ts';
import { startRun } from './start-run.ts';

export type StartFlags = OutputFlags & FollowToGateFlags & StartRequestFlags;

/** Flags that a drill and a recovery share. */
export const startFlags = {
  ...followToGateFlags,
  ...startRequestFlags,
  ...outputFlags,
} as const;

export function startExecution(
  context: CliContext,
  connection: Connection,
  plan: Pick<RecoveryPlan, 'planId' | 'planName' | 'version'>,
  executionType: ExecutionType,
  asked: CheckBody,
  flags: StartFlags,
): Promise<ExitCode> {
  // What was shown, and what the numbers of waves are of.
  const request = { ...asked, planId: plan.planId, planVersion: plan.version, executionType };
  const run = {
    what: `${executionType === 'DRILL' ? 'Drill' : 'Recovery'} of plan "${plan.planName}"`,
    look: 'get executions',
    start: (key: string) => connection.client.start(request, key),
  };
  return startRun(context, connection, run, flags);
}
