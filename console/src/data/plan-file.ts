/**
 * Everything as the documents of a plan file: written for a repository, and compared with one before it is applied. What
 * reads and writes YAML is loaded when somebody has a file.
 */
import type { Failure } from '../../../src/api/exchange.ts';
import type { FileError } from '../../../src/cli/plan-file/parse-plan-file.ts';
import type { AppliedDocument } from '../../../src/domain/model/plan-file.ts';
import type { RecoveryPlan } from '../../../src/domain/model/recovery-plan.ts';
import { planFileDocuments, settingsDocument } from '../../../src/domain/plan-document.ts';
import { answerOf, api } from './client.ts';
import { readAll } from './read-all.ts';

const pageSize = 100;

/** Settings, accounts, groups and plans, as YAML. */
export const writeEverything = async (): Promise<string> => {
  const accounts = answerOf(await api.listAccounts()).items;
  const groups = await readAll((after) => api.listGroups({ limit: pageSize, ...after }));
  const summaries = await readAll((after) => api.listPlans({ limit: pageSize, ...after }));
  const plans: RecoveryPlan[] = [];
  for (const { planId } of summaries) plans.push(answerOf(await api.getPlan(planId)));
  const settings = settingsDocument(answerOf(await api.getTagSync()));
  const { writePlanFile } = await import('../../../src/cli/plan-file/write-plan-file.ts');
  return writePlanFile([settings, ...planFileDocuments({ accounts, groups, plans })]);
};

export type Compared =
  | { readonly kind: 'compared'; readonly documents: readonly unknown[]; readonly results: readonly AppliedDocument[] }
  /** Nothing of the file can be applied: what is wrong, and where it stands. */
  | { readonly kind: 'wrong'; readonly errors: readonly FileError[] }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What applying the file would change. Nothing is saved by it. */
export const compareFile = async (source: string): Promise<Compared> => {
  const { parsePlanFile } = await import('../../../src/cli/plan-file/parse-plan-file.ts');
  const parsed = parsePlanFile(source);
  if (!parsed.ok) return { kind: 'wrong', errors: parsed.errors };
  const { file } = parsed;
  const compared = await api.apply(file.documents, { dryRun: true });
  if (compared.ok) return { kind: 'compared', documents: file.documents, results: compared.value.results };
  const { failure } = compared;
  const { fileErrors } = await import('../../../src/cli/plan-file/file-errors.ts');
  const errors = failure.kind === 'problem' ? fileErrors(failure.problem, file) : undefined;
  return errors === undefined ? { kind: 'failed', failure } : { kind: 'wrong', errors };
};
