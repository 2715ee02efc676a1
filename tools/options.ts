/** What a program of this folder is asked for. `--help` and what cannot be used end it, with exit code 0 or 2. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

export const stop = (text: string, exitCode: number): never => {
  process.stdout.write(text);
  process.exit(exitCode);
};

/** Gives what the action gives, or ends the program with the error's own words. */
export const orStop = <T>(action: () => T): T => {
  try {
    return action();
  } catch (error) {
    return stop(`${error instanceof Error ? error.message : String(error)}\n`, 2);
  }
};

export const readOptions = <const Options extends ParseArgsOptionsConfig>(usage: string, options: Options) => {
  if (process.argv.includes('--help')) stop(usage, 0);
  return orStop(() => parseArgs({ options })).values;
};

/** A whole number of at least so much, in digits. */
export const wholeOf = (name: string, text: string, min: number): number => {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min ? value : stop(`--${name} takes a whole number of at least ${min}, not ${text}\n`, 2);
};
