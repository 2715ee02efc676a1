/** The command lines that the documents tell their readers to type. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..', '..');

export const documents: readonly string[] = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Lines of the document's `sh` and `console` fences, also of those in lists, without the comments at their ends. */
export const commandLines = (document: string): readonly string[] => {
  const text = readFileSync(join(root, document), 'utf8');
  return [...text.matchAll(/^ *```(?:sh|bash|shell|console)\n([\s\S]*?)^ *```$/gm)].flatMap(([, block = '']) =>
    block
      .split('\n')
      .map((line) =>
        line
          .trim()
          .replace(/^\$ /, '')
          .replace(/(?:^|\s+)# .*$/, ''),
      )
      .filter((line) => line !== ''),
  );
};

/** The first YAML fence that holds this text. */
export const yamlBlock = (document: string, text: string): string => {
  const blocks = [...readFileSync(join(root, document), 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)];
  const found = blocks.map(([, block = '']) => block).find((block) => block.includes(text));
  if (found === undefined) throw new Error(`${document} has no YAML with ${text}`);
  return found;
};
