// Runs before every script that needs the dependencies, on whatever Node there is: plain JavaScript, no dependencies.
// Installs when node_modules is missing or was installed from another package-lock.json.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = dirname(dirname(fileURLToPath(import.meta.url)));
/** npm writes this file last of all when it installs. */
const installed = join(home, 'node_modules', '.package-lock.json');
const wanted = join(home, 'package-lock.json');
const isCurrent =
  existsSync(installed) &&
  existsSync(join(home, 'node_modules', '.bin', 'node')) &&
  statSync(installed).mtimeMs >= statSync(wanted).mtimeMs;

if (!isCurrent) {
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
