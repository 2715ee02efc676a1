import { z } from 'zod';
import { limits } from '../domain/limits.ts';
import { nameSchema } from '../domain/model/identifiers.ts';
import type { DocumentError, DocumentKind } from '../domain/model/plan-file.ts';
import { planFileSchemas } from '../domain/model/plan-file.ts';
import { nameKey } from '../domain/plan-names.ts';
import type { NumberedDocument } from '../domain/plan-validation.ts';
import type { BrokenDocuments, BrokenPlan } from '../domain/plan-waves.ts';
import { parseInput } from './field-errors.ts';
import { nearestName } from './nearest-name.ts';

export interface ParsedDocuments {
  readonly documents: readonly NumberedDocument[];
  readonly errors: readonly DocumentError[];
  /** What has errors of its own: who calls it is not wrong for that, and what it calls is looked at all the same. */
  readonly broken: BrokenDocuments;
}

/** Each document on its own, by its kind. Expected: anything that JSON or YAML can say. */
export function parseDocuments(inputs: readonly unknown[]): ParsedDocuments {
  const documents: NumberedDocument[] = [];
  const errors: DocumentError[] = [];
  const groupNames = new Set<string>();
  const plans: BrokenPlan[] = [];
  let hasUnnamedGroup = false;
  /** What it was meant to be may not be known either. */
  const noteBroken = (documentIndex: number, input: unknown, kind?: DocumentKind): void => {
    if (kind === 'RecoveryPlan') {
      plans.push({ documentIndex, waves: readableWaves(input) });
      return;
    }
    if (kind === 'Account' || kind === 'Settings') return;
    const groupName = nameSchema.safeParse(fieldOf(input, 'groupName'));
    if (groupName.success) groupNames.add(nameKey(groupName.data));
    else if (kind !== undefined || looksLikeGroup(input)) hasUnnamedGroup = true;
  };
  for (const [documentIndex, input] of inputs.entries()) {
    const kind = kindOf(input);
    if (!('kind' in kind)) {
      errors.push({ documentIndex, ...kind });
      noteBroken(documentIndex, input);
      continue;
    }
    const parsed = parseInput(planFileSchemas[kind.kind], input);
    if (parsed.ok) documents.push({ documentIndex, document: parsed.value });
    else {
      for (const error of parsed.errors) errors.push({ documentIndex, ...error });
      noteBroken(documentIndex, input, kind.kind);
    }
  }
  return { documents, errors, broken: { groupNames, hasUnnamedGroup, plans } };
}

/** Looked at before anything is read for them. */
export const tooManyCalls = ({ documents, broken }: ParsedDocuments): DocumentError | undefined => {
  const calls = [
    ...documents.flatMap(({ document }) => (document.kind === 'RecoveryPlan' ? document.waves : [])),
    ...broken.plans.flatMap(({ waves }) => waves),
  ].map(({ protectionGroups }) => protectionGroups.length);
  const count = calls.reduce((sum, each) => sum + each, 0);
  if (count <= limits.groupCallsPerFile) return undefined;
  return {
    documentIndex: 0,
    path: [],
    message: `${count} protection groups in the waves of all plans; at most ${limits.groupCallsPerFile} at once: apply the plans in parts`,
  };
};

const none = undefined;
const readableWaveSchema = z
  .object({
    waveName: nameSchema.optional().catch(none),
    protectionGroups: z.array(nameSchema.optional().catch(none)).catch([]),
    dependsOn: z
      .array(z.union([z.int().nonnegative(), nameSchema]).optional().catch(none))
      .optional()
      .catch([]),
  })
  .catch({ waveName: none, protectionGroups: [] });
const readablePlanSchema = z.object({ waves: z.array(readableWaveSchema) }).catch({ waves: [] });

/** What can be read of the waves of a plan that is wrong somewhere; each at its place. */
const readableWaves = (input: unknown): BrokenPlan['waves'] =>
  readablePlanSchema.parse(input).waves.map(({ waveName, protectionGroups, dependsOn }) => ({
    waveName,
    protectionGroups,
    dependsOn,
  }));

const kinds = Object.keys(planFileSchemas);
const anyKind = `${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1)}`;

const isKind = (text: unknown): text is DocumentKind => typeof text === 'string' && kinds.includes(text);

function kindOf(input: unknown): { readonly kind: DocumentKind } | Pick<DocumentError, 'path' | 'message'> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { path: [], message: `a document is a mapping with kind: ${anyKind}` };
  }
  const kind = fieldOf(input, 'kind');
  if (isKind(kind)) return { kind };
  if (kind === undefined) return { path: [], message: `kind is required: ${anyKind}` };
  const nearest = typeof kind === 'string' ? nearestName(kind, kinds) : undefined;
  const known = nearest === undefined ? `known are ${kinds.join(', ')}` : `did you mean ${nearest}?`;
  return { path: ['kind'], message: `unknown kind ${JSON.stringify(kind)}; ${known}` };
}

/** Whose kind is missing or mistyped. */
const looksLikeGroup = (input: unknown): boolean => {
  const kind = fieldOf(input, 'kind');
  const nearest = typeof kind === 'string' ? nearestName(kind, kinds) : undefined;
  return nearest === 'ProtectionGroup' || fieldOf(input, 'selection') !== undefined;
};

const fieldOf = (input: unknown, field: string): unknown =>
  typeof input === 'object' && input !== null ? Object.entries(input).find(([name]) => name === field)?.[1] : undefined;
