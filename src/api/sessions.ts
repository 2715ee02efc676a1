/**
 * Sign-in for a browser, which cannot be given the token: whoever holds the token gets a code that works once and for
 * minutes, and a page exchanges it for a session. Of both, the store keeps a hash only.
 */
import { sha256 } from 'hono/utils/crypto';
import { z } from 'zod';
import { roleSchema } from '../domain/permissions.ts';
import { addSeconds, isBefore } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { ItemKey, ItemStore } from '../ports/item-store.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { Caller } from './authenticate.ts';

export interface Sessions {
  /** A code that signs in as this caller, once. */
  createCode(caller: Caller): Promise<{ readonly code: string; readonly expiresTime: string }>;
  /** Uses the code up. `undefined` when there is no such code, or no longer. `secret` is for the cookie. */
  signIn(code: string): Promise<(Session & { readonly secret: string }) | undefined>;
  find(secret: string): Promise<Session | undefined>;
  end(secret: string): Promise<void>;
}

export interface Session extends Caller {
  readonly expiresTime: string;
}

/** Long enough to find the terminal's window, too short to be of use to who reads an old scrollback. */
export const codeSeconds = 10 * 60;
/** A shift. */
export const sessionSeconds = 12 * 60 * 60;

export interface SessionPorts {
  readonly store: ItemStore;
  readonly clock: Pick<Clock, 'now'>;
  /** Named tokens: a session that was opened with one ends when it is revoked. */
  readonly tokens?: Pick<AccessTokens, 'get'>;
  /** At least 128 random bits, as letters, digits, - or _. */
  readonly newSecret: () => string;
}

const sessionSchema = z.object({
  actor: z.string(),
  roles: z.array(roleSchema),
  tokenId: z.string().optional(),
  expiresTime: z.string(),
});

export function createSessions({ store, clock, newSecret, tokens }: SessionPorts): Sessions {
  const save = async (kind: Kind, session: Session): Promise<string> => {
    const secret = newSecret();
    const key = await keyOf(kind, secret);
    const item = { ...key, version: 1, body: { ...session }, expiresTime: session.expiresTime };
    await store.transact([{ kind: 'put', item, condition: { kind: 'absent' } }]);
    return secret;
  };
  const read = async (kind: Kind, secret: string): Promise<Session | undefined> => {
    const found = await store.get(await keyOf(kind, secret));
    const session = found && sessionSchema.parse(found.body);
    if (session === undefined || !isBefore(clock.now(), session.expiresTime)) return undefined;
    const { tokenId, ...others } = session;
    if (tokenId === undefined) return others;
    return (await tokens?.get(tokenId)) === undefined ? undefined : { ...others, tokenId };
  };
  return {
    createCode: async (caller) => {
      const expiresTime = addSeconds(clock.now(), codeSeconds);
      return { code: await save('sign-in-code', { ...caller, expiresTime }), expiresTime };
    },
    signIn: async (code) => {
      const found = await read('sign-in-code', code);
      if (found === undefined) return undefined;
      const key = await keyOf('sign-in-code', code);
      // Of two that come at the same moment with the same code, one gets in.
      const used = await store.transact([{ kind: 'delete', key, condition: { kind: 'version', version: 1 } }]);
      if (!used.ok) return undefined;
      const session = { ...found, expiresTime: addSeconds(clock.now(), sessionSeconds) };
      return { ...session, secret: await save('session', session) };
    },
    find: (secret) => read('session', secret),
    end: async (secret) => {
      await store.transact([{ kind: 'delete', key: await keyOf('session', secret) }]);
    },
  };
}

type Kind = 'sign-in-code' | 'session';

async function keyOf(kind: Kind, secret: string): Promise<ItemKey> {
  const hash = await sha256(secret);
  if (hash === null) throw new Error('bug: this runtime has no SHA-256');
  return { table: 'catalog', partition: `${kind}#${hash}`, sort: kind };
}
