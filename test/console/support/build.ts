import { buildConsole } from '../../../src/entry/build-console.ts';

/** The pages that are tested are those of the sources. */
export const setup = async (): Promise<void> => {
  const built = await buildConsole((line) => process.stderr.write(`${line}\n`));
  if (!built) throw new Error('the console was not built');
};
