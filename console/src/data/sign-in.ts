import { createHostedSignIn } from '../../../src/api/hosted-sign-in.ts';

export const hostedSignIn = createHostedSignIn({
  origin: globalThis.location.origin,
  fetch: (url, init) => globalThis.fetch(url, init),
  storage: globalThis.sessionStorage,
  nowMs: () => Date.now(),
});
