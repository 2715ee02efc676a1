import { DataFolderError } from '../adapters/sqlite/data-folder-error.ts';
import { ServeError } from '../simulator/node/serve-error.ts';
import { StartError } from './start-error.ts';

/** Resolves at Ctrl-C or `kill`. */
export const untilStopped = (): Promise<void> =>
  new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });

/** What the operator reads when a server cannot start: expected reasons as one sentence, bugs with their stack. */
export const explainStartFailure = (error: unknown): string => {
  if (error instanceof DataFolderError) return `${error.message}. ${error.remedy}`;
  if (error instanceof StartError || error instanceof ServeError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};
