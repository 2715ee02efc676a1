import { stringify } from 'yaml';
import type { WrittenDocument } from '../../domain/plan-document.ts';

/** As YAML, one document after the other. */
export const writePlanFile = (documents: readonly WrittenDocument[]): string =>
  documents.map((document) => stringify(document)).join('---\n');
