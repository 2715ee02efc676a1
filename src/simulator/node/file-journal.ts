import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { type Journal, type JournalEntry, journalEntry } from '../journal.ts';
import { reasonOf, ServeError } from './serve-error.ts';

/**
 * A journal in a file, one JSON entry a line.
 * J1: `append` returns only after the line is on the disk (fsync).
 * J2: a line without its newline was never acknowledged; it is cut off when the file is opened.
 * J3: every other line that cannot be read is refused with file and line: guessing would change the past.
 */
export type FileJournal = Journal & { close: () => void };

/** Opens or creates the file. Throws `ServeError` for one that is damaged or cannot be opened. */
export function openFileJournal(file: string): FileJournal {
  const descriptor = openForAppending(file);
  try {
    const bytes = readFileSync(file);
    let size = bytes.lastIndexOf(0x0a) + 1;
    if (size < bytes.length) ftruncateSync(descriptor, size);
    const entries = readEntries(file, bytes.subarray(0, size).toString('utf8'));
    return {
      entries,
      close: () => closeSync(descriptor),
      append(entry) {
        const line = Buffer.from(`${JSON.stringify(entry)}\n`);
        try {
          writeWhole(descriptor, line);
          fsyncSync(descriptor);
        } catch (error) {
          // Half a line must not stay in front of the next one.
          ftruncateSync(descriptor, size);
          throw error;
        }
        size += line.length;
      },
    };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function openForAppending(file: string): number {
  try {
    return openSync(file, 'a+');
  } catch (error) {
    throw new ServeError(`The journal ${file} cannot be opened: ${reasonOf(error)}`);
  }
}

function writeWhole(descriptor: number, line: Buffer): void {
  for (let written = 0; written < line.length; ) written += writeSync(descriptor, line, written);
}

function readEntries(file: string, text: string): JournalEntry[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line, index) => {
    const parsed = journalEntry.safeParse(parseJson(line));
    if (parsed.success) return parsed.data;
    throw new ServeError(`${file}:${index + 1}: is not a journal entry; the file is damaged`);
  });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
