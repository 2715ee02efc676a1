/**
 * The sign-in where Breakwater is deployed to AWS: Cognito's own page, by the authorization code with PKCE (RFC 7636), for
 * the console and the command line. `config.json` says where that page is; a server of one's own has none. The tokens
 * are where `storage` keeps them.
 */
import { z } from 'zod';

const configurationSchema = z.object({ signInUrl: z.url(), clientId: z.string().min(1) });

/**
 * Where the command line listens for what Cognito answers: `http://localhost:PORT/`, which Cognito takes without TLS, and
 * knows by the port too (RFC 8252, 7.3, would leave it open). Three, as another program may have one of them.
 */
export const redirectPorts = [7761, 7762, 7763] as const;

interface Storage {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

export interface HostedSignInOptions {
  /** Of the console. */
  readonly origin: string;
  /** Where Cognito sends the browser: the console itself when absent. */
  readonly redirectUri?: string;
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>;
  readonly storage: Storage;
  readonly nowMs: () => number;
}

const TOKENS = 'breakwater.tokens';
const ATTEMPT = 'breakwater.sign-in';
/** Before its end a token is exchanged for the next one. */
const EARLY_MILLISECONDS = 60_000;
const ANSWER_MILLISECONDS = 10_000;

const tokensSchema = z.object({
  idToken: z.string(),
  refreshToken: z.string(),
  endsMs: z.number(),
  /** Where they were issued: they are renewed and ended there, or nowhere. */
  signInUrl: z.url(),
  clientId: z.string(),
});
type Tokens = z.infer<typeof tokensSchema>;
type Issuer = Pick<Tokens, 'signInUrl' | 'clientId'>;
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

export const createHostedSignIn = ({
  origin,
  redirectUri = `${origin}/`,
  fetch,
  storage,
  nowMs,
}: HostedSignInOptions) => {
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

  const post = ({ signInUrl, clientId }: Issuer, path: string, form: Readonly<Record<string, string>>) =>
    fetch(`${signInUrl}/oauth2/${path}`, {
      // Who signs out, or waits for a token, does not wait for a Cognito that hangs.
      signal: AbortSignal.timeout(ANSWER_MILLISECONDS),
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ client_id: clientId, ...form }).toString(),
      // What is sent here is for nobody else.
      redirect: 'error',
    });

  const exchange = async (
    issuer: Issuer,
    grant: Readonly<Record<string, string>>,
    refreshToken = '',
  ): Promise<boolean> => {
    const response = await post(issuer, 'token', grant);
    if (response.status >= 500) throw new Error(`the sign-in at ${issuer.signInUrl} answered ${response.status}`);
    const answer = response.ok ? answerSchema.safeParse(await response.json()) : undefined;
    if (answer?.success !== true) return false;
    const { id_token: idToken, refresh_token: next = refreshToken, expires_in: seconds } = answer.data;
    const { signInUrl, clientId } = issuer;
    const tokens: Tokens = { idToken, refreshToken: next, endsMs: nowMs() + seconds * 1000, signInUrl, clientId };
    storage.setItem(TOKENS, JSON.stringify(tokens));
    return true;
  };

  const renew = async (tokens: Tokens): Promise<string | undefined> => {
    const { refreshToken } = tokens;
    const isRenewed = await exchange(
      tokens,
      { grant_type: 'refresh_token', refresh_token: refreshToken },
      refreshToken,
    );
    if (!isRenewed) storage.removeItem(TOKENS);
    return read(TOKENS, tokensSchema)?.idToken;
  };
  let renewing: Promise<string | undefined> | undefined;

  const forget = async (): Promise<boolean> => {
    const tokens = read(TOKENS, tokensSchema);
    storage.removeItem(TOKENS);
    if (tokens === undefined) return true;
    return post(tokens, 'revoke', { token: tokens.refreshToken }).then(
      ({ ok }) => ok,
      () => false,
    );
  };

  return {
    isThere: async (): Promise<boolean> => (await configuration()) !== undefined,

    /** For the API; undefined when nobody is signed in. Requests that find it old share one renewal. */
    token: async (): Promise<string | undefined> => {
      const tokens = read(TOKENS, tokensSchema);
      if (tokens === undefined || nowMs() < tokens.endsMs - EARLY_MILLISECONDS) return tokens?.idToken;
      renewing ??= renew(tokens).finally(() => {
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
      const found = await configuration();
      if (found === undefined) return undefined;
      await exchange(found, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: attempt.verifier,
      });
      return attempt.path;
    },

    /** Forgets the tokens, and ends the sign-in that they are from (RFC 7009); false when Cognito could not be told. */
    forget,

    /** The same. Gives the address that ends Cognito's own session; undefined when nobody was signed in by it. */
    end: async (): Promise<string | undefined> => {
      const tokens = read(TOKENS, tokensSchema);
      await forget();
      if (tokens === undefined) return undefined;
      const query = new URLSearchParams({ client_id: tokens.clientId, logout_uri: redirectUri });
      return `${tokens.signInUrl}/logout?${query.toString()}`;
    },
  };
};
