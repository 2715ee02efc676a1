import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOrCreateToken } from '../../../src/adapters/sqlite/api-token.ts';
import { openDataFolder } from '../../../src/adapters/sqlite/data-folder.ts';
import { DataFolderError } from '../../../src/adapters/sqlite/data-folder-error.ts';
import { bindDataFolder } from '../../../src/adapters/sqlite/data-folder-owner.ts';
import { openSqliteItemStore } from '../../../src/adapters/sqlite/item-store.ts';
import { startChild } from './child-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

let parent: ReturnType<typeof temporaryFolder>;
let path: string;
beforeEach(() => {
  parent = temporaryFolder();
  path = `${parent.path}/some/where`;
});
afterEach(() => parent.remove());

const failureOf = (action: () => unknown): DataFolderError => {
  try {
    action();
  } catch (error) {
    if (error instanceof DataFolderError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

const modeOf = (file: string) => statSync(file).mode & 0o777;

describe('a data folder', () => {
  it('is made for its owner only, and holds the database', () => {
    const folder = openDataFolder(path);
    expect(modeOf(path)).toBe(0o700);
    expect(dirname(folder.databasePath)).toBe(path);
    openSqliteItemStore({ path: folder.databasePath }).close();
    folder.close();
    expect(existsSync(folder.databasePath)).toBe(true);
  });

  it('is kept to the AWS that its executions run in', () => {
    openDataFolder(path).close();
    bindDataFolder(path, 'aws');
    bindDataFolder(path, 'aws');
    const refusal = failureOf(() => {
      bindDataFolder(path, 'simulator');
      return openDataFolder(path);
    });
    expect(refusal.message).toBe(
      `the executions of the data folder ${path} run in AWS, by \`./breakwater serve\`, not in the simulated AWS of \`npm start\``,
    );
    expect(
      failureOf(() => {
        bindDataFolder(path, 'endpoint');
        return openDataFolder(path);
      }).message,
    ).toContain('run in AWS, by');
  });

  it('is refused to a second opener, and free again once closed', () => {
    const first = openDataFolder(path);
    const refusal = failureOf(() => openDataFolder(path));
    expect(refusal.message).toBe(`the data folder ${path} is in use by process ${process.pid}`);
    expect(refusal.remedy).toBe('Stop that process, or choose another data folder for this one.');
    expect(failureOf(() => openDataFolder(path)).message).toBe(refusal.message);
    first.close();
    const second = openDataFolder(path);
    first.close();
    expect(failureOf(() => openDataFolder(path)).message).toBe(refusal.message);
    second.close();
  });

  it('is refused while another process has it, and free as soon as that one is killed', async () => {
    const holder = startChild('hold-data-folder', path);
    await holder.printed(1);
    expect(failureOf(() => openDataFolder(path)).message).toBe(
      `the data folder ${path} is in use by process ${holder.pid}`,
    );
    await holder.kill();
    openDataFolder(path).close();
  });

  it('is refused without a name when the holder left none', () => {
    const holder = openDataFolder(path);
    writeFileSync(`${path}/lock.pid`, '');
    expect(failureOf(() => openDataFolder(path)).message).toBe(`the data folder ${path} is in use by another process`);
    holder.close();
  });

  it('cannot be where a file is, nor below one', () => {
    mkdirSync(dirname(path));
    writeFileSync(path, '');
    const refusal = failureOf(() => openDataFolder(path));
    expect(refusal.message).toBe(`the data folder ${path} cannot be made: ${path} is not a folder`);
    expect(refusal.remedy).toBe('Choose another data folder, or move the file away.');
    expect(failureOf(() => openDataFolder(`${path}/deep/er`)).message).toBe(
      `the data folder ${path}/deep/er cannot be made: ${path} is not a folder`,
    );
  });

  it('cannot be where nobody may write', () => {
    // The system's own folders refuse also the superuser, as whom tests may run.
    const sealed = process.platform === 'darwin' ? '/System' : '/sys';
    for (const unwritable of [sealed, `${sealed}/breakwater-data`]) {
      const refusal = failureOf(() => openDataFolder(unwritable));
      expect(refusal.message).toContain(`the data folder ${unwritable} cannot be written: `);
      expect(refusal.remedy).toBe('Choose another data folder, or let this user write to it.');
    }
  });
});

describe('the API token', () => {
  const tokenFile = () => `${path}/api-token`;
  beforeEach(() => mkdirSync(path, { recursive: true }));

  it('is made at the first start and stays', () => {
    const token = readOrCreateToken(path);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(readFileSync(tokenFile(), 'utf8')).toBe(`${token}\n`);
    expect(modeOf(tokenFile())).toBe(0o600);
    expect(readOrCreateToken(path)).toBe(token);
  });

  it('is another one in another folder', () => {
    const token = readOrCreateToken(path);
    expect(readOrCreateToken(parent.path)).not.toBe(token);
  });

  it('is made private again when others could read it', () => {
    const token = readOrCreateToken(path);
    chmodSync(tokenFile(), 0o644);
    expect(readOrCreateToken(path)).toBe(token);
    expect(modeOf(tokenFile())).toBe(0o600);
  });

  it('may be set by the operator, but not to something short', () => {
    const own = 'my-own-token-that-is-long-enough-123';
    writeFileSync(tokenFile(), `${own}\n`);
    expect(readOrCreateToken(path)).toBe(own);
    for (const short of ['', 'secret', `${own} ${own}`]) {
      writeFileSync(tokenFile(), short);
      const refusal = failureOf(() => readOrCreateToken(path));
      expect(refusal.message).toContain(`${tokenFile()} holds no API token`);
      expect(refusal.remedy).toBe('Delete the file: a new token is made at the next start.');
    }
  });

  it('cannot be kept where a folder stands', () => {
    mkdirSync(tokenFile());
    expect(failureOf(() => readOrCreateToken(path)).message).toContain('cannot be read or written: EISDIR');
  });
});
