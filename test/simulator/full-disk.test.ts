import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openFileJournal } from '../../src/simulator/node/file-journal.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { idsOf, named, startRecovery } from './drill.ts';
import { homeAccount } from './wire.ts';

const disk = vi.hoisted(() => ({ full: false }));

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>();
  const writeSync = (descriptor: number, bytes: Buffer, offset: number): number => {
    if (!disk.full) return fs.writeSync(descriptor, bytes, offset);
    fs.writeSync(descriptor, bytes, offset, 10);
    throw new Error('no space left on device');
  };
  return { ...fs, writeSync };
});

test('a disk that fills up in mid-line refuses the change, and leaves no half line behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'));
  const file = join(folder, 'journal.jsonl');
  const journal = openFileJournal(file);
  const simulator = createSimulator({ seed: 98, estate: named(['web']), journal });
  const before = readFileSync(file, 'utf8');
  disk.full = true;
  await expect(startRecovery(simulator, idsOf(simulator))).rejects.toThrow('no space left on device');
  expect(readFileSync(file, 'utf8')).toBe(before);
  disk.full = false;
  expect((await startRecovery(simulator, idsOf(simulator))).status).toBe(202);
  journal.close();
  const reopened = openFileJournal(file);
  expect(createSimulator({ journal: reopened }).jobs(homeAccount, 'us-east-1')).toHaveLength(1);
  reopened.close();
  rmSync(folder, { recursive: true });
});
