/** The built console, from its folder into memory: a path of a request is only ever looked up, never opened. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { getMimeType } from 'hono/utils/mime';
import type { Site, SiteFile } from '../api/site.ts';
import { consoleFolder } from './console-folder.ts';

const notBuilt: SiteFile = {
  status: 503,
  contentType: 'text/plain; charset=utf-8',
  content: 'The console is not built. Build it, then load this page again:\n\n  npm run build:console\n',
};

/** A build made while the server runs is taken up at the next page load. */
export const readConsole = (folder: string = consoleFolder): Site => {
  let files: ReadonlyMap<string, SiteFile> = new Map();
  let builtMs: number | undefined;
  return (path) => {
    const isPage = !path.startsWith('/assets/');
    if (isPage) {
      const foundMs = statSync(join(folder, 'index.html'), { throwIfNoEntry: false })?.mtimeMs;
      if (foundMs !== undefined && foundMs !== builtMs) files = readFiles(folder);
      builtMs = foundMs;
    }
    return files.get(path) ?? (isPage ? (files.get('/index.html') ?? notBuilt) : undefined);
  };
};

const readFiles = (folder: string): ReadonlyMap<string, SiteFile> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      // The builder's own notes.
      .filter((path) => !relative(folder, path).startsWith('.'))
      .map((path) => {
        const file = { content: readFileSync(path), contentType: getMimeType(path) ?? 'application/octet-stream' };
        return [`/${relative(folder, path).replaceAll(sep, '/')}`, file] as const;
      }),
  );
