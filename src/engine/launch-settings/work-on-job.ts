/** Works on an application of launch settings for some seconds. What is done is stored as it is done. */
import { limits } from '../../domain/limits.ts';
import { addSeconds, isBefore, secondsBetween } from '../../domain/time.ts';
import { applyToServers, type LaunchOfServer, type WorkPorts } from './apply-to-servers.ts';
import { freedServer } from './set-settings.ts';
import {
  endedAt,
  isPending,
  type JobServer,
  releaseJob,
  type StoredChunk,
  type StoredJob,
  saveChunks,
  saveHeader,
} from './settings-job.ts';

/** Somebody works on it. An end that lies further away than any work takes was written by a clock since set back. */
export const isWorkedOn = ({ header: { workingUntil } }: StoredJob, now: string): boolean => {
  const left = workingUntil === undefined ? 0 : secondsBetween(now, workingUntil);
  return left > 0 && left <= limits.launchSettingsLeaseSeconds;
};

/** It is not over, and whoever worked on it, call after call, has died or gone away. */
export const isLeft = (job: StoredJob, now: string): boolean => {
  const { endTime, pausedTime, workingUntil } = job.header;
  if (endTime !== undefined || isWorkedOn(job, now)) return false;
  if (workingUntil !== undefined) return true;
  return pausedTime !== undefined && secondsBetween(pausedTime, now) >= limits.launchSettingsLeaseSeconds;
};

/** Goes on where it stands. Whoever comes second, was taken for dead, or was replaced, leaves it to the other. */
export const workOnJob = async (ports: WorkPorts, stored: StoredJob, launchOf: LaunchOfServer): Promise<void> => {
  const { store, clock } = ports;
  const workingUntil = addSeconds(clock.now(), limits.launchSettingsLeaseSeconds);
  const { pausedTime: _paused, ...open } = stored.header;
  const header = { ...open, workingUntil };
  if (!(await saveHeader(store, header, stored.version))) return;
  const lastMoment = addSeconds(clock.now(), limits.launchSettingsSeconds);
  let job: StoredJob = { ...stored, header, version: stored.version + 1 };
  for (;;) {
    const some = nextServers(job);
    if (some.length === 0 || isBefore(lastMoment, clock.now())) break;
    const done = await applyToServers(ports, { ...job.header, workingUntil }, some, launchOf);
    const freed = done.flatMap(({ taken }) => (taken === undefined ? [] : [freedServer(taken)]));
    const next = withServers(
      job,
      done.map(({ server }) => server),
    );
    if (!(await saveChunks(store, job, next.changed, freed))) {
      await Promise.all(freed.map((write) => store.transact([write])));
      return releaseJob(store, job.header.jobKey, workingUntil);
    }
    job = next.job;
    const pause = Math.max(...done.map(({ pauseSeconds }) => pauseSeconds));
    // What waits longer is taken up by the next call.
    if (pause > 0 && isBefore(lastMoment, addSeconds(clock.now(), pause))) break;
    if (pause > 0) await new Promise<void>((resolve) => clock.after(pause, resolve));
  }
  const { workingUntil: _until, ...free } = job.header;
  const isOver = nextServers(job).length === 0;
  const saved = await saveHeader(
    store,
    isOver ? endedAt(job.header, clock.now()) : { ...free, pausedTime: clock.now() },
    job.version,
  );
  if (!saved) await releaseJob(store, job.header.jobKey, workingUntil);
};

/** Those that were tried least often come first: one that AWS throttles keeps nobody waiting. */
const nextServers = ({ chunks }: StoredJob): readonly JobServer[] =>
  chunks
    .flatMap(({ servers }) => servers.filter(isPending))
    .toSorted((a, b) => a.tries - b.tries)
    .slice(0, limits.launchSettingsAtOnce);

const withServers = (job: StoredJob, servers: readonly JobServer[]) => {
  const byId = new Map(servers.map((server) => [server.sourceServerId, server]));
  const changed: StoredChunk[] = [];
  const chunks = job.chunks.map((chunk) => {
    if (!chunk.servers.some(({ sourceServerId }) => byId.has(sourceServerId))) return chunk;
    const next = { ...chunk, servers: chunk.servers.map((server) => byId.get(server.sourceServerId) ?? server) };
    changed.push(next);
    return { ...next, version: chunk.version + 1 };
  });
  return { job: { ...job, chunks }, changed };
};
