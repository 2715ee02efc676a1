import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../src/simulator', import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const sources = files.map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
const core = sources.filter(({ file }) => !file.startsWith('node/'));

const importsOf = (text: string): string[] =>
  [...text.matchAll(/^(?:import|export)\s[^;]*?from\s+'([^']+)'/gms)].map((one) => `${one[1]}`);
const offences = (of: typeof sources, wrong: (specifier: string, file: string) => boolean): string[] =>
  of.flatMap(({ file, text }) =>
    importsOf(text)
      .filter((one) => wrong(one, file))
      .map((one) => `${file} imports ${one}`),
  );

test('the simulator imports nothing of the rest of the product', () => {
  expect(files.length).toBeGreaterThan(60);
  const outside = (specifier: string, file: string): boolean =>
    specifier.startsWith('.') && relative(root, resolve(root, dirname(file), specifier)).startsWith('..');
  expect(offences(sources, outside)).toEqual([]);
});

test('its core imports zod and nothing else, so that it runs in a browser', () => {
  expect(offences(core, (specifier) => !specifier.startsWith('.') && specifier !== 'zod')).toEqual([]);
  expect(offences(core, (specifier) => specifier.includes('/node/'))).toEqual([]);
});

test('its core has no clock, no chance and no timer of its own', () => {
  const forbidden =
    /Date\.now|new Date\(\)|Math\.random|randomUUID|setTimeout|setInterval|performance\.|process\.|\bBuffer\b/;
  const found = core.flatMap(({ file, text }) =>
    text.split('\n').flatMap((line, i) => (forbidden.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [])),
  );
  expect(found).toEqual([]);
});
