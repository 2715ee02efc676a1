import { buildCommand } from '@stricli/core';
import { act, docsOf, text } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { reportFailure } from '../failure.ts';
import { findPlan } from '../find-plan.ts';
import { type OutputFlags, outputFlags, printResult } from '../output.ts';

type TestFlags = ConnectionFlags & OutputFlags;

async function notifyTest(context: CliContext, flags: TestFlags, planName: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const plan = await findPlan(context, connection, planName);
  if (!plan.ok) return plan.code;
  const tested = await connection.client.testMessages(plan.value.planId);
  if (!tested.ok) return reportFailure(context, connection, tested.failure);
  const { items } = tested.value;
  const lines = items.map(({ to, result, message }) => `${to}: ${result}: ${message}`);
  const nobody = `The plan "${plan.value.planName}" tells nobody: it has no notifications`;
  printResult(context, flags, items, items.length === 0 ? [nobody] : lines);
  return items.some(({ result }) => result === 'failed') ? exitCodes.error : exitCodes.ok;
}

export const notifyTestCommand = buildCommand<TestFlags, [string], CommandScope>({
  func: act(notifyTest),
  parameters: {
    flags: { ...outputFlags, ...connectionFlags },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Name of the plan, or its id', parse: text, placeholder: 'PLAN' }],
    },
  },
  docs: docsOf(
    "Send a test message to everybody who is told of a plan's runs, and say what each receiver answered",
    'One try each, signed like any message. Code 1: somebody was not reached.',
    './breakwater notify-test shop',
  ),
});
