import { buildCommand } from '@stricli/core';
import { showWhatWillHappen } from '../check-start.ts';
import { act, docsOf, text } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { findPlan } from '../find-plan.ts';
import { followFlagsDisagree } from '../follow-flags.ts';
import { type StartFlags, startExecution, startFlags } from '../start-execution.ts';
import { startRequestOf } from '../start-request.ts';

type DrillFlags = StartFlags & ConnectionFlags;

async function drill(context: CliContext, flags: DrillFlags, planName: string): Promise<ExitCode> {
  if (followFlagsDisagree(context, flags)) return exitCodes.usage;
  const connection = await connect(context, flags);
  const plan = await findPlan(context, connection, planName);
  if (!plan.ok) return plan.code;
  const asked = startRequestOf(context, plan.value, flags);
  if (!asked.ok) return asked.code;
  await showWhatWillHappen(context, connection, plan.value, { ...asked.value, executionType: 'DRILL' }, flags);
  return startExecution(context, connection, plan.value, 'DRILL', asked.value, flags);
}

export const drillCommand = buildCommand<DrillFlags, [string], CommandScope>({
  func: act(drill),
  parameters: {
    flags: { ...startFlags, ...connectionFlags },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Name of the plan, or its id', parse: text, placeholder: 'PLAN' }],
    },
  },
  docs: docsOf(
    'Start a drill: launch the servers of a plan to see that it works',
    'Says first what will happen: servers of each wave, what DRS would delete, what is worth knowing. Replication and the source servers are not touched. DRS replaces the instances of an earlier drill; live ones from a recovery are never deleted without --accept-deletion.',
    './breakwater drill shop --watch',
    './breakwater drill shop --watch --exit-at-gate',
    './breakwater drill shop --point-in-time 2026-11-02T06:30:00Z',
  ),
});
