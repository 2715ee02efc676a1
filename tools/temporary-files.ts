import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * What this program and its children keep in the system's folder for such files is gone when it ends, interrupted or not.
 * `endChildren` comes first.
 */
export const removeTemporaryFilesAtExit = (endChildren: () => void = () => undefined): void => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-tool-'));
  process.env['TMPDIR'] = folder;
  process.on('exit', () => {
    endChildren();
    // A child that is just dying may yet write something.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
};
