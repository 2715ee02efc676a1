/** A night's store may fail whoever uses it. Nothing else is thrown: what AWS refuses or does not answer is data. */

/** What the store of a night says when it does not answer. */
export const STORE_SILENT = 'the store does not answer';
/** Others were always first: told with the number of tries. */
const OVERTAKEN = /\d+ times in a row/;

const isExpected = (error: unknown): boolean =>
  error instanceof Error && (error.message === STORE_SILENT || OVERTAKEN.test(error.message));

/** Each once, with where it came from. */
export const unexpectedErrors = (errors: readonly unknown[]): readonly string[] => {
  const texts = errors
    .filter((error) => !isExpected(error))
    .map((error) => (error instanceof Error ? (error.stack ?? error.message) : String(error)));
  return [...new Set(texts)].map((text) => `error: ${text}`);
};
