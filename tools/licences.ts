/** `npm run licences`: the licences of everything that is installed, from the lock file; what ships first. */
import { readInstalledPackages } from './licences/installed.ts';
import { readOptions } from './options.ts';

readOptions('npm run licences\n', {});

const installed = readInstalledPackages();

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
