import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataFolderError } from './data-folder-error.ts';

/** Which AWS the executions of a data folder run in. */
const worlds = {
  simulator: 'the simulated AWS of `npm start`',
  aws: 'AWS, by `./breakwater serve`',
  endpoint: 'an AWS endpoint of its own, by `./breakwater serve --endpoint`',
} as const;
export type AwsWorld = keyof typeof worlds;

const isWorld = (text: string): text is AwsWorld => Object.hasOwn(worlds, text);

/**
 * Notes which AWS the folder's executions run in, at the first opening, and throws a DataFolderError at any other: asked
 * of another AWS, jobs that run would be taken for gone, and servers that are up for failed. For the holder of the folder.
 */
export const bindDataFolder = (folder: string, world: AwsWorld): void => {
  const file = join(folder, 'aws.txt');
  const noted = readNote(file);
  if (noted === world) return;
  if (noted === undefined) {
    writeFileSync(file, `${world}\n`, { mode: 0o600 });
    return;
  }
  const owner = isWorld(noted) ? worlds[noted] : `"${noted}"`;
  throw new DataFolderError(
    `the executions of the data folder ${folder} run in ${owner}, not in ${worlds[world]}`,
    'Start it as it was started before, or choose another data folder for this one with --data.',
  );
};

/** Undefined: nothing is noted yet. */
const readNote = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new DataFolderError(`${file} cannot be read: ${String(error)}`, 'Let this user read it.', { cause: error });
  }
};
