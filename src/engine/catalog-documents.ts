import type { DocumentError, DocumentKind } from '../domain/model/plan-file.ts';
import { planFileSchemas } from '../domain/model/plan-file.ts';
import { nameKey } from '../domain/plan-names.ts';
import type { NumberedDocument } from '../domain/plan-validation.ts';
import { parseInput } from './field-errors.ts';
import { nearestName } from './nearest-name.ts';

export interface ParsedDocuments {
  readonly documents: readonly NumberedDocument[];
  readonly errors: readonly DocumentError[];
  /** Name keys of groups that have errors of their own: a plan that calls them is not wrong for that. */
  readonly brokenGroups: ReadonlySet<string>;
}

/** Each document on its own, by its kind. Expected: anything that JSON or YAML can say. */
export function parseDocuments(inputs: readonly unknown[]): ParsedDocuments {
  const documents: NumberedDocument[] = [];
  const errors: DocumentError[] = [];
  const brokenGroups = new Set<string>();
  for (const [documentIndex, input] of inputs.entries()) {
    const kind = kindOf(input);
    if (!('kind' in kind)) {
      errors.push({ documentIndex, ...kind });
      continue;
    }
    const parsed = parseInput(planFileSchemas[kind.kind], input);
    if (parsed.ok) documents.push({ documentIndex, document: parsed.value });
    else {
      errors.push(...parsed.errors.map((error) => ({ documentIndex, ...error })));
      const groupName = fieldOf(input, 'groupName');
      if (typeof groupName === 'string') brokenGroups.add(nameKey(groupName));
    }
  }
  return { documents, errors, brokenGroups };
}

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

const fieldOf = (input: unknown, field: string): unknown =>
  typeof input === 'object' && input !== null ? Object.entries(input).find(([name]) => name === field)?.[1] : undefined;
