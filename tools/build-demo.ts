/** `npm run demo:build`: builds the live demo when it is missing or stale, and says how large it is. */
import { buildPages } from '../src/entry/build-console.ts';
import { demoPages } from './console/demo-pages.ts';
import { initialScripts, printScripts } from './console/initial-scripts.ts';

/** The console's 400, and the API, the engine and the simulated AWS with them. */
const mostKilobytes = 700;

const built = await buildPages(demoPages, (line) => process.stderr.write(`${line}\n`));
if (!built) process.exit(1);
const total = printScripts(initialScripts(demoPages.builtFolder), mostKilobytes);
process.stdout.write(`For a static host, at its root: ${demoPages.builtFolder}
Let it answer with 404.html for what is no file, as most do by themselves: a link into the demo then opens where it leads.
`);
process.exit(total > 0 && total <= mostKilobytes ? 0 : 1);
