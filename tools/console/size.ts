/**
 * `npm run console:size`: the JavaScript that the printed link loads, compressed; fails beyond what is allowed. Beside it
 * what the largest pages load for who is led there first.
 */
import { consoleFolder } from '../../src/entry/console-folder.ts';
import { readOptions } from '../options.ts';
import { initialScripts, printKilobytes, printScripts, sumOf } from './initial-scripts.ts';

readOptions('npm run console:size\n', {});

const mostKilobytes = 400;

/** It signs in, and goes on to the overview. */
const printedLink = ['src/pages/sign-in/sign-in-page.tsx', 'src/pages/overview/overview-page.tsx'];
const largest: Readonly<Record<string, readonly string[]>> = {
  'page of an execution': ['src/pages/execution/execution-page.tsx'],
  'page of a plan, with its graph': ['src/pages/plan/plan-page.tsx', 'src/pages/plan/waves/plan-graph.tsx'],
};

const total = printScripts(initialScripts(consoleFolder, printedLink), mostKilobytes);
for (const [what, pages] of Object.entries(largest))
  printKilobytes(sumOf(initialScripts(consoleFolder, pages)), `instead, for who is led first to the ${what}`);
process.exit(total > 0 && total <= mostKilobytes ? 0 : 1);
