import { buildCommand } from '@stricli/core';
import type { Problem } from '../../api/contract.ts';
import { countOf } from '../../domain/names.ts';
import { act, docsOf, text } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { pathText, print, printError, reportFailure } from '../failure.ts';
import { type FileError, type PlanFile, parsePlanFile } from '../plan-file/parse-plan-file.ts';

interface ApplyFlags extends ConnectionFlags {
  readonly file: string;
}

async function apply(context: CliContext, flags: ApplyFlags): Promise<ExitCode> {
  const name = flags.file === '-' ? 'stdin' : flags.file;
  const source = await readSource(context, flags.file);
  if (source === undefined) return exitCodes.invalidInput;
  const parsed = parsePlanFile(source);
  if (!parsed.ok) return reportFileErrors(context, name, parsed.errors);
  const connection = await connect(context, flags);
  const result = await connection.client.apply(parsed.file.documents);
  if (!result.ok) {
    const errors = result.failure.kind === 'problem' ? fileErrors(result.failure.problem, parsed.file) : undefined;
    return errors === undefined
      ? reportFailure(context, connection, result.failure)
      : reportFileErrors(context, name, errors);
  }
  for (const { kind, name: itemName, id, version, outcome } of result.value.results) {
    print(context, `${kind} "${itemName}" ${outcome} (version ${version}, ${id})`);
  }
  return exitCodes.ok;
}

async function readSource(context: CliContext, file: string): Promise<string | undefined> {
  try {
    return file === '-' ? await context.readStdin() : await context.readFile(file);
  } catch (error) {
    printError(context, `${file}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** The server's field errors, at their places in the file. `undefined` when it complains of something else. */
function fileErrors(problem: Problem, file: PlanFile): readonly FileError[] | undefined {
  return problem.errors?.map(({ path: [root, documentIndex, ...path], message }) => {
    if (root !== 'documents' || typeof documentIndex !== 'number') return { line: 1, column: 1, message };
    const field = pathText(path);
    return {
      ...file.positionOf(documentIndex, path),
      message: field === '' ? message : `${field}: ${message}`,
    };
  });
}

function reportFileErrors(context: CliContext, name: string, errors: readonly FileError[]): ExitCode {
  for (const { line, column, message } of errors) printError(context, `${name}:${line}:${column}: ${message}`);
  printError(context, `Nothing was saved: ${countOf(errors.length, 'error')}`);
  return exitCodes.invalidInput;
}

export const applyCommand = buildCommand<ApplyFlags, [], CommandScope>({
  func: act(apply),
  parameters: {
    flags: {
      file: { kind: 'parsed', parse: text, placeholder: 'FILE', brief: 'YAML or JSON; - reads it from stdin' },
      ...connectionFlags,
    },
    aliases: { f: 'file' },
  },
  docs: docsOf(
    'Save protection groups and recovery plans from a file',
    'All documents of the file or none. Names decide what is updated and what is new; what says the same is left as it is.',
    './breakwater apply -f examples/shop.yaml',
    'cat shop.yaml | ./breakwater apply -f -',
  ),
});
