/** `npm run generate`: writes what is generated from the sources and kept in the repository. A test says when to run it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedDocuments } from './generate/documents.ts';

const root = join(import.meta.dirname, '..');
for (const [path, text] of await generatedDocuments()) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  process.stdout.write(`${path}\n`);
}
