import { buildCommand } from '@stricli/core';
import type { ApplyBody } from '../../api/contract.ts';
import { pathText } from '../../domain/field-path.ts';
import type { AppliedDocument } from '../../domain/model/plan-file.ts';
import { countOf } from '../../domain/names.ts';
import { act, docsOf, text } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, printError, readable, reportFailure } from '../failure.ts';
import type { Found } from '../find-plan.ts';
import { type OutputFlags, outputFlags, printData } from '../output.ts';
import { fileErrors } from '../plan-file/file-errors.ts';
import type { PlanFile } from '../plan-file/parse-plan-file.ts';
import { type FileFlags, fileFlags, nameOf, readPlanFile, reportFileErrors } from '../plan-file/read-plan-file.ts';
import { changeText } from '../render/change.ts';

type CheckFlags = ConnectionFlags & OutputFlags & FileFlags;
type DiffFlags = CheckFlags & { readonly prune: boolean };
export type ApplyFlags = DiffFlags & { readonly confirm?: string };

/** All documents or none; with `dryRun`, none. */
async function send(
  context: CliContext,
  flags: CheckFlags,
  file: PlanFile,
  options: Omit<ApplyBody, 'documents'>,
): Promise<Found<readonly AppliedDocument[]>> {
  const connection = await connect(context, flags);
  const result = await connection.client.apply(file.documents, options);
  if (result.ok) return { ok: true, value: result.value.results };
  const { failure } = result;
  // What the file says may be right, and not for this caller to save.
  const isOfFile = failure.kind === 'problem' && failure.problem.status !== 403;
  const errors = isOfFile ? fileErrors(failure.problem, file) : undefined;
  return {
    ok: false,
    code:
      errors === undefined
        ? reportFailure(context, connection, failure)
        : reportFileErrors(context, nameOf(flags), errors),
  };
}

