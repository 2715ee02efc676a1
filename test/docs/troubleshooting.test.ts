/** docs/troubleshooting.md and the code say the same: nothing that an operator can meet is missing, nothing is stale. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { NOT_LOOKED_AT, startFindings } from '../../src/domain/start-findings.ts';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8');

const sourcesBelow = (folder: string): string =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
const source = sourcesBelow('src');

/** What a section's first column says in code, without the sections below it. */
const firstColumn = (heading: string): readonly string[] => {
  const [, section = ''] = page.split(new RegExp(`^##+ ${heading}\n`, 'm'));
  const [own = ''] = section.split(/^##/m);
  return own.split('\n').flatMap((line) => /^\| (?!code|message)([^|]+) \|/.exec(line)?.[1] ?? []);
};
const inCode = (cells: readonly string[]): readonly string[] =>
  cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text));

const set = (texts: Iterable<string>): readonly string[] => [...new Set(texts)].toSorted((a, b) => a.localeCompare(b));
const found = (pattern: RegExp, text: string): readonly string[] =>
  set([...text.matchAll(pattern)].map(([, code = '']) => code));

test('every problem code of the API has an entry, and no entry is stale', () => {
  // The files that make problems; every word in capitals there is a code.
  const files = ['problems.ts', 'refused-problem.ts'].map((name) => readFileSync(join(root, 'src/api', name), 'utf8'));
  const codes = found(/(?:'|\bcode: )([A-Z]+(?:_[A-Z]+)*)[',]/g, files.join('\n'));
  expect(codes.length).toBeGreaterThan(15);
  expect(set(inCode(firstColumn('Problem codes of the API')))).toEqual(codes);
});

test('every entry says what to do', () => {
  const without = page.split('\n').filter((line) => line.startsWith('|') && /\|\s*\|/.test(line));
  expect(without).toEqual([]);
});

test('every reason against a start has an entry, and no entry is stale', () => {
  const codes = found(/\bcode: '([A-Z]+(?:_[A-Z]+)+)'/g, sourcesBelow('src/engine') + sourcesBelow('src/domain'));
  expect(codes.length).toBeGreaterThan(8);
  expect(set(inCode(firstColumn('A start is refused')))).toEqual(codes);
});

test('every warning of a start has an entry, and no entry is stale', () => {
  const told = inCode(firstColumn('What a start warns of')).filter((text) => /^[A-Z_]+$/.test(text));
  const warnings = startFindings.filter(({ severity }) => severity === 'WARNING');
  expect(set(told)).toEqual(set(warnings.map(({ code }) => code)));
});

test('the table of all findings names every reason against a start that the code has, and none that it has not', () => {
  const codes = found(/\bcode: '([A-Z]+(?:_[A-Z]+)+)'/g, sourcesBelow('src/engine') + sourcesBelow('src/domain'));
  const ofCleanUps = ['NOTHING_TO_CLEAN_UP'];
  const told = startFindings.filter(({ severity }) => severity !== 'WARNING').map(({ code }) => code);
  expect(set(told)).toEqual(set([...codes.filter((code) => !ofCleanUps.includes(code)), NOT_LOOKED_AT]));
});

test('every exit code but that of success has an entry, and no entry is stale', () => {
  const known = Object.values(exitCodes).filter((code) => code !== exitCodes.ok);
  expect(firstColumn('Exit codes').flatMap((cell) => cell.split(', ').map(Number))).toEqual(known);
});

describe('every message stands in the code', () => {
  const headings = found(/^##+ (.+)$/gm, page).filter((heading) => heading !== 'Exit codes');
  test.each(headings)('%s', (heading) => {
    const messages = inCode(firstColumn(heading));
    // What stands between the parts that differ must be there word by word.
    const stale = messages.filter((message) =>
      message.split('…').some((part) => part.trim() !== '' && !source.includes(part.trim())),
    );
    expect(messages.length).toBeGreaterThan(heading === 'The command line' ? 10 : 2);
    expect(stale).toEqual([]);
  });
});
