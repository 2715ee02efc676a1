import { z } from 'zod';
import type { Scope } from '../../domain/model/scope.ts';
import type { Outcome } from '../../ports/aws-failure.ts';
import type { AccountCall } from './account-call.ts';
import type { AccountSession } from './account-session.ts';
import { malformedReply, type Operation } from './errors.ts';
import { createSessionClients } from './session-clients.ts';

/** Sends one request with a client of the scope's account and Region, and reads the reply as the schema wants it. */
export type ServiceRequest<Sdk, Client> = <Reply>(
  scope: Scope,
  operation: Operation,
  schema: z.ZodType<Reply>,
  send: (sdk: Sdk, client: Client, options: { readonly abortSignal: AbortSignal }) => Promise<unknown>,
) => Promise<Outcome<Reply>>;

/** What one SDK package needs to be asked: it is loaded at the first request, its clients are kept for their session. */
export function createServiceRequest<Sdk, Client>(options: {
  readonly call: AccountCall;
  readonly loadSdk: () => Promise<Sdk>;
  readonly makeClient: (sdk: Sdk, region: string, session: AccountSession) => Client;
}): ServiceRequest<Sdk, Client> {
  const { call, loadSdk, makeClient } = options;
  const clientOf = createSessionClients<Client>();

  return async (scope, operation, schema, send) => {
    const sdk = await loadSdk();
    const reply = await call({ ...operation, scope }, (session, abortSignal) => {
      const client = clientOf(session, scope.region, () => makeClient(sdk, scope.region, session));
      return send(sdk, client, { abortSignal });
    });
    if (!reply.ok) return reply;
    const parsed = schema.safeParse(reply.value);
    if (parsed.success) return { ok: true, value: parsed.data };
    return { ok: false, failure: malformedReply(operation, z.prettifyError(parsed.error)) };
  };
}
