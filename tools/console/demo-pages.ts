import { join } from 'node:path';
import type { PageSet } from '../../src/entry/build-console.ts';

/** The console, and all that answers it, in one page. */
export const demoPages: PageSet = {
  name: 'live demo',
  folder: 'console/demo',
  builtFolder: join(import.meta.dirname, '../../console/demo/dist'),
  sources: [
    'console/src',
    'console/public',
    'console/demo/src',
    'console/demo/index.html',
    'console/demo/vite.config.ts',
    'src',
    'examples/shop.yaml',
    'package.json',
  ],
};
