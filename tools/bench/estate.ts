/** What a large estate costs, beyond its executions: each program in a process of its own. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type EstateRow, estateRowSchema } from './estate-row.ts';

const programs = ['inventory.ts', 'capacity.ts'] as const;

export const measureEstate = (): readonly EstateRow[] =>
  programs.flatMap((program) => {
    const path = fileURLToPath(new URL(program, import.meta.url));
    const args = ['--disable-warning=ExperimentalWarning', path, '--json'];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    // A target that is missed is judged with the others; without rows it has failed.
    const rows = stdout.trim();
    if (rows === '') throw new Error(`${program}: ${stderr}`);
    return z.array(estateRowSchema).parse(JSON.parse(rows));
  });
