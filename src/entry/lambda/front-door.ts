/** The API's one way in over HTTP: the distribution of CloudFront, before which the firewall stands. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { notByTheConsole } from '../../api/problems.ts';
import { secondsBetween } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Json } from '../../ports/item-store.ts';
import { frontDoorHeaders } from './functions.ts';
import { type CalledApi, callerOf, type Fetch, problemAnswer, toHttpAnswer, toRequest } from './http.ts';
import type { HttpEvent } from './invocation.ts';

/** A secret that was changed is asked for again no sooner: whoever guesses must not make us ask. */
const REREAD_SECONDS = 60;

export interface FrontDoorOptions {
  /** What CloudFront sends with each request. Throws when AWS does not say: then nobody is let in. */
  readonly readSecret: () => Promise<string>;
  readonly clock: Clock;
  readonly calledApi: CalledApi;
  readonly fetch: Fetch;
  readonly onRefused: (detail: { readonly path: string; readonly sourceIp: string | undefined }) => void;
}

/** Answers what came by the distribution as the API does, and refuses the rest, whoever sent it. */
export const createFrontDoor = (options: FrontDoorOptions): ((event: HttpEvent) => Promise<Json>) => {
  const { calledApi, fetch, onRefused } = options;
  const isSecret = createSecretCheck(options);
  return async (event) => {
    const { [frontDoorHeaders.secret]: given, [frontDoorHeaders.viewerAddress]: viewer, ...headers } = event.headers;
    if (given === undefined || !(await isSecret(given))) {
      onRefused({ path: event.rawPath, sourceIp: event.requestContext.http.sourceIp });
      return toHttpAnswer(problemAnswer(notByTheConsole()));
    }
    const address = viewer !== undefined && isIP(viewer) !== 0 ? viewer : undefined;
    const request = toRequest({ ...event, headers });
    return toHttpAnswer(await calledApi.callAs(callerOf(event), request, fetch, address));
  };
};

/** Reads the secret at the first request, and again when a request has another one. */
const createSecretCheck = ({ readSecret, clock }: FrontDoorOptions) => {
  let known: { readonly secret: Promise<string>; readonly readTime: string } | undefined;
  const read = (): Promise<string> => {
    const reading = { secret: readSecret(), readTime: clock.now() };
    known = reading;
    // What could not be read is asked for again by the next request.
    reading.secret.catch(() => {
      if (known === reading) known = undefined;
    });
    return reading.secret;
  };
  return async (given: string): Promise<boolean> => {
    const before = known ?? { secret: read(), readTime: clock.now() };
    if (isSame(given, await before.secret)) return true;
    return secondsBetween(before.readTime, clock.now()) >= REREAD_SECONDS && isSame(given, await read());
  };
};

/** In a time that tells neither where they differ nor how long they are. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
