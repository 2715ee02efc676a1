import { buildCommand } from '@stricli/core';
import type { RecoveryPlan } from '../../domain/model/recovery-plan.ts';
import { countOf } from '../../domain/names.ts';
import { act, docsOf, text } from '../command.ts';
import { confirmFlag, confirmPlanName } from '../confirm-plan-name.ts';
import { type Connection, type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { findPlan } from '../find-plan.ts';
import { type StartFlags, startExecution, startFlags } from '../start-execution.ts';

type RecoverFlags = StartFlags & ConnectionFlags & { readonly confirm?: string };

async function recover(context: CliContext, flags: RecoverFlags, planName: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const plan = await findPlan(context, connection, planName);
  if (!plan.ok) return plan.code;
  const confirmed = await confirmPlanName(context, {
    planName: plan.value.planName,
    confirm: flags.confirm,
    explanation: explanation(connection, plan.value),
    question: `Type the plan's name to start the recovery: `,
    refusal: 'Not started',
  });
  return confirmed ? startExecution(context, connection, plan.value, 'RECOVERY', flags) : exitCodes.refused;
}

const explanation = ({ server }: Connection, plan: RecoveryPlan): readonly string[] => [
  `RECOVERY of plan "${plan.planName}" (version ${plan.version}) at ${server}`,
  'This is not a drill: the instances that it launches are meant to take over.',
  ...plan.waves.map(({ waveNumber, waveName, protectionGroupIds, pauseBeforeWave }) => {
    const groups = countOf(protectionGroupIds.length, 'protection group');
    return `  wave ${waveNumber} "${waveName}": ${groups}${pauseBeforeWave ? ', waits for approval' : ''}`;
  }),
];

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
    'Asks for the plan to be named first. Not on a terminal it needs --confirm.',
    './breakwater recover shop --watch',
    './breakwater recover shop --confirm shop --accept-deletion i-0123456789abcdef0',
  ),
});
