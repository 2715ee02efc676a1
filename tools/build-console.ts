/** `npm run build:console`, and before `npm start`: builds the console when it is missing or stale. */
import { buildConsole } from '../src/entry/build-console.ts';

const built = await buildConsole((line) => process.stderr.write(`${line}\n`));
process.exit(built || process.argv.includes('--may-fail') ? 0 : 1);
