import type { AccountSession } from './account-session.ts';

/**
 * One SDK client for each session and Region, made at first use. The SDK keeps credentials by real time and in its own
 * way; a client that lives and dies with its session never holds old ones.
 */
export function createSessionClients<Client>(): (
  session: AccountSession,
  region: string,
  make: () => Client,
) => Client {
  const clients = new WeakMap<AccountSession, Map<string, Client>>();
  return (session, region, make) => {
    const ofSession = clients.get(session) ?? new Map<string, Client>();
    clients.set(session, ofSession);
    const client = ofSession.get(region) ?? make();
    ofSession.set(region, client);
    return client;
  };
}
