/** SQLite's primary result codes that we tell apart (https://www.sqlite.org/rescode.html). */
export const resultCode = { busy: 5, readOnly: 8, corrupt: 11, cannotOpen: 14, notADatabase: 26 } as const;

/** The primary result code of an error of `node:sqlite`; undefined for any other error. */
export function resultCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  // The low byte; the rest is the extended code.
  return error.errcode & 0xff;
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
