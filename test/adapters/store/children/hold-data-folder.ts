/** Opens the data folder named first, says so, and stays until it is killed. */
import { writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { openDataFolder } from '../../../../src/adapters/sqlite/data-folder.ts';

openDataFolder(process.argv[2] ?? '');
writeSync(1, 'open\n');
createServer().listen(0);
