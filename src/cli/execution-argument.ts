import { act, text } from './command.ts';
import { type Connection, type ConnectionFlags, connect } from './connection.ts';
import type { CliContext } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { printError, printSome, reportFailure } from './failure.ts';
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

/** Executions that are looked through for a beginning. With more nobody can say that only one has it. */
const lookedThroughMax = 10_000;

/** An id that stands as it is given, or the only one that begins so; `exec-` may be left out. */
async function findExecution(context: CliContext, connection: Connection, given: string): Promise<Found<string>> {
  const { client } = connection;
  const asGiven = await client.getExecution(given);
  if (asGiven.ok) return { ok: true, value: given };
  if (asGiven.failure.kind !== 'problem' || asGiven.failure.problem.status !== 404) {
    return { ok: false, code: reportFailure(context, connection, asGiven.failure) };
  }
  const lists = [
    await readUpTo(lookedThroughMax, (page) => client.listExecutions(page)),
    await readUpTo(lookedThroughMax, (page) => client.listCleanUps(page)),
  ];
  const found = [];
  for (const list of lists) {
    if (!list.ok) return { ok: false, code: reportFailure(context, connection, list.failure) };
    // An older one may begin so too.
    if (list.value.more) return { ok: false, code: reportFailure(context, connection, asGiven.failure) };
    found.push(...list.value.items);
  }
  const candidates = found.filter(({ executionId }) =>
    [given, `exec-${given}`].some((text) => executionId.startsWith(text)),
  );
  const [only] = candidates;
  if (only === undefined) return { ok: false, code: reportFailure(context, connection, asGiven.failure) };
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
