import { accessSync, constants, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DataFolderError } from './data-folder-error.ts';
import { messageOf, resultCode, resultCodeOf } from './sqlite-error.ts';

export interface DataFolder {
  /** For `openSqliteItemStore`. */
  readonly databasePath: string;
  /** Lets another process have the folder. A second call does nothing. */
  close(): void;
}

/**
 * Makes the folder when it is missing (for its owner only), and takes it for this process: two engines on one database
 * would each believe to be the only one. The system takes the lock back however the process ends.
 *
 * Throws a DataFolderError when the folder cannot be made, written or had alone.
 */
export function openDataFolder(path: string): DataFolder {
  const folder = resolve(path);
  makeWritableFolder(folder);
  const lock = lockFolder(folder);
  return {
    databasePath: join(folder, 'breakwater.sqlite'),
    close() {
      if (!heldLocks.delete(lock)) return;
      rmSync(holderFile(folder), { force: true });
      lock.close();
    },
  };
}

/** A connection that nothing refers to would be closed by the garbage collector, and its lock be lost. */
const heldLocks = new Set<DatabaseSync>();

const holderFile = (folder: string): string => join(folder, 'lock.pid');

function makeWritableFolder(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw folderFailure(folder, cause);
  }
}

/** One folder after the other: `recursive` of Node 24 never ends below a folder like /proc, which takes no new ones. */
function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (cause) {
    // Another process may have made it in this moment.
    if (!isFolder(folder)) throw cause;
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

function folderFailure(folder: string, cause: unknown): DataFolderError {
  switch (errorCodeOf(cause)) {
    case 'EEXIST':
    case 'ENOTDIR':
      return new DataFolderError(
        `the data folder ${folder} cannot be made: ${fileInTheWay(folder)} is not a folder`,
        'Choose another data folder, or move the file away.',
        { cause },
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return notWritable(folder, cause);
    default:
      return new DataFolderError(
        `the data folder ${folder} cannot be used: ${messageOf(cause)}`,
        'Choose another data folder.',
        { cause },
      );
  }
}

const notWritable = (folder: string, cause: unknown): DataFolderError =>
  new DataFolderError(
    `the data folder ${folder} cannot be written: ${messageOf(cause)}`,
    'Choose another data folder, or let this user write to it.',
    { cause },
  );

/** The part of the path that is there and is not a folder. */
function fileInTheWay(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === false) return path;
  const parent = dirname(path);
  return parent === path ? path : fileInTheWay(parent);
}

/**
 * The lock is an exclusive transaction on a database of its own. No other part of this process may open that file: closing
 * any handle on it would release the lock (https://www.sqlite.org/howtocorrupt.html, section 2.2). So the holder's id
 * stands in a file beside it.
 */
function lockFolder(folder: string): DatabaseSync {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
    writeFileSync(holderFile(folder), `${process.pid}\n`, { mode: 0o600 });
    heldLocks.add(lock);
    return lock;
  } catch (cause) {
    lock?.close();
    throw lockFailure(folder, cause);
  }
}

function lockFailure(folder: string, cause: unknown): DataFolderError {
  const code = resultCodeOf(cause);
  if (code === resultCode.readOnly || code === resultCode.cannotOpen) return notWritable(folder, cause);
  if (code !== resultCode.busy) {
    return new DataFolderError(
      `the data folder ${folder} cannot be locked: ${messageOf(cause)}`,
      'Choose a data folder on a local disk.',
      { cause },
    );
  }
  const holder = readHolder(folder);
  return new DataFolderError(
    `the data folder ${folder} is in use by ${holder === undefined ? 'another process' : `process ${holder}`}`,
    'Stop that process, or choose another data folder for this one.',
    { cause },
  );
}

function readHolder(folder: string): string | undefined {
  try {
    const text = readFileSync(holderFile(folder), 'utf8').trim();
    return /^\d+$/.test(text) ? text : undefined;
  } catch {
    // The holder has the lock and has not written its id yet; the message does without it.
    return undefined;
  }
}

function errorCodeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
