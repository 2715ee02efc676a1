// Runs before every script that needs the dependencies, on whatever Node there is: plain JavaScript, no dependencies.
// Installs when node_modules is missing or is not what package-lock.json wants.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(home, 'node_modules');

const packagesIn = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/**
 * npm writes down what it installed in a lockfile of its own, last of all. By content, not by time: a checkout touches
 * package-lock.json without changing it. Optional packages may be absent: they are for other platforms.
 */
const isCurrent = () => {
  if (!existsSync(join(folder, '.bin', 'node'))) return false;
  try {
    const installed = packagesIn(join(folder, '.package-lock.json'));
    const wanted = packagesIn(join(home, 'package-lock.json'));
    return Object.entries(wanted).every(([name, { version, integrity, optional }]) => {
      if (name === '') return true;
      const found = installed[name];
      return found === undefined ? optional === true : found.version === version && found.integrity === integrity;
    });
  } catch {
    return false;
  }
};

const isLink = () => lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true;

if (!isCurrent()) {
  if (isLink()) {
    process.stderr.write(
      'node_modules is a symbolic link, and what it leads to is not what package-lock.json wants. Nothing is installed:\n' +
        'npm ci would delete what others use. Run npm ci where it leads to, or remove the link.\n',
    );
    process.exit(1);
  }
  process.stderr.write('Installing what is missing (npm ci, about a minute) …\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: home,
    stdio: ['ignore', 2, 2],
  });
  if (result.status !== 0) {
    process.stderr.write(
      'npm ci failed; see above. Breakwater needs Node 20 or later with npm, and the npm registry.\n',
    );
    process.exit(1);
  }
}
