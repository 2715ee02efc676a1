import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, ServeError } from './serve-error.ts';

/** Folders that this process holds; a lock with our own process id that is not among them is left from an earlier life. */
const held = new Set<string>();

/** Takes a folder for this process, so that two simulators never write one journal. Returns what gives it back. */
export function lockFolder(folder: string): () => void {
  const file = join(folder, 'lock');
  if (held.has(file)) throw new ServeError(`The data folder ${folder} is already in use by this process`);
  for (;;) {
    try {
      const descriptor = openSync(file, 'wx');
      writeSync(descriptor, String(process.pid));
      closeSync(descriptor);
      held.add(file);
      return () => {
        held.delete(file);
        unlinkSync(file);
      };
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    const owner = Number(readFileSync(file, 'utf8'));
    if (owner !== process.pid && isAlive(owner)) {
      throw new ServeError(`The data folder ${folder} is in use by process ${owner}`);
    }
    unlinkSync(file);
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
