import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataFolderError } from './data-folder-error.ts';
import { messageOf } from './sqlite-error.ts';

export const tokenFile = (folder: string): string => join(folder, 'api-token');

/**
 * The token of the API that this data folder's process serves: 256 random bits, made at the first start, in a file that
 * only its owner can read. A file that others could read is made private. Throws a DataFolderError when the file cannot
 * be used.
 */
export function readOrCreateToken(folder: string): string {
  const path = tokenFile(folder);
  try {
    const found = readToken(path);
    if (found === undefined) return createToken(path);
    chmodSync(path, 0o600);
    return accepted(path, found);
  } catch (cause) {
    if (cause instanceof DataFolderError) throw cause;
    throw new DataFolderError(
      `the API token in ${path} cannot be read or written: ${messageOf(cause)}`,
      'Check that this user can read and write the file.',
      { cause },
    );
  }
}

const tokenBytes = 32;

function readToken(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written beside and moved into place, so that a crash leaves no half of a token. */
function createToken(path: string): string {
  const token = randomBytes(tokenBytes).toString('base64url');
  const draft = `${path}.new`;
  writeFileSync(draft, `${token}\n`, { mode: 0o600, flush: true });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
  return token;
}

/** An operator may set a token of their own, as long as it is hard to guess and fits a header. */
function accepted(path: string, token: string): string {
  if (/^[A-Za-z0-9_-]{32,}$/.test(token)) return token;
  throw new DataFolderError(
    `${path} holds no API token: at least 32 letters, digits, - or _ are needed`,
    'Delete the file: a new token is made at the next start.',
  );
}
