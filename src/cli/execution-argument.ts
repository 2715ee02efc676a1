import { act, text } from './command.ts';
import { type Connection, type ConnectionFlags, connect } from './connection.ts';
import type { CliContext } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { printError, printSome } from './failure.ts';
import type { Found } from './find-plan.ts';
import { readUpTo } from './read-all.ts';
import { dateTimeText } from './render/duration.ts';

/** The one argument of the commands that are about an execution. */
export const executionArgument = {
  kind: 'tuple',
  parameters: [
    {
      brief: 'Id of the execution, or as much of its beginning as no other has',
      parse: text,
      placeholder: 'EXECUTION',
    },
  ],
} as const;

/** Of commands that show more than one execution without it. */
export const optionalExecutionArgument = {
  kind: 'tuple',
  parameters: [
    {
      brief: 'Id of an execution, or as much of its beginning as no other has',
      parse: text,
      placeholder: 'EXECUTION',
      optional: true,
    },
  ],
} as const;

/** A command about one execution: it is run with the whole id. */
export const actOnExecution = <Flags extends ConnectionFlags>(
  run: (context: CliContext, flags: Flags, executionId: string) => Promise<ExitCode>,
) =>
  act<Flags, [string]>(async (context, flags, given) => {
    const found = await wholeIdOf(context, flags, given);
    return found.ok ? run(context, flags, found.value) : found.code;
  });

export const actOnOptionalExecution = <Flags extends ConnectionFlags>(
  run: (context: CliContext, flags: Flags, executionId?: string) => Promise<ExitCode>,
) =>
  act<Flags, [string?]>(async (context, flags, given) => {
    if (given === undefined) return run(context, flags);
    const found = await wholeIdOf(context, flags, given);
    return found.ok ? run(context, flags, found.value) : found.code;
  });

const wholeIdOf = async (context: CliContext, flags: ConnectionFlags, given: string): Promise<Found<string>> =>
  wholeId.test(given) ? { ok: true, value: given } : findExecution(context, await connect(context, flags), given);

/** As `adapters/system` makes them: looked up by the command itself. */
const wholeId = /^exec(?:-[0-9a-f]+){5}$/;

/** Executions that are looked through for a beginning. */
const lookedThroughMax = 10_000;

/**
 * The only id that begins so; `exec-` may be left out. What is an id, or the beginning of none, stays as it was given: the
 * command itself says what there is to say of it, of a server that does not answer too.
 */
async function findExecution(context: CliContext, { client }: Connection, given: string): Promise<Found<string>> {
  const asGiven: Found<string> = { ok: true, value: given };
  const looked = await client.getExecution(given);
  if (looked.ok || looked.failure.kind !== 'problem' || looked.failure.problem.status !== 404) return asGiven;
  const lists = [
    await readUpTo(lookedThroughMax, (page) => client.listExecutions(page)),
    await readUpTo(lookedThroughMax, (page) => client.listCleanUps(page)),
  ];
  // With more of them an older one may begin so too.
  if (lists.some((list) => !list.ok || list.value.more)) return asGiven;
  const candidates = lists
    .flatMap((list) => (list.ok ? list.value.items : []))
    .filter(({ executionId }) => [given, `exec-${given}`].some((text) => executionId.startsWith(text)));
  const [only] = candidates;
  if (only === undefined) return asGiven;
  if (candidates.length === 1) return { ok: true, value: only.executionId };
  printError(context, `${candidates.length} executions begin with ${given}; say more of it:`);
  printSome(
    context,
    candidates.map(
      ({ executionId, executionType, purpose, planName, status, startTime }) =>
        `  ${executionId}  ${purpose === 'CLEAN_UP' ? 'clean-up' : executionType} of plan "${planName}", ${status}, started ${dateTimeText(startTime)}`,
    ),
  );
  return { ok: false, code: exitCodes.usage };
}
