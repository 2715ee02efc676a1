import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseAllDocuments } from 'yaml';

export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface FileError extends Position {
  readonly message: string;
}

export interface PlanFile {
  /** What the server is sent. */
  readonly documents: readonly unknown[];
  /** Where a field of a document stands; where its nearest surroundings stand, when it is missing. */
  positionOf(documentIndex: number, path: readonly (string | number)[]): Position;
}

export type ParsedPlanFile =
  | { readonly ok: true; readonly file: PlanFile }
  | { readonly ok: false; readonly errors: readonly FileError[] };

/** YAML with any number of documents, or JSON (which is YAML too); a list at the top is a list of documents. */
export function parsePlanFile(source: string): ParsedPlanFile {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(source.replace(/^\uFEFF/, ''), {
    lineCounter: lines,
    prettyErrors: false,
    // A key that is a list or a mapping is no field of ours; to write nested ones as text takes without end.
    stringKeys: true,
  });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const yamlDocuments = [...parsed].filter(isNotBlank);
  const errors = yamlDocuments.flatMap((document) =>
    [...document.errors, ...document.warnings].map((error) => ({ ...at(error.pos[0]), message: error.message })),
  );
  if (errors.length > 0) return { ok: false, errors };
  if (yamlDocuments.length === 0) return { ok: false, errors: [{ ...at(0), message: 'the file holds no document' }] };
  return readDocuments(yamlDocuments, at);
}

/** A separator at the end, or comments alone, make a document of nothing. */
const isNotBlank = (document: Document): boolean =>
  document.errors.length > 0 ||
  (document.contents !== null && !(isScalar(document.contents) && document.contents.value === null));

function readDocuments(yamlDocuments: readonly Document[], at: (offset: number) => Position): ParsedPlanFile {
  const documents: unknown[] = [];
  const roots: (Node | null)[] = [];
  for (const document of yamlDocuments) {
    const { contents } = document;
    let value: unknown;
    try {
      value = document.toJS();
    } catch (error) {
      // Aliases that unfold without end.
      const message = error instanceof Error ? error.message : String(error);
      return { ok: false, errors: [{ ...at(startOf(contents)), message }] };
    }
    if (isSeq(contents) && Array.isArray(value)) {
      documents.push(...value);
      roots.push(...contents.items.map((item) => (isNodeLike(item) ? item : contents)));
    } else {
      documents.push(value);
      roots.push(contents);
    }
  }
  const positionOf: PlanFile['positionOf'] = (documentIndex, path) => at(offsetOf(roots[documentIndex] ?? null, path));
  return { ok: true, file: { documents, positionOf } };
}

const isNodeLike = (item: unknown): item is Node => typeof item === 'object' && item !== null && 'range' in item;

const startOf = (node: unknown): number => (isNodeLike(node) ? (node.range?.[0] ?? 0) : 0);

/** Fields are pointed at by their names, items of lists by themselves. */
function offsetOf(root: Node | null, path: readonly (string | number)[]): number {
  let node: unknown = root;
  let offset = startOf(root);
  for (const part of path) {
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (pair === undefined) return offset;
      offset = startOf(pair.key);
      node = pair.value;
    } else if (isSeq(node) && typeof part === 'number') {
      const item = node.items[part];
      if (item === undefined) return offset;
      offset = startOf(item);
      node = item;
    } else return offset;
  }
  return offset;
}
