/** What came of a request, as the audit log tells it: what stands neither in the request nor in named fields of the answer. */
import { pathText } from '../domain/field-path.ts';
import { limits } from '../domain/limits.ts';
import type { AuditEntry } from '../domain/model/audit-entry.ts';
import type { AppliedDocument } from '../domain/model/plan-file.ts';
import type { Scope } from '../domain/model/scope.ts';
import { cutText, firstFew } from '../domain/names.ts';
import { masked } from './audit-facts.ts';

export interface Audited {
  /** It was answered, and a part of it failed; or the checks before what was started were not over. */
  readonly result?: 'failed' | 'accepted';
  readonly startedExecutionId?: string;
  readonly resources?: readonly string[];
  /** It was about these resources alone, whatever was sent. */
  readonly only?: true;
  readonly detail?: AuditEntry['detail'];
}

/** Of a start that was answered with this; `hasVerdict`: its checks were over. */
export const auditedStart = (executionId: string, hasVerdict: boolean, repeated: boolean): Audited => ({
  ...(!hasVerdict && { result: 'accepted' as const, startedExecutionId: executionId }),
  ...(repeated && { detail: { repeated } }),
});

/** Of documents that were saved: about those alone that changed. Values of fields are not kept. */
export const auditedChanges = (applied: readonly AppliedDocument[]): Audited => {
  const changed = applied.filter(({ outcome }) => outcome !== 'unchanged');
  const told = (wanted: AppliedDocument['outcome']) =>
    listed(
      changed.filter(({ outcome }) => outcome === wanted),
      changeText,
    );
  const [created, updated, removed] = [told('created'), told('updated'), told('removed')];
  return {
    only: true,
    resources: bounded(changed.flatMap(({ name, id }) => [masked(name), id])),
    detail: {
      ...(created !== '' && { created }),
      ...(updated !== '' && { updated }),
      ...(removed !== '' && { removed }),
      unchanged: applied.length - changed.length,
    },
  };
};

/** Of one that was asked for by its address: about that one, changed or not, and by the name that it had, too. */
export const auditedSave = (applied: AppliedDocument): Audited => {
  const { detail = {} } = auditedChanges([applied]);
  return { resources: [masked(applied.name), applied.id], detail };
};

/** Of what is done to each of several. `failed`: those that it failed for, as they are told. */
export const auditedParts = (
  counts: Readonly<Record<string, number>>,
  failed: readonly string[],
  resources: readonly string[] = [],
): Audited => ({
  ...(failed.length > 0 && { result: 'failed' as const }),
  resources: bounded(resources),
  detail: {
    ...counts,
    failed: failed.length,
    ...(failed.length > 0 && { failures: listed(failed, masked) }),
  },
});

/** The same of accounts and Regions. */
export const auditedPlaces = (counts: Readonly<Record<string, number>>, failed: readonly Scope[]): Audited =>
  auditedParts(
    counts,
    failed.map(({ accountId, region }) => `${accountId} ${region}`),
    failed.map(({ accountId }) => accountId),
  );

const bounded = (resources: readonly string[]): readonly string[] =>
  [...new Set(resources)].slice(0, limits.auditedResources);

const listed = <T>(items: readonly T[], textOf: (item: T) => string): string =>
  cutText(firstFew(items.map(textOf), limits.auditedFew), limits.auditedCharacters);

/** `ProtectionGroup "db" (version 2: region, selection.tags)`. */
const changeText = ({ kind, name, version, changes = [] }: AppliedDocument): string => {
  const fields = [...new Set(changes.map(({ path }) => masked(pathText(path))))];
  const which = fields.length === 0 ? '' : `: ${firstFew(fields, limits.auditedFew, ', ')}`;
  return `${kind} "${masked(name)}" (version ${version}${which})`;
};
