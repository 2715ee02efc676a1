/**
 * The sign-in where Breakwater is deployed to AWS: Cognito's own page, by the authorization code with PKCE (RFC 7636).
 * The tokens are this tab's, and end with it. `config.json` says where that page is; a server of one's own has none.
 */
import { z } from 'zod';

const configurationSchema = z.object({ signInUrl: z.url(), clientId: z.string().min(1) });

interface Storage {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

export interface HostedSignInOptions {
  readonly origin: string;
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>;
  readonly storage: Storage;
  readonly nowMs: () => number;
}

const TOKENS = 'breakwater.tokens';
const ATTEMPT = 'breakwater.sign-in';
/** Before its end a token is exchanged for the next one. */
const EARLY_MILLISECONDS = 60_000;

const tokensSchema = z.object({ idToken: z.string(), refreshToken: z.string(), endsMs: z.number() });
const attemptSchema = z.object({ verifier: z.string(), state: z.string(), path: z.string() });
/** RFC 6749, section 5.1; Cognito gives a refresh token with the first answer only. */
const answerSchema = z.object({
  id_token: z.string(),
  refresh_token: z.string().optional(),
  expires_in: z.number().positive(),
});

const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCodePoint(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
const secret = (): string => base64Url(crypto.getRandomValues(new Uint8Array(32)));
const challengeOf = async (verifier: string): Promise<string> =>
  base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));

export const createHostedSignIn = ({ origin, fetch, storage, nowMs }: HostedSignInOptions) => {
  const redirectUri = `${origin}/`;
  const read = <T>(name: string, schema: z.ZodType<T>): T | undefined => {
    try {
      return schema.safeParse(JSON.parse(storage.getItem(name) ?? 'null')).data;
    } catch {
      return undefined;
    }
  };

  /** Undefined where nobody signs in at Cognito. */
  const readConfiguration = async () => {
    const response = await fetch(`${origin}/config.json`);
    if (!response.ok || !/json/.test(response.headers.get('content-type') ?? '')) return undefined;
    return configurationSchema.safeParse(await response.json()).data;
  };
  let reading: ReturnType<typeof readConfiguration> | undefined;
  const configuration = () => {
    reading ??= readConfiguration().catch((error: unknown) => {
      reading = undefined;
      throw error;
    });
    return reading;
  };

  const exchange = async (grant: Readonly<Record<string, string>>, refreshToken?: string): Promise<boolean> => {
    const found = await configuration();
    if (found === undefined) return false;
    const response = await fetch(`${found.signInUrl}/oauth2/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ client_id: found.clientId, ...grant }).toString(),
    });
    const answer = response.ok ? answerSchema.safeParse(await response.json()) : undefined;
    if (answer?.success !== true) return false;
    const { id_token: idToken, refresh_token: next = refreshToken ?? '', expires_in: seconds } = answer.data;
    storage.setItem(TOKENS, JSON.stringify({ idToken, refreshToken: next, endsMs: nowMs() + seconds * 1000 }));
    return true;
  };

  const renew = async (refreshToken: string): Promise<string | undefined> => {
    const isRenewed = await exchange({ grant_type: 'refresh_token', refresh_token: refreshToken }, refreshToken);
    if (!isRenewed) storage.removeItem(TOKENS);
    return read(TOKENS, tokensSchema)?.idToken;
  };
  let renewing: Promise<string | undefined> | undefined;

  return {
    isThere: async (): Promise<boolean> => (await configuration()) !== undefined,

    /** For the API; undefined when nobody is signed in. Requests that find it old share one renewal. */
    token: async (): Promise<string | undefined> => {
      const tokens = read(TOKENS, tokensSchema);
      if (tokens === undefined || nowMs() < tokens.endsMs - EARLY_MILLISECONDS) return tokens?.idToken;
      renewing ??= renew(tokens.refreshToken).finally(() => {
        renewing = undefined;
      });
      return renewing;
    },

    /** The address of the sign-in. `path`: where to go on afterwards. */
    begin: async (path: string): Promise<string> => {
      const found = await configuration();
      if (found === undefined) throw new Error('there is no sign-in by Cognito here');
      const [verifier, state] = [secret(), secret()];
      storage.setItem(ATTEMPT, JSON.stringify({ verifier, state, path }));
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: found.clientId,
        redirect_uri: redirectUri,
        scope: 'openid email',
        state,
        code_challenge: await challengeOf(verifier),
        code_challenge_method: 'S256',
      });
      return `${found.signInUrl}/oauth2/authorize?${query.toString()}`;
    },

    /** After Cognito has sent us back: the path to go on at; undefined when this is no answer to our own attempt. */
    finish: async (search: string): Promise<string | undefined> => {
      const query = new URLSearchParams(search);
      const [code, state] = [query.get('code'), query.get('state')];
      const attempt = read(ATTEMPT, attemptSchema);
      if (code === null || attempt === undefined || attempt.state !== state) return undefined;
      storage.removeItem(ATTEMPT);
      await exchange({
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: attempt.verifier,
      });
      return attempt.path;
    },

    /** Forgets the tokens. Gives the address that ends Cognito's own session; undefined when nobody was signed in by it. */
    end: async (): Promise<string | undefined> => {
      const wasSignedIn = storage.getItem(TOKENS) !== null;
      storage.removeItem(TOKENS);
      const found = wasSignedIn ? await configuration() : undefined;
      if (found === undefined) return undefined;
      const query = new URLSearchParams({ client_id: found.clientId, logout_uri: redirectUri });
      return `${found.signInUrl}/logout?${query.toString()}`;
    },
  };
};
