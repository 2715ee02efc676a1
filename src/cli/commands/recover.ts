import { buildCommand } from '@stricli/core';
import type { RecoveryPlan } from '../../domain/model/recovery-plan.ts';
import { countOf } from '../../domain/names.ts';
import { act, docsOf, text } from '../command.ts';
import { type Connection, type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, printError } from '../failure.ts';
import { findPlan } from '../find-plan.ts';
import { type StartFlags, startExecution, startFlags } from '../start-execution.ts';

type RecoverFlags = StartFlags & ConnectionFlags & { readonly confirm?: string };

async function recover(context: CliContext, flags: RecoverFlags, planName: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const plan = await findPlan(context, connection, planName);
  if (!plan.ok) return plan.code;
  return (await isConfirmed(context, connection, plan.value, flags.confirm))
    ? startExecution(context, connection, plan.value, 'RECOVERY', flags)
    : exitCodes.refused;
}

/** The plan's name, exactly, typed by a person or given by --confirm: a recovery is never started by a slip. */
async function isConfirmed(
  context: CliContext,
  { server }: Connection,
  plan: RecoveryPlan,
  confirm: string | undefined,
): Promise<boolean> {
  if (confirm === undefined && !context.isTerminal) {
    printError(context, `Not started: nobody is here to confirm. Add --confirm "${plan.planName}"`);
    return false;
  }
  const given = confirm ?? (await askForName(context, server, plan));
  if (given === plan.planName) return true;
  printError(
    context,
    given === undefined ? 'Not started' : `Not started: "${given}" is not the plan's name "${plan.planName}"`,
  );
  return false;
}

async function askForName(context: CliContext, server: string, plan: RecoveryPlan): Promise<string | undefined> {
  print(context, `RECOVERY of plan "${plan.planName}" (version ${plan.version}) at ${server}`);
  print(context, 'This is not a drill: the instances that it launches are meant to take over.');
  for (const wave of plan.waves) {
    const groups = countOf(wave.protectionGroupIds.length, 'protection group');
    print(
      context,
      `  wave ${wave.waveNumber} "${wave.waveName}": ${groups}${wave.pauseBeforeWave ? ', waits for approval' : ''}`,
    );
  }
  return context.ask(`Type the plan's name to start the recovery: `);
}

export const recoverCommand = buildCommand<RecoverFlags, [string], CommandScope>({
  func: act(recover),
  parameters: {
    flags: {
      ...startFlags,
      confirm: {
        kind: 'parsed',
        parse: text,
        optional: true,
        placeholder: 'NAME',
        brief: "The plan's name, instead of typing it when asked",
      },
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
