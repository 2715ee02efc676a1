/** The code stands behind the `#`: browsers keep that part to themselves, so that no log and no proxy reads it. */
export const signInLink = (baseUrl: string, code: string): string =>
  `${baseUrl.replace(/\/+$/, '')}/sign-in#code=${code}`;
