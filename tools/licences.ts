/** `npm run licences`: the licences of everything that is installed, from the lock file; what ships first. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        version: z.string().optional(),
        license: z.string().optional(),
        dev: z.boolean().optional(),
        link: z.boolean().optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8')));

const installed = Object.entries(lock.packages)
  .filter(([path, { link }]) => path.includes('node_modules/') && link !== true)
  .map(([path, { version = '', license = 'not said', dev = false }]) => ({
    name: `${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version}`,
    license,
    dev,
  }));

const print = (line: string): void => void process.stdout.write(`${line}\n`);

for (const dev of [false, true]) {
  const packages = installed.filter((each) => each.dev === dev);
  print(
    `${dev ? 'for development and tests alone' : 'ships, or is needed by what ships'}: ${packages.length} packages`,
  );
  for (const [license, own] of [...Map.groupBy(packages, (each) => each.license)].sort(
    ([, a], [, b]) => b.length - a.length,
  )) {
    const names = own.length > 8 ? '' : `: ${own.map(({ name }) => name).join(', ')}`;
    print(`  ${license}  ${own.length}${names}`);
  }
}
