import { hostedSignIn } from './data/sign-in.ts';
import { renderConsole } from './render-console.tsx';

// Back from the sign-in of AWS: go on where it was begun. What failed leaves nobody signed in, and the page says so.
const path = await hostedSignIn.finish(globalThis.location.search).catch(() => undefined);
if (path !== undefined) globalThis.history.replaceState(null, '', path);
renderConsole();
