/**
 * What of a start would wait behind DRS's quotas, and roughly how long: the rules of the schedule, played through with
 * jobs that all take as long. What is in use now is taken to end after the same time.
 */
import { limits } from './limits.ts';
import { fitJob, type ScopeUse } from './schedule.ts';

export interface ForecastWave {
  readonly waveNumber: number;
  readonly dependsOnWaves: readonly number[];
  /** The wave's servers by account and Region. */
  readonly serverCounts: ReadonlyMap<string, number>;
}

/** Servers of a wave in one account and Region that do not start with it. */
export interface HeldBack {
  readonly waveNumber: number;
  readonly place: string;
  readonly serverCount: number;
  readonly waitingServers: number;
  readonly behind: 'JOBS' | 'SERVERS';
  /** In use when the wave could start, and whether that is now. */
  readonly used: ScopeUse;
  readonly isNow: boolean;
  /** Until the last of them starts. */
  readonly waitSeconds: number;
}

interface Running {
  readonly waveNumber?: number;
  readonly place: string;
  readonly use: ScopeUse;
}

interface Queued {
  readonly waveNumber: number;
  readonly place: string;
  readonly serverCount: number;
  readonly beginSeconds: number;
  readonly usedAtBegin: ScopeUse;
  waiting: number;
}

export const forecastStart = (
  waves: readonly ForecastWave[],
  usedNow: ReadonlyMap<string, ScopeUse>,
  jobSeconds: number,
): { readonly secondsMax: number; readonly heldBack: readonly HeldBack[] } => {
  let now = 0;
  let running: readonly Running[] = [...usedNow].map(([place, use]) => ({ place, use }));
  const begun = new Map<number, readonly Queued[]>();
  const done = new Set<number>();
  const heldBack = new Map<Queued, HeldBack>();
  let lastEnd = 0;

  const useIn = (place: string): ScopeUse =>
    running
      .filter((one) => one.place === place)
      .reduce((sum, { use }) => ({ jobs: sum.jobs + use.jobs, servers: sum.servers + use.servers }), nothing);

  const beginReady = (): void => {
    for (const { waveNumber, dependsOnWaves, serverCounts } of waves) {
      if (begun.has(waveNumber) || !dependsOnWaves.every((dependency) => done.has(dependency))) continue;
      const queued = [...serverCounts].map(([place, serverCount]) => ({
        waveNumber,
        place,
        serverCount,
        beginSeconds: now,
        usedAtBegin: useIn(place),
        waiting: serverCount,
      }));
      begun.set(waveNumber, queued);
    }
  };

  const startWhatFits = (queued: Queued): void => {
    while (queued.waiting > 0) {
      const { place, waveNumber } = queued;
      const use = useIn(place);
      const fit = fitJob(Math.min(queued.waiting, limits.serversPerJob), use, place);
      if (!fit.fits) {
        noteWait(queued, use);
        return;
      }
      const started = { jobs: 1, servers: fit.serverCount };
      queued.waiting -= fit.serverCount;
      running = [...running, { waveNumber, place, use: started }];
      const held = heldBack.get(queued);
      if (held !== undefined) heldBack.set(queued, { ...held, waitSeconds: now - queued.beginSeconds });
    }
  };

  const noteWait = (queued: Queued, use: ScopeUse): void => {
    if (heldBack.has(queued)) return;
    const { waveNumber, place, serverCount, waiting, usedAtBegin, beginSeconds } = queued;
    heldBack.set(queued, {
      waveNumber,
      place,
      serverCount,
      waitingServers: waiting,
      behind: use.jobs >= limits.jobsPerScope ? 'JOBS' : 'SERVERS',
      used: usedAtBegin,
      isNow: beginSeconds === 0,
      waitSeconds: 0,
    });
  };

  const endWaves = (): void => {
    for (const [waveNumber, queued] of begun) {
      const isOver =
        queued.every(({ waiting }) => waiting === 0) && running.every((one) => one.waveNumber !== waveNumber);
      if (!isOver || done.has(waveNumber)) continue;
      done.add(waveNumber);
      lastEnd = now;
    }
  };

  // Each step ends waves of which nothing runs or waits, or all jobs that run: they began together, and take as long.
  while (done.size < waves.length) {
    beginReady();
    for (const queued of begun.values()) queued.forEach(startWhatFits);
    const before = done.size;
    endWaves();
    if (done.size > before) continue;
    if (running.length === 0) break;
    now += jobSeconds;
    running = [];
  }
  return { secondsMax: lastEnd, heldBack: [...heldBack.values()] };
};

const nothing: ScopeUse = { jobs: 0, servers: 0 };
