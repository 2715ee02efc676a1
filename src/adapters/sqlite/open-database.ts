import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { DataFolderError } from './data-folder-error.ts';
import { migrate, originOf, schemaVersion } from './schema.ts';
import { messageOf, resultCode, resultCodeOf } from './sqlite-error.ts';

/** Opens our database, or makes it. Throws a DataFolderError when the file is newer, somebody else's, or damaged. */
export function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    createPrivately(path);
    database = new DatabaseSync(path, { timeout: busyTimeoutMs });
    const version = acceptedVersion(database, path);
    makeDurable(database);
    migrate(database, version);
    return database;
  } catch (error) {
    database?.close();
    throw error instanceof DataFolderError ? error : openFailure(path, error);
  }
}

/** Another process on the same file is waited for. There is none while the data folder is ours. */
const busyTimeoutMs = 5000;

/** SQLite itself would let everybody read the file. Its `-wal` and `-shm` files take over the mode. */
function createPrivately(path: string): void {
  if (path === ':memory:') return;
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function acceptedVersion(database: DatabaseSync, path: string): number {
  const origin = originOf(database);
  if (origin.kind === 'empty') return 0;
  if (origin.kind === 'foreign') {
    throw new DataFolderError(
      `${path} is not a database of Breakwater`,
      'Choose another data folder, or move the file away.',
    );
  }
  if (origin.version > schemaVersion) {
    throw new DataFolderError(
      `${path} was written by a newer Breakwater: the file has schema version ${origin.version}, ` +
        `and this program knows versions up to ${schemaVersion}`,
      'Start the newer Breakwater, or choose another data folder.',
    );
  }
  return origin.version;
}

/**
 * In WAL mode, FULL syncs the log at every commit: what was acknowledged survives the loss of power. macOS needs to be
 * told to empty the disk's own cache too.
 */
function makeDurable(database: DatabaseSync): void {
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
  `);
}

function openFailure(path: string, cause: unknown): DataFolderError {
  const code = resultCodeOf(cause);
  if (code === resultCode.corrupt || code === resultCode.notADatabase) {
    return new DataFolderError(
      `${path} is damaged, or no SQLite database: ${messageOf(cause)}`,
      'Put a copy of the file back, or move it away to begin again without its records.',
      { cause },
    );
  }
  return new DataFolderError(
    `${path} cannot be opened: ${messageOf(cause)}`,
    'Check that the file and its folder can be read and written by this user.',
    { cause },
  );
}
