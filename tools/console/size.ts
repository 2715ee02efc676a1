/** `npm run console:size`: the JavaScript that a first visit loads, compressed; fails beyond what is allowed. */
import { consoleFolder } from '../../src/entry/console-folder.ts';
import { initialScripts, printScripts } from './initial-scripts.ts';

const mostKilobytes = 400;

const total = printScripts(initialScripts(consoleFolder), mostKilobytes);
process.exit(total > 0 && total <= mostKilobytes ? 0 : 1);
