/** Why the simulator cannot be served, in one sentence for the person who started it. */
export class ServeError extends Error {
  override readonly name = 'ServeError';
}

/** What went wrong, in the words of whoever noticed. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The system's error code, such as EADDRINUSE. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
