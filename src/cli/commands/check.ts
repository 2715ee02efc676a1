import { buildCommand } from '@stricli/core';
import { act, docsOf, text } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, reportFailure } from '../failure.ts';
import { findPlan } from '../find-plan.ts';
import { type OutputFlags, outputFlags, printData } from '../output.ts';
import {
  deletionLines,
  remedyLines,
  unknownLines,
  verdictLine,
  warningLines,
  waveLinesOf,
} from '../render/check-lines.ts';
import { dateTimeText } from '../render/duration.ts';
import { outlookLines } from '../render/outlook-lines.ts';
import { refusalLines } from '../render/refusal-lines.ts';
import { type StartRequestFlags, startRequestFlags, startRequestOf } from '../start-request.ts';

type CheckFlags = ConnectionFlags & OutputFlags & StartRequestFlags;

async function check(context: CliContext, flags: CheckFlags, planName: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const plan = await findPlan(context, connection, planName);
  if (!plan.ok) return plan.code;
  const asked = startRequestOf(context, plan.value, flags);
  if (!asked.ok) return asked.code;
  const checked = await connection.client.checkPlan(plan.value.planId, asked.value);
  if (!checked.ok) return reportFailure(context, connection, checked.failure);
  const { value } = checked;
  if (flags.output !== 'table') printData(context, flags.output, value);
  else {
    const lines = [
      `Plan "${value.planName}" (version ${value.planVersion}), checked ${dateTimeText(value.checkedTime)}`,
      ...waveLinesOf(value),
      ...outlookLines(value),
      ...deletionLines(value),
      ...warningLines(value),
      ...unknownLines(value),
      ...remedyLines(value),
      ...refusalLines(value.blockers),
      verdictLine(value),
    ];
    for (const line of lines) print(context, line);
  }
  return codes[value.verdict];
}

const codes = {
  READY: exitCodes.ok,
  BLOCKED: exitCodes.refused,
  UNKNOWN: exitCodes.unknown,
  WOULD_FAIL: exitCodes.wouldFail,
} as const;

export const checkCommand = buildCommand<CheckFlags, [string], CommandScope>({
  func: act(check),
  parameters: {
    flags: { ...startRequestFlags, ...outputFlags, ...connectionFlags },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Name of the plan, or its id', parse: text, placeholder: 'PLAN' }],
    },
  },
  docs: docsOf(
    'Say what a start of a plan would do and meet now, and start nothing',
    'Asks AWS by the checks of a start itself: what refuses it, who holds its servers, which instances DRS would delete, replication against the RPO target, jobs of others, quotas and what would wait behind them, gates, other plans, launch settings, permissions, refused addresses, and how the last run kept to the targets. Code 0: a start would begin now. Code 7: it would be refused. Code 13: nothing refuses it, but not everything could be checked. Code 15: it would begin, and as things stand a wave of it can only end FAILED. Every finding with its remedy: docs/reference/start-check.md.',
    './breakwater check shop',
    './breakwater check shop --output json',
  ),
});
