import type { Role } from '../domain/permissions.ts';

export interface Caller {
  readonly actor: string;
  readonly roles: readonly Role[];
}

/** Who sends a request; `undefined` when nobody who may. */
export type Authenticate = (request: Request) => Promise<Caller | undefined>;

/** One shared token, for one actor, who may do everything. Compared in constant time. An empty token lets nobody in. */
export function bearerToken({ token, actor }: { readonly token: string; readonly actor: string }): Authenticate {
  return async (request) => {
    const sent = /^Bearer +(\S+) *$/i.exec(request.headers.get('authorization') ?? '')?.[1];
    if (sent === undefined || token === '') return undefined;
    return isEqual(sent, token) ? { actor, roles: ['Admin'] } : undefined;
  };
}

/**
 * Looks at every character, however early they differ: the time says nothing but the length, which is no secret. Hashing
 * both first, as libraries do, waits for another thread twice in every request.
 */
const isEqual = (sent: string, token: string): boolean => {
  let difference = sent.length ^ token.length;
  for (let index = 0; index < token.length; index += 1) {
    difference |= sent.charCodeAt(index % Math.max(1, sent.length)) ^ token.charCodeAt(index);
  }
  return difference === 0;
};
