import { handOver } from './data/hand-over.ts';
import { hostedSignIn } from './data/sign-in.ts';
import { renderConsole } from './render-console.tsx';

// Back from the sign-in of AWS: go on where it was begun. What failed leaves nobody signed in, and the page says so.
const { search } = globalThis.location;
const path = await hostedSignIn.finish(search).catch(() => undefined);
if (path !== undefined) globalThis.history.replaceState(null, '', path);
else if (await handOver(search)) globalThis.history.replaceState(null, '', '/sign-in#elsewhere');
renderConsole();