export async function apply(context: CliContext, flags: ApplyFlags): Promise<ExitCode> {
  const file = await readPlanFile(context, flags);
  if (!file.ok) return file.code;
  const pruning = await confirmPruning(context, flags, file.value);
  if (!pruning.ok) return pruning.code;
  const applied = await send(context, flags, file.value, pruning.value);
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

/** Nothing is removed that was not listed before, and confirmed. */
async function confirmPruning(
  context: CliContext,
  flags: ApplyFlags,
  file: PlanFile,
): Promise<Found<Omit<ApplyBody, 'documents'>>> {
  if (!flags.prune) return { ok: true, value: {} };
  const checked = await send(context, flags, file, { dryRun: true, prune: true });
  if (!checked.ok) return checked;
  const doomed = checked.value.filter(({ outcome }) => outcome === 'removed');
  const removes = doomed.flatMap(({ kind, id, version }) => (kind === 'Settings' ? [] : [{ kind, id, version }]));
  if (removes.length === 0) return { ok: true, value: { prune: true, removes } };
  for (const { kind, name, id } of doomed) printError(context, `${kind} "${name}" would be removed (${id})`);
  const count = String(removes.length);
  if (flags.confirm === undefined && !context.isTerminal) {
    printError(context, `Nothing was saved: nobody is here to confirm. Add --confirm ${count}`);
    return { ok: false, code: exitCodes.refused };
  }
  const given = flags.confirm ?? (await context.ask(`Type how many these are (${count}) to remove them: `));
  if (given === count) return { ok: true, value: { prune: true, removes } };
  printError(context, `Nothing was saved${given === undefined ? '' : `: ${count} would be removed, not ${given}`}`);
  return { ok: false, code: exitCodes.refused };
}

/** Neither right nor wrong: AWS could not be asked. */
export const uncheckedLines = (unchecked: NonNullable<AppliedDocument['unchecked']>): readonly string[] =>
  unchecked.map(({ path, message }) => `  ${pathText(path)}: ${readable(message)}`);

/** What apply would do, in words. */
export const futures = {
  created: 'would be created',
  updated: 'would be updated',
  unchanged: 'is so already',
  removed: 'would be removed',
} as const;

/** Without the ids that new ones would get. */
const planned = (documents: readonly AppliedDocument[]) =>
  documents.map(({ id, ...rest }) => (rest.outcome === 'created' ? rest : { id, ...rest }));

async function diff(context: CliContext, flags: DiffFlags): Promise<ExitCode> {
  const file = await readPlanFile(context, flags);
  if (!file.ok) return file.code;
  const checked = await send(context, flags, file.value, { dryRun: true, prune: flags.prune });
  if (!checked.ok) return checked.code;
  if (flags.output !== 'table') {
    printData(context, flags.output, planned(checked.value));
    return exitCodes.ok;
  }
  for (const { kind, name, outcome, changes = [], unchecked = [] } of checked.value) {
    print(context, `${kind} "${name}" ${futures[outcome]}`);
    for (const change of changes) print(context, `  ${changeText(change)}`);
    for (const line of uncheckedLines(unchecked)) print(context, line);
  }
  const count = (wanted: AppliedDocument['outcome']) =>
    checked.value.filter(({ outcome }) => outcome === wanted).length;
  const removed = flags.prune ? `, ${count('removed')} removed` : '';
  print(
    context,
    `${count('created')} new, ${count('updated')} changed, ${count('unchanged')} unchanged${removed}. Nothing was saved.`,
  );
  return exitCodes.ok;
}

async function validate(context: CliContext, flags: CheckFlags): Promise<ExitCode> {
  const file = await readPlanFile(context, flags);
  if (!file.ok) return file.code;
  const checked = await send(context, flags, file.value, { dryRun: true });
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

const checkFlags = { ...fileFlags, ...outputFlags, ...connectionFlags } as const;
const pruneFlag = {
  prune: {
    kind: 'boolean',
    default: false,
    withNegated: false,
    brief: 'Remove the accounts, groups and plans that the file does not name',
  },
} as const;
const confirmFlag = {
  confirm: {
    kind: 'parsed',
    parse: text,
    optional: true,
    placeholder: 'NUMBER',
    brief: 'How many --prune removes, instead of typing it when asked',
  },
} as const;
const aliases = { f: 'file' } as const;

export const applyCommand = buildCommand<ApplyFlags, [], CommandScope>({
  func: act(apply),
  parameters: { flags: { ...pruneFlag, ...confirmFlag, ...checkFlags }, aliases },
  docs: docsOf(
    'Save settings, accounts, protection groups and recovery plans from a file',
    'All documents of the file or none. Names, upper and lower case being the same, and the ids of accounts decide what is updated and what is new; what says the same is left as it is. Every change is told field by field. What the server has and the file does not is left alone; with --prune it is listed, confirmed and removed, unless something uses it: then nothing is saved.',
    './breakwater apply -f examples/shop.yaml',
    'cat shop.yaml | ./breakwater apply -f -',
    './breakwater apply -f everything.yaml --prune --confirm 2',
  ),
});

export const diffCommand = buildCommand<DiffFlags, [], CommandScope>({
  func: act(diff),
  parameters: { flags: { ...pruneFlag, ...checkFlags }, aliases },
  docs: docsOf(
    'Show what apply would change, field by field, and save nothing',
    'What is new, what changes from what to what, and what is so already. What the server has and the file does not is left alone; with --prune it is listed as removed.',
    './breakwater diff -f examples/shop.yaml',
    './breakwater diff -f everything.yaml --prune',
    './breakwater diff -f examples/shop.yaml --output json',
  ),
});

export const validateCommand = buildCommand<CheckFlags, [], CommandScope>({
  func: act(validate),
  parameters: { flags: checkFlags, aliases },
  docs: docsOf(
    'Check a plan file against the server, and save nothing',
    'The same checks as apply makes, the errors of all documents at once with line and column, and launch settings against AWS also where they are saved already; says what apply would do. What a document with errors calls (groups, waves) is looked at too; what may follow from an error is not told.',
    './breakwater validate -f examples/shop.yaml',
  ),
});
