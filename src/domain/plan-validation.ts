import type { DocumentError, PlanFileDocument } from './model/plan-file.ts';
import { nameKey } from './plan-names.ts';
import type { KnownGroup } from './plan-servers.ts';
import { brokenPlanErrors, type PlanSurroundings, validatePlan } from './plan-waves.ts';

/** A document that has the right fields, and its position in what was sent. */
export interface NumberedDocument {
  readonly documentIndex: number;
  readonly document: PlanFileDocument;
}

/** Everything that is wrong across fields, waves and documents; all of it at once. Empty: the documents can be saved. */
export function validateDocuments(
  documents: readonly NumberedDocument[],
  surroundings: PlanSurroundings,
): readonly DocumentError[] {
  const groups = new Map<string, KnownGroup>(surroundings.storedGroups);
  for (const { document } of documents) {
    if (document.kind === 'ProtectionGroup') groups.set(nameKey(document.groupName), document);
  }
  const planErrors = documents.flatMap(({ documentIndex, document }) =>
    document.kind === 'RecoveryPlan'
      ? validatePlan(document, groups, surroundings).map((error) => ({ documentIndex, ...error }))
      : [],
  );
  const brokenErrors = surroundings.broken.plans.flatMap((plan) =>
    brokenPlanErrors(plan, groups, surroundings).map((error) => ({ documentIndex: plan.documentIndex, ...error })),
  );
  return [...findDuplicateNames(documents), ...planErrors, ...brokenErrors];
}

function findDuplicateNames(documents: readonly NumberedDocument[]): readonly DocumentError[] {
  const first = new Map<string, number>();
  return documents.flatMap(({ documentIndex, document }) => {
    const { field, name, called } = calledBy(document);
    const key = `${document.kind}/${nameKey(name)}`;
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, documentIndex);
      return [];
    }
    const message = `document ${earlier + 1} names ${called} too (upper and lower case are the same)`;
    return [{ documentIndex, path: [field], message }];
  });
}

/** What tells a document from the others of its kind. */
function calledBy(document: PlanFileDocument) {
  switch (document.kind) {
    case 'Settings':
      return { field: 'kind', name: '', called: 'the settings' };
    case 'Account':
      return { field: 'accountId', name: document.accountId, called: `the account "${document.accountId}"` };
    case 'ProtectionGroup':
      return { field: 'groupName', name: document.groupName, called: `a protection group "${document.groupName}"` };
    case 'RecoveryPlan':
      return { field: 'planName', name: document.planName, called: `a plan "${document.planName}"` };
  }
}
