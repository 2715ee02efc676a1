/** `npm run sabotage` breaks the engine by replacing its text: each break must still find what it replaces. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sabotages } from '../../tools/sabotage/sabotages.ts';

const root = join(import.meta.dirname, '..', '..');

test.each(sabotages.map((sabotage) => [sabotage.file, sabotage] as const))(
  'what is to be broken in %s is there once, and is changed',
  (file, { find, replace }) => {
    expect(readFileSync(join(root, file), 'utf8').split(find)).toHaveLength(2);
    expect(replace).not.toBe(find);
  },
);
