/** What is installed is under licences that bind nothing of ours, and docs/guarantees.md names those of what ships. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readInstalledPackages } from '../../tools/licences/installed.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs/guarantees.md'), 'utf8');
const [, named = ''] = /what ships first: ([^;]+);/.exec(page) ?? [];
const licences = named.split(/,|\band\b|\bthe\b/).flatMap((part) => part.trim() || []);

const packages = readInstalledPackages();

test('what ships is under a licence that the page names, and the page names no other', () => {
  const shipped = packages.filter(({ dev }) => !dev);
  expect(shipped.length).toBeGreaterThan(100);
  expect(shipped.filter(({ license }) => !licences.includes(license))).toEqual([]);
  expect(new Set(licences)).toEqual(new Set(shipped.map(({ license }) => license)));
});

test('nothing is installed whose licence is not said, or binds what is made with it', () => {
  // A choice may be made of what stands beside an OR.
  const binding = packages.filter(({ license }) =>
    license.split(' OR ').every((one) => /not said|UNLICENSED|SEE LICENSE|[AL]?GPL|SSPL|BUSL|CC-BY-NC/.test(one)),
  );
  expect(binding).toEqual([]);
});
