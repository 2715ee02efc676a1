import { buildCommand } from '@stricli/core';
import { pathText } from '../../domain/field-path.ts';
import { countOf } from '../../domain/names.ts';
import { act, docsOf, text } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, printError, printSome, readable, reportFailure } from '../failure.ts';
import { type OutputFlags, outputFlags, printData } from '../output.ts';
import { type Converted, convertPredecessorExport, predecessorExportSchema } from '../plan-file/predecessor-export.ts';
import { fileFlags, readSource } from '../plan-file/read-plan-file.ts';
import { writePlanFile } from '../plan-file/write-plan-file.ts';
import { apply, futures, uncheckedLines } from './apply.ts';

type ImportFlags = ConnectionFlags &
  OutputFlags & { readonly file?: string; readonly fromPredecessor?: string; readonly dryRun: boolean };

async function importFile(context: CliContext, flags: ImportFlags): Promise<ExitCode> {
  const { file, fromPredecessor } = flags;
  if (file !== undefined && fromPredecessor === undefined && !flags.dryRun)
    return apply(context, { ...flags, file, prune: false });
  if (file === undefined && fromPredecessor !== undefined) return importPredecessor(context, flags, fromPredecessor);
  printError(context, 'Give one file: with -f what Breakwater exported, or with --from-predecessor what that one did.');
  printError(context, '--dry-run goes with the latter; for the former there is diff.');
  return exitCodes.usage;
}

async function importPredecessor(context: CliContext, flags: ImportFlags, file: string): Promise<ExitCode> {
  const converted = await readExport(context, file);
  if (converted === undefined) return exitCodes.invalidInput;
  const { documents, notes } = converted;
  const connection = await connect(context, flags);
  const applied = await connection.client.apply(documents, { dryRun: flags.dryRun });
  for (const note of notes) printError(context, readable(note));
  if (!applied.ok) {
    const { failure } = applied;
    const errors = failure.kind === 'problem' ? failure.problem.errors : undefined;
    if (errors === undefined) return reportFailure(context, connection, failure);
    printSome(
      context,
      errors.map(({ path: [, index, ...path], message }) => {
        const { kind, groupName, planName } = { ...documents[Number(index)] };
        return readable(`${String(kind)} "${String(groupName ?? planName)}": ${pathText(path)}: ${message}`);
      }),
    );
    printError(context, `Nothing was saved: ${countOf(errors.length, 'error')}`);
    return exitCodes.invalidInput;
  }
  const { results } = applied.value;
  const told = `${countOf(results.length, 'document')}, ${countOf(notes.length, 'note')} of what was lost or put right.`;
  if (flags.output !== 'table') printData(context, flags.output, { results, notes });
  else if (flags.dryRun) {
    // What would be saved, to be read, changed and applied.
    context.stdout.write(writePlanFile(documents));
    for (const { kind, name, outcome, unchecked = [] } of results) {
      printError(context, `${kind} "${name}" ${futures[outcome]}`);
      for (const line of uncheckedLines(unchecked)) printError(context, line);
    }
    printError(context, `${told} Nothing was saved.`);
  } else {
    for (const { kind, name, outcome, unchecked = [] } of results) {
      print(context, `${kind} "${name}" ${outcome}`);
      for (const line of uncheckedLines(unchecked)) print(context, line);
    }
    print(context, told);
  }
  return exitCodes.ok;
}

async function readExport(context: CliContext, file: string): Promise<Converted | undefined> {
  const source = await readSource(context, file);
  if (source === undefined) return undefined;
  const read = parse(source);
  if (read.success) return convertPredecessorExport(read.data);
  printSome(
    context,
    read.error.issues.map(({ path, message }) => readable(`${file}: ${path.join('.')}: ${message}`)),
  );
  printError(context, `${file} is no export of the predecessor. Nothing was saved`);
  return undefined;
}

const parse = (source: string) => {
  try {
    return predecessorExportSchema.safeParse(JSON.parse(source));
  } catch {
    return predecessorExportSchema.safeParse(undefined);
  }
};

export const importCommand = buildCommand<ImportFlags, [], CommandScope>({
  func: act(importFile),
  parameters: {
    flags: {
      file: { ...fileFlags.file, optional: true },
      fromPredecessor: {
        kind: 'parsed',
        parse: text,
        optional: true,
        placeholder: 'FILE',
        brief: 'JSON that aws-elasticdrs-orchestrator exported, instead of a plan file',
      },
      dryRun: {
        kind: 'boolean',
        default: false,
        brief: 'With --from-predecessor: print the plan file that it becomes, save nothing',
      },
      ...outputFlags,
      ...connectionFlags,
    },
    aliases: { f: 'file' },
  },
  docs: docsOf(
    'Save what another server has exported',
    'The same as apply: all documents of the file or none, found by their names. Ids and versions are those of this server. With --from-predecessor the export of aws-elasticdrs-orchestrator is converted first; every loss and every repair is told. It is the JSON of its GET /config/export (schema version 1.0 or 1.1): groups with launch settings, and plans with waves.',
    './breakwater import -f plans.yaml',
    './breakwater export --server http://127.0.0.1:7700 | ./breakwater import -f - --server http://127.0.0.1:7800',
    './breakwater import --from-predecessor drs-orchestration-config.json --dry-run > plans.yaml',
  ),
});
