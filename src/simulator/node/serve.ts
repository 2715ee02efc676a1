import { existsSync, mkdirSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { createClock } from '../clock.ts';
import { JournalMismatch } from '../control/open-world.ts';
import { noJournal } from '../journal.ts';
import { createSimulator, type Simulator } from '../simulator.ts';
import type { DurationChoice } from '../world/durations.ts';
import type { Quotas } from '../world/quotas.ts';
import { readEstateFile } from './estate-file.ts';
import { type FileJournal, openFileJournal } from './file-journal.ts';
import { lockFolder } from './folder-lock.ts';
import { listen } from './listen.ts';
import { postEvent } from './post-event.ts';
import { realTime } from './real-time.ts';
import { reasonOf, ServeError } from './serve-error.ts';

export type ServeOptions = {
  /** 0: any free port. */
  port: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** Simulated seconds for each real second, or `manual`: time moves by the control endpoint only. */
  speed: number | 'manual';
  /** Default: the seed of the data folder, or 1 for a new one. */
  seed?: number | string;
  /** YAML or JSON. Default: the estate of the data folder, or the sample company for a new one. */
  estateFile?: string;
  /**
   * Holds `journal.jsonl`; created when missing. What happened is kept there and goes on after a restart. Default:
   * nothing is kept.
   */
  dataFolder?: string;
  durations?: DurationChoice;
  quotas?: Partial<Quotas>;
};

export type ServedSimulator = { url: string; simulator: Simulator; close: () => Promise<void> };

/** Serves the simulator as a local AWS endpoint. Rejects with `ServeError`, one clear sentence. */
export async function serveSimulator(options: ServeOptions): Promise<ServedSimulator> {
  const { port, host = '127.0.0.1', speed, dataFolder, estateFile } = options;
  if (speed !== 'manual' && !(Number.isFinite(speed) && speed >= 0)) {
    throw new ServeError(`The speed must be a number of 0 or more, or "manual"; it is ${speed}`);
  }
  const undo: (() => void)[] = dataFolder === undefined ? [] : [openFolder(dataFolder)];
  try {
    const journal = openJournal(dataFolder);
    undo.unshift(journal.close);
    const simulator = createSimulator({
      clock: createClock({ realTime, speed: speed === 'manual' ? 0 : speed, startAt: realTime.now() }),
      journal,
      postEvent,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(estateFile === undefined ? {} : { estate: readEstateFile(estateFile) }),
      ...(options.durations === undefined ? {} : { durations: options.durations }),
      ...(options.quotas === undefined ? {} : { quotas: options.quotas }),
    });
    const server = await listen(simulator.fetch, host, port);
    const address = server.address();
    const actualPort = typeof address === 'object' && address !== null ? address.port : port;
    return {
      url: `http://${isIPv6(host) ? `[${host}]` : host}:${actualPort}`,
      simulator,
      close: async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
        for (const step of undo) step();
      },
    };
  } catch (error) {
    for (const step of undo) step();
    if (error instanceof JournalMismatch) throw new ServeError(`${dataFolder}: ${error.message}`);
    throw error;
  }
}

const openJournal = (folder: string | undefined): FileJournal =>
  folder === undefined ? { ...noJournal, close: () => undefined } : openFileJournal(join(folder, 'journal.jsonl'));

/** One folder after the other: `recursive` of Node 24 never ends below a folder like /proc, which takes no new ones. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

function openFolder(folder: string): () => void {
  try {
    makeFolder(resolve(folder));
    return lockFolder(folder);
  } catch (error) {
    if (error instanceof ServeError) throw error;
    throw new ServeError(`The data folder ${folder} cannot be written: ${reasonOf(error)}`);
  }
}
