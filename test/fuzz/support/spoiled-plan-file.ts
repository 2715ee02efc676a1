/** The sample plan file, spoiled: characters lost and doubled, hostile values, aliases that double what they name. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseAllDocuments, stringify } from 'yaml';
import { hostileText, spoiled } from './hostile.ts';

const sample = readFileSync(join(import.meta.dirname, '..', '..', '..', 'examples', 'shop.yaml'), 'utf8');
export const sampleDocuments: unknown[] = parseAllDocuments(sample).map((document) => document.toJS());

/** Every alias doubles what it names: a thousand million items, were they unfolded. */
const bomb = [
  'a: &a [x, x]',
  ...Array.from(
    { length: 30 },
    (_, index) => `a${index}: &a${index} [*a${index === 0 ? '' : index - 1}, *a${index === 0 ? '' : index - 1}]`,
  ),
].join('\n');

export const spoiledPlanFile = fc.oneof(
  // Characters lost, doubled, replaced.
  fc
    .tuple(fc.nat(sample.length), fc.nat(40), hostileText)
    .map(([at, length, text]) => sample.slice(0, at) + text.slice(0, 3000) + sample.slice(at + length)),
  // Well formed, with a hostile value in it.
  spoiled(fc.constant(sampleDocuments)).map((value) => stringifyOr(value)),
  hostileText,
  fc.constantFrom(
    bomb,
    '{'.repeat(5000),
    '- '.repeat(3000),
    '? '.repeat(2000),
    '!!js/function "x"',
    '<<: *missing',
    '%YAML 9.9\n---\na: 1',
  ),
);

const stringifyOr = (value: unknown): string => {
  try {
    return Array.isArray(value) ? value.map((each) => stringify(each)).join('---\n') : stringify(value);
  } catch {
    return '';
  }
};
