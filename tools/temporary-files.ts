import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

/** What this program and its children keep in the system's folder for such files is gone when it ends, interrupted or not. */
export const removeTemporaryFilesAtExit = (): void => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-tool-'));
  process.env['TMPDIR'] = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
};
