import type { AccountAccess, AccountSession, AwsCredentials } from './account-session.ts';
import type { ClientSettings } from './client-settings.ts';

/**
 * Our own credentials, whatever account they belong to: the given ones, or those of the SDK's default chain
 * (environment, profile, role of the machine). After a drop the chain begins anew, and so reads what was renewed.
 */
export function createHomeAccess(options: {
  readonly settings: (region: string) => ClientSettings;
  readonly staticCredentials?: AwsCredentials;
}): AccountAccess {
  const { settings, staticCredentials } = options;
  let current: AccountSession | undefined;
  return {
    async sessionFor({ region }) {
      current ??= { credentials: staticCredentials ?? defaultChain(settings(region)) };
      return { ok: true, value: current };
    },
    drop(session) {
      if (session === current) current = undefined;
    },
  };
}

/** A client that is given no credentials finds them; the clients of all services share what it found. */
function defaultChain(settings: ClientSettings): () => Promise<AwsCredentials> {
  let chain: Promise<() => Promise<AwsCredentials>> | undefined;
  return async () => {
    chain ??= import('./sdk-sts.ts').then(({ STSClient }) => new STSClient(settings).config.credentials);
    const provide = await chain;
    return provide();
  };
}
