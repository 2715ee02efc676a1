import { buildCommand } from '@stricli/core';
import type { AppliedDocument } from '../../domain/model/plan-file.ts';
import { countOf } from '../../domain/names.ts';
import { act, docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, readable, reportFailure } from '../failure.ts';
import type { Found } from '../find-plan.ts';
import { type OutputFlags, outputFlags, printData } from '../output.ts';
import {
  type FileFlags,
  fileErrors,
  fileFlags,
  nameOf,
  readPlanFile,
  reportFileErrors,
} from '../plan-file/read-plan-file.ts';
import { changeText } from '../render/change.ts';

type ApplyFlags = ConnectionFlags & OutputFlags & FileFlags;

/** All documents or none; with `dryRun`, none. */
async function send(
  context: CliContext,
  flags: ApplyFlags,
  dryRun: boolean,
): Promise<Found<readonly AppliedDocument[]>> {
  const file = await readPlanFile(context, flags);
  if (!file.ok) return file;
  const connection = await connect(context, flags);
  const result = await connection.client.apply(file.value.documents, { dryRun });
  if (result.ok) return { ok: true, value: result.value.results };
  const errors = result.failure.kind === 'problem' ? fileErrors(result.failure.problem, file.value) : undefined;
  return {
    ok: false,
    code:
      errors === undefined
        ? reportFailure(context, connection, result.failure)
        : reportFileErrors(context, nameOf(flags), errors),
  };
}

export async function apply(context: CliContext, flags: ApplyFlags): Promise<ExitCode> {
  const applied = await send(context, flags, false);
  if (!applied.ok) return applied.code;
  if (flags.output !== 'table') printData(context, flags.output, applied.value);
  else {
    for (const { kind, name, id, version, outcome, changes = [], unchecked = [] } of applied.value) {
      print(context, `${kind} "${name}" ${outcome} (version ${version}, ${id})`);
      for (const change of changes) print(context, `  ${changeText(change)}`);
      for (const line of uncheckedLines(unchecked)) print(context, line);
    }
  }
  return exitCodes.ok;
}

/** Neither right nor wrong: AWS could not be asked. */
const uncheckedLines = (unchecked: NonNullable<AppliedDocument['unchecked']>): readonly string[] =>
  unchecked.map(({ path, message }) => `  ${path.join('.')}: ${readable(message)}`);

const futures = { created: 'would be created', updated: 'would be updated', unchanged: 'is so already' } as const;

/** Without the ids that new ones would get. */
const planned = (documents: readonly AppliedDocument[]) =>
  documents.map(({ id, ...rest }) => (rest.outcome === 'created' ? rest : { id, ...rest }));

async function diff(context: CliContext, flags: ApplyFlags): Promise<ExitCode> {
  const checked = await send(context, flags, true);
  if (!checked.ok) return checked.code;
  if (flags.output !== 'table') {
    printData(context, flags.output, planned(checked.value));
    return exitCodes.ok;
  }
  for (const { kind, name, outcome, changes = [] } of checked.value) {
    print(context, `${kind} "${name}" ${futures[outcome]}`);
    for (const change of changes) print(context, `  ${changeText(change)}`);
  }
  const count = (wanted: AppliedDocument['outcome']) =>
    checked.value.filter(({ outcome }) => outcome === wanted).length;
  print(
    context,
    `${count('created')} new, ${count('updated')} changed, ${count('unchanged')} unchanged. Nothing was saved.`,
  );
  return exitCodes.ok;
}

async function validate(context: CliContext, flags: ApplyFlags): Promise<ExitCode> {
  const checked = await send(context, flags, true);
  if (!checked.ok) return checked.code;
  if (flags.output !== 'table') {
    printData(context, flags.output, planned(checked.value));
    return exitCodes.ok;
  }
  for (const { kind, name, outcome, unchecked = [] } of checked.value) {
    print(context, `${kind} "${name}" ${futures[outcome]}`);
    for (const line of uncheckedLines(unchecked)) print(context, line);
  }
  print(context, `Valid: ${countOf(checked.value.length, 'document')}. Nothing was saved.`);
  return exitCodes.ok;
}

const parameters = { flags: { ...fileFlags, ...outputFlags, ...connectionFlags }, aliases: { f: 'file' } } as const;

export const applyCommand = buildCommand<ApplyFlags, [], CommandScope>({
  func: act(apply),
  parameters,
  docs: docsOf(
    'Save accounts, protection groups and recovery plans from a file',
    'All documents of the file or none. Names, upper and lower case being the same, and the ids of accounts decide what is updated and what is new; what says the same is left as it is. Every change is told field by field.',
    './breakwater apply -f examples/shop.yaml',
    'cat shop.yaml | ./breakwater apply -f -',
  ),
});

export const diffCommand = buildCommand<ApplyFlags, [], CommandScope>({
  func: act(diff),
  parameters,
  docs: docsOf(
    'Show what apply would change, field by field, and save nothing',
    'What is new, what changes from what to what, and what is so already. What the server has and the file does not is left alone.',
    './breakwater diff -f examples/shop.yaml',
    './breakwater diff -f examples/shop.yaml --output json',
  ),
});

export const validateCommand = buildCommand<ApplyFlags, [], CommandScope>({
  func: act(validate),
  parameters,
  docs: docsOf(
    'Check a plan file against the server, and save nothing',
    'The same checks as apply makes, the errors of all documents at once with line and column; says what apply would do. What a document with errors calls (groups, waves) is looked at too; what may follow from an error is not told.',
    './breakwater validate -f examples/shop.yaml',
  ),
});
