import { join } from 'node:path';

export const consoleFolder: string = join(import.meta.dirname, '../../console/dist');
