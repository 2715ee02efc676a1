import type { CheckBody } from '../api/contract.ts';
import type { RecoveryPlan } from '../domain/model/recovery-plan.ts';
import type { StartCheck } from '../domain/model/start-check.ts';
import type { Connection } from './connection.ts';
import type { CliContext } from './context.ts';
import { print, printError } from './failure.ts';
import type { OutputFlags } from './output.ts';
import { deletionLines, unknownLines, warningLines, waveLinesOf } from './render/check-lines.ts';

/**
 * Shows what a start would do, before it does. `undefined` when it could not be found out, which is said: the start makes
 * the same checks again, and decides by them.
 */
export async function showWhatWillHappen(
  context: CliContext,
  { client }: Connection,
  plan: Pick<RecoveryPlan, 'planId'>,
  asked: CheckBody,
  flags: OutputFlags,
): Promise<StartCheck | undefined> {
  const checked = await client.checkPlan(plan.planId, asked);
  if (!checked.ok) {
    const { failure } = checked;
    const words = failure.kind === 'problem' ? failure.problem.detail : failure.message;
    printError(context, `What will happen could not be found out: ${words}`);
    return undefined;
  }
  const told = flags.output === 'table' ? context : { ...context, stdout: context.stderr };
  const { value } = checked;
  for (const line of [...waveLinesOf(value), ...deletionLines(value), ...warningLines(value), ...unknownLines(value)]) {
    print(told, line);
  }
  return value;
}
