import { buildCommand } from '@stricli/core';
import { countOf } from '../../domain/names.ts';
import { showWhatWillHappen } from '../check-start.ts';
import { act, docsOf, text } from '../command.ts';
import { confirmFlag, confirmPlanName, isNobodyHere } from '../confirm-plan-name.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, printError } from '../failure.ts';
import { findPlan } from '../find-plan.ts';
import { followFlagsDisagree } from '../follow-flags.ts';
import { refusalLines } from '../render/refusal-lines.ts';
import { type StartFlags, startExecution, startFlags } from '../start-execution.ts';
import { startRequestOf } from '../start-request.ts';

type RecoverFlags = StartFlags & ConnectionFlags & { readonly confirm?: string };

async function recover(context: CliContext, flags: RecoverFlags, name: string): Promise<ExitCode> {
  if (followFlagsDisagree(context, flags)) return exitCodes.usage;
  const connection = await connect(context, flags);
  const plan = await findPlan(context, connection, name);
  if (!plan.ok) return plan.code;
  const asked = startRequestOf(context, plan.value, flags);
  if (!asked.ok) return asked.code;
  const { planName, version } = plan.value;
  const confirmation = {
    planName,
    confirm: flags.confirm,
    explanation: ['This is not a drill: the instances that it launches are meant to take over.'],
    question: `Type the plan's name to start the recovery: `,
    refusal: 'Not started',
  };
  if (isNobodyHere(context, confirmation)) return exitCodes.refused;
  if (flags.output === 'table')
    print(context, `RECOVERY of plan "${planName}" (version ${version}) at ${connection.server}`);
  const whatIf = { ...asked.value, executionType: 'RECOVERY' } as const;
  const check = await showWhatWillHappen(context, connection, plan.value, whatIf, flags);
  // Confirmed beforehand, it is for the server to refuse, which keeps it in its record.
  if (check?.verdict === 'BLOCKED' && flags.confirm === undefined) {
    printError(context, `Not started, for ${countOf(check.blockers.length, 'reason')}`);
    for (const line of refusalLines(check.blockers)) printError(context, line);
    return exitCodes.refused;
  }
  const confirmed = await confirmPlanName(context, confirmation);
  if (!confirmed) return exitCodes.refused;
  return startExecution(context, connection, plan.value, 'RECOVERY', asked.value, flags);
}

export const recoverCommand = buildCommand<RecoverFlags, [string], CommandScope>({
  func: act(recover),
  parameters: {
    flags: {
      ...startFlags,
      confirm: confirmFlag,
      ...connectionFlags,
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Name of the plan, or its id', parse: text, placeholder: 'PLAN' }],
    },
  },
  docs: docsOf(
    'Start a recovery: launch the servers of a plan to take over',
    'Says first what will happen, servers of each wave and what DRS would delete, and asks for the plan to be named. Not on a terminal it needs --confirm.',
    './breakwater recover shop --watch',
    './breakwater recover shop --confirm shop --accept-deletion i-0123456789abcdef0',
  ),
});
