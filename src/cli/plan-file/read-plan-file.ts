import { countOf } from '../../domain/names.ts';
import { text } from '../command.ts';
import type { CliContext } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { printError, printSome, readable } from '../failure.ts';
import type { Found } from '../find-plan.ts';
import { type FileError, type PlanFile, parsePlanFile } from './parse-plan-file.ts';

export interface FileFlags {
  readonly file: string;
}

export const fileFlags = {
  file: { kind: 'parsed', parse: text, placeholder: 'FILE', brief: 'YAML or JSON; - reads it from stdin' },
} as const;

export const nameOf = ({ file }: FileFlags): string => (file === '-' ? 'stdin' : file);

/** Reads and parses; what is wrong is printed with line and column. */
export async function readPlanFile(context: CliContext, flags: FileFlags): Promise<Found<PlanFile>> {
  const source = await readSource(context, flags.file);
  if (source === undefined) return { ok: false, code: exitCodes.invalidInput };
  const parsed = parsePlanFile(source);
  return parsed.ok
    ? { ok: true, value: parsed.file }
    : { ok: false, code: reportFileErrors(context, nameOf(flags), parsed.errors) };
}

export async function readSource(context: CliContext, file: string): Promise<string | undefined> {
  try {
    return file === '-' ? await context.readStdin() : await context.readFile(file);
  } catch (error) {
    printError(context, `${file}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

export function reportFileErrors(context: CliContext, name: string, errors: readonly FileError[]): ExitCode {
  const sorted = errors.toSorted((a, b) => a.line - b.line || a.column - b.column);
  printSome(
    context,
    sorted.map(({ line, column, message }) => `${name}:${line}:${column}: ${readable(message)}`),
  );
  printError(context, `Nothing was saved: ${countOf(errors.length, 'error')}`);
  return exitCodes.invalidInput;
}
