/** Every link of the documents to a file of the repository, or to a heading in one, leads somewhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const documents = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** What is in a fence or in code is no link. */
const proseOf = (path: string): string =>
  readFileSync(path, 'utf8')
    .replaceAll(/^ *```[\s\S]*?^ *```$/gm, '')
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ''));

/** As GitHub makes them: letters, digits, hyphens and underscores stay, blanks become hyphens. */
const anchorsOf = (path: string): ReadonlySet<string> =>
  new Set(
    [...proseOf(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .trim()
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );

const linksOf = (document: string): readonly string[] =>
  [...proseOf(join(root, document)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));

const isBroken = (document: string, link: string): boolean => {
  const [file = '', anchor] = link.split('#');
  const path = file === '' ? join(root, document) : resolve(root, dirname(document), file);
  if (!existsSync(path) || relative(root, path).startsWith('..')) return true;
  return anchor !== undefined && !anchorsOf(path).has(anchor);
};

test.each(documents)('the links of %s lead somewhere', (document) => {
  expect(linksOf(document).filter((link) => isBroken(document, link))).toEqual([]);
});

test('there are links, and a wrong one is found', () => {
  expect(documents.flatMap(linksOf).length).toBeGreaterThan(20);
  expect(isBroken('README.md', 'docs/nowhere.md')).toBe(true);
  expect(isBroken('README.md', 'docs/concepts.md#nothing')).toBe(true);
  expect(isBroken('README.md', 'docs/concepts.md#words')).toBe(false);
});
