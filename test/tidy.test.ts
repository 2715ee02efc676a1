/** The style of this project, as far as a machine can read it. Each rule says what to do instead. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { executionStatusSchema, waveStatusSchema } from '../src/domain/model/execution.ts';
import { consolePages } from './console/support/pages.ts';

const root = join(import.meta.dirname, '..');
const sources = filesBelow('src').filter((file) => /\.tsx?$/.test(file));

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
const codeOf = (file: string): string => textOf(file).replace(/\/\*[\s\S]*?\*\/|(?<=\s|^)\/\/.*$/gm, '');

/** `file:line: text` of every match, so that a failure says where to look. */
const matches = (files: readonly string[], pattern: RegExp): string[] =>
  files.flatMap((file) =>
    codeOf(file)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );

test('time, randomness and timers come through ports', () => {
  const allowed = ['src/adapters/system/', 'src/adapters/sqlite/', 'src/entry/', 'src/cli/', 'src/simulator/node/'];
  const files = sources.filter((file) => !allowed.some((folder) => file.startsWith(folder)));
  expect(files.length).toBeGreaterThan(100);
  const banned =
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomUUID\(|\bsetTimeout\(|\bsetInterval\(|\bprocess\.env\b/;
  expect(matches(files, banned), 'use the Clock and Ids ports').toEqual([]);
});

test('a status is assigned in domain/transition and nowhere else', () => {
  const names = [...new Set([...executionStatusSchema.options, ...waveStatusSchema.options])].join('|');
  // The embedded interpreter has the statuses of Step Functions' machines, the simulator those of AWS.
  const others = ['src/domain/transition/', 'src/engine/drivers/embedded/', 'src/simulator/'];
  const files = sources.filter((file) => !others.some((folder) => file.startsWith(folder)));
  const assigned = new RegExp(`\\bstatus: ['"](${names})['"]|\\.status = `);
  expect(matches(files, assigned), 'let decide() choose an event and evolve() apply it').toEqual([]);
  expect(matches(sources, assigned).length).toBeGreaterThan(5);
});

test('what polls has no way to write a status', () => {
  const polling = ['src/engine/poll.ts', 'src/engine/observe.ts', 'src/engine/enrich.ts', 'src/engine/job-phases.ts'];
  const imports = matches(polling, /execution-writer|apply-input|transition\/(decide|evolve)|\bItemStore\b/);
  expect(imports, 'observe reads, record writes observations; deciding is advance’s').toEqual([]);
});

test('files hold one thing: none is longer than 350 lines, but those that are named here', () => {
  const exempt = new Map<string, number>();
  const tooLong = sources
    .map((file) => ({ file, lines: textOf(file).split('\n').length }))
    .filter(({ file, lines }) => lines > (exempt.get(file) ?? 350))
    .map(({ file, lines }) => `${file}: ${lines} lines`);
  expect(tooLong, 'divide the file by what it holds').toEqual([]);
});

test('file names are kebab-case', () => {
  const odd = sources.filter((file) => !/^src\/([a-z0-9-]+\/)*[a-z0-9.-]+\.tsx?$/.test(file));
  expect(odd).toEqual([]);
});

test('nothing is left half done', () => {
  const files = [...sources, ...filesBelow('tools'), ...filesBelow('test')].filter(
    (file) => !file.endsWith('tidy.test.ts'),
  );
  const marker = new RegExp(['TO', 'DO|FIX', 'ME|XX', 'X'].join(''));
  expect(files.flatMap((file) => (marker.test(textOf(file)) ? [file] : []))).toEqual([]);
});

test('every page of the console is looked at on a phone and for accessibility', () => {
  // Outside the frame: test/console/sign-in.test.ts and accessible.test.ts open it as who is not signed in.
  const apart = ['/sign-in'];
  const routes = [...codeOf('console/src/router.tsx').matchAll(/\bpath: '([^']+)'/g)].map(([, path = '']) => path);
  expect(routes.length).toBeGreaterThan(15);
  const ids = { executionId: '$executionId', planId: '$planId', groupId: '$groupId' };
  const looked = consolePages.map(({ path }) =>
    path(ids)
      .replace(/\?.*/, '')
      .replace(/\d{12}/, '$accountId'),
  );
  expect(new Set([...looked, ...apart]), 'add it to test/console/support/pages.ts').toEqual(new Set(routes));
});
