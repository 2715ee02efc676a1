/** Which numbers of src/domain/limits.ts the decision reads: all that its modules, and those that they import, name. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const decideFile = join(import.meta.dirname, '../../../src/domain/transition/decide.ts');
const imported = /^(?:import|export)\s(?!type\s)[^;]*?from '(\.[^']+)';/gm;

export const limitsReadByDecide = (): ReadonlySet<string> => {
  const files = new Set([decideFile]);
  const names = new Set<string>();
  // What is added on the way is gone through, too.
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    for (const [, name = ''] of text.matchAll(/(?<!\/)\blimits\.(\w+)/g)) names.add(name);
    for (const [, path = ''] of text.matchAll(imported)) files.add(join(dirname(file), path));
  }
  return names;
};
