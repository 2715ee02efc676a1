import { isPlanNamed } from '../domain/plan-names.ts';
import { text } from './command.ts';
import type { CliContext } from './context.ts';
import { print, printError } from './failure.ts';

export const confirmFlag = {
  kind: 'parsed',
  parse: text,
  optional: true,
  placeholder: 'NAME',
  brief: "The plan's name, instead of typing it when asked",
} as const;

export interface Confirmation {
  readonly planName: string;
  /** Given by --confirm. */
  readonly confirm: string | undefined;
  /** What is about to happen, before the question. */
  readonly explanation: readonly string[];
  readonly question: string;
  /** Begins the sentence when it does not happen: `Not started`. */
  readonly refusal: string;
}

/** Not on a terminal there is nobody to ask, which is told. */
export function isNobodyHere(
  context: CliContext,
  { planName, confirm, refusal }: Pick<Confirmation, 'planName' | 'confirm' | 'refusal'>,
): boolean {
  if (confirm !== undefined || context.isTerminal) return false;
  printError(context, `${refusal}: nobody is here to confirm. Add --confirm "${planName}"`);
  return true;
}

/** The plan's name, typed by a person or given by --confirm: nothing of weight happens by a slip. */
export async function confirmPlanName(context: CliContext, confirmation: Confirmation): Promise<boolean> {
  const { planName, confirm, explanation, question, refusal } = confirmation;
  if (isNobodyHere(context, confirmation)) return false;
  if (confirm === undefined) for (const line of explanation) print(context, line);
  const given = confirm ?? (await context.ask(question));
  if (given !== undefined && isPlanNamed(planName, given)) return true;
  printError(context, given === undefined ? refusal : `${refusal}: "${given}" is not the plan's name "${planName}"`);
  return false;
}
