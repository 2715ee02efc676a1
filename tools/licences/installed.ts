/** What the lock file says of everything that is installed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      link: z.boolean().optional(),
    }),
  ),
});

export interface InstalledPackage {
  /** `zod@4.1.0`. */
  readonly name: string;
  readonly license: string;
  /** For development and tests alone; otherwise it ships, or is needed by what ships. */
  readonly dev: boolean;
}

export const readInstalledPackages = (): readonly InstalledPackage[] => {
  const lockFile = readFileSync(join(import.meta.dirname, '..', '..', 'package-lock.json'), 'utf8');
  return Object.entries(lockSchema.parse(JSON.parse(lockFile)).packages)
    .filter(([path, { link }]) => path.includes('node_modules/') && link !== true)
    .map(([path, { version = '', license = 'not said', dev = false }]) => ({
      name: `${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version}`,
      license,
      dev,
    }));
};
