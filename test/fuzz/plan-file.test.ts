/** Plan files that somebody spoiled, on purpose or not: read or refused with a place, never with a crash or without end. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { parsePlanFile } from '../../src/cli/plan-file/parse-plan-file.ts';
import { setUpApi } from '../api/set-up.ts';
import { expectNoPollution, hostileText, seed, spoiled } from './support/hostile.ts';

const sample = readFileSync(join(import.meta.dirname, '..', '..', 'examples', 'shop.yaml'), 'utf8');
const documents: unknown[] = parseAllDocuments(sample).map((document) => document.toJS());

/** Every alias doubles what it names: a thousand million items, were they unfolded. */
const bomb = [
  'a: &a [x, x]',
  ...Array.from(
    { length: 30 },
    (_, index) => `a${index}: &a${index} [*a${index === 0 ? '' : index - 1}, *a${index === 0 ? '' : index - 1}]`,
  ),
].join('\n');

const spoiledText = fc.oneof(
  // Characters lost, doubled, replaced.
  fc
    .tuple(fc.nat(sample.length), fc.nat(40), hostileText)
    .map(([at, length, text]) => sample.slice(0, at) + text.slice(0, 3000) + sample.slice(at + length)),
  // Well formed, with a hostile value in it.
  spoiled(fc.constant(documents)).map((value) => stringifyOr(value)),
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

test(`whatever stands in a plan file, it is read or refused where it is wrong (seed ${seed})`, () => {
  let refused = 0;
  fc.assert(
    fc.property(spoiledText, (text) => {
      const parsed = parsePlanFile(text);
      if (parsed.ok) {
        for (const index of parsed.file.documents.keys()) {
          expect(parsed.file.positionOf(index, ['waves', 0, '__proto__']).line).toBeGreaterThan(0);
        }
        return;
      }
      refused += 1;
      expect(parsed.errors.length).toBeGreaterThan(0);
      for (const { line, column, message } of parsed.errors) {
        expect(line).toBeGreaterThan(0);
        expect(column).toBeGreaterThan(0);
        expect(message).not.toBe('');
      }
    }),
    { seed, numRuns: 150 },
  );
  expect(refused).toBeGreaterThan(20);
  expectNoPollution();
});

test('keys within keys are refused at once: a few hundred would take minutes to write as text', () => {
  expect(parsePlanFile(`${'? '.repeat(2000)}x`).ok).toBe(false);
  expect(parsePlanFile(`${'? '.repeat(400)}x`).ok).toBe(false);
  expect(parsePlanFile('? [a, b]\n: x').ok).toBe(false);
});

test(`what the server is sent of a spoiled plan file is saved or refused, and nothing breaks (seed ${seed})`, async () => {
  const { call, reported } = setUpApi();
  await fc.assert(
    fc.asyncProperty(spoiled(fc.constant(documents)), async (value) => {
      const { status } = await call('POST', '/api/apply', { documents: value });
      expect(status).toBeLessThan(500);
    }),
    { seed, numRuns: 300 },
  );
  expect(reported).toEqual([]);
  expectNoPollution();
});
