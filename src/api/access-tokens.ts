/**
 * Named tokens: each lets one person or program in, with one role. The secret is 256 random bits, so that its SHA-256 is
 * as good as a slow hash: nobody can try them all. The store keeps that hash alone.
 */
import { sha256 } from 'hono/utils/crypto';
import { z } from 'zod';
import { limits } from '../domain/limits.ts';
import { type AccessToken, accessTokenSchema } from '../domain/model/access-token.ts';
import type { Role } from '../domain/permissions.ts';
import { nameKey } from '../domain/plan-names.ts';
import { queryAll } from '../engine/store/query-all.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { ItemKey, ItemReader, ItemStore } from '../ports/item-store.ts';

export interface AccessTokens {
  /** By the order of their making. There are tens of them. */
  list(): Promise<readonly AccessToken[]>;
  create(draft: NewToken): Promise<CreateTokenResult>;
  /** From the next request on it lets nobody in, nor does a session that was opened with it. */
  revoke(tokenId: string): Promise<AccessToken | undefined>;
  /** Whose secret this is. */
  find(secret: string): Promise<AccessToken | undefined>;
  get(tokenId: string): Promise<AccessToken | undefined>;
}

export interface NewToken {
  readonly tokenName: string;
  readonly role: Role;
  readonly createdBy: string;
}

export type CreateTokenResult =
  | { readonly kind: 'created'; readonly token: AccessToken; readonly secret: string }
  | { readonly kind: 'name-taken' }
  | { readonly kind: 'too-many' };

export interface AccessTokenPorts {
  readonly store: ItemStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
  /** 256 random bits, as letters, digits, - or _. */
  readonly newSecret: () => string;
}

/** What looks like one is recognised wherever it was left, by people and by scanners of secrets. */
export const tokenSecretPrefix = 'bwt_';

const partition = 'tokens';
const tokenKey = (tokenId: string): ItemKey => ({ table: 'catalog', partition, sort: tokenId });
const tokenNameKey = (tokenName: string): ItemKey => ({
  table: 'catalog',
  partition: 'token-names',
  sort: nameKey(tokenName),
});
const secretKey = (hash: string): ItemKey => ({ table: 'catalog', partition: `token#${hash}`, sort: 'token' });

const storedSchema = accessTokenSchema.extend({ secretHash: z.string() });
const ownerSchema = z.object({ tokenId: z.string() });

const readToken = async (reader: ItemReader, tokenId: string) => {
  const item = await reader.get(tokenKey(tokenId));
  return item && storedSchema.parse(item.body);
};

export function createAccessTokens({ store, clock, ids, newSecret }: AccessTokenPorts): AccessTokens {
  const list = async () =>
    (await queryAll(store, 'catalog', partition, '')).map((item) => accessTokenSchema.parse(item.body));
  const get = async (tokenId: string) => {
    const stored = await readToken(store, tokenId);
    return stored && accessTokenSchema.parse(stored);
  };
  return {
    list,
    get,
    create: async (draft) => {
      if ((await list()).length >= limits.accessTokens) return { kind: 'too-many' };
      const secret = `${tokenSecretPrefix}${newSecret()}`;
      const secretHash = await hashOf(secret);
      const token: AccessToken = { tokenId: ids.next('token'), ...draft, createdTime: clock.now() };
      const { tokenId, tokenName } = token;
      const put = (key: ItemKey, body: Readonly<Record<string, string>>) =>
        ({ kind: 'put', item: { ...key, version: 1, body }, condition: { kind: 'absent' } }) as const;
      const saved = await store.transact([
        put(tokenKey(tokenId), { ...token, secretHash }),
        put(tokenNameKey(tokenName), { tokenId }),
        put(secretKey(secretHash), { tokenId }),
      ]);
      return saved.ok ? { kind: 'created', token, secret } : { kind: 'name-taken' };
    },
    revoke: async (tokenId) => {
      const stored = await readToken(store, tokenId);
      if (stored === undefined) return undefined;
      const { secretHash, ...token } = stored;
      const revoked = await store.transact([
        { kind: 'delete', key: tokenKey(tokenId), condition: { kind: 'version', version: 1 } },
        { kind: 'delete', key: tokenNameKey(token.tokenName) },
        { kind: 'delete', key: secretKey(secretHash) },
      ]);
      return revoked.ok ? token : undefined;
    },
    find: async (secret) => {
      if (!secret.startsWith(tokenSecretPrefix)) return undefined;
      const owner = await store.get(secretKey(await hashOf(secret)));
      return owner && get(ownerSchema.parse(owner.body).tokenId);
    },
  };
}

async function hashOf(secret: string): Promise<string> {
  const hash = await sha256(secret);
  if (hash === null) throw new Error('bug: this runtime has no SHA-256');
  return hash;
}
