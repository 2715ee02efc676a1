/**
 * I1: a wave is PARTIAL, and what depends on it starts, only when DRS brought up as large a share of its servers as was
 * drawn for it; and one that has that share up is not called FAILED, unless a required action failed. Servers that a
 * person went without do not count.
 */
import { drawnActions, drawnPlan, placeOfActivity } from '../support/drawn-wave.ts';
import type { Mirrored } from '../support/mirror.ts';
import type { Night } from '../support/night.ts';
import { type DrsJobs, isUpAt } from './drs-jobs.ts';
import type { WorldChecker } from './world.ts';

interface Parts {
  readonly night: Night;
  readonly nowMs: () => number;
  readonly drs: Pick<DrsJobs, 'find'>;
}

export const createEnoughLaunched = ({ night, nowMs, drs }: Parts): WorldChecker => {
  /** Undefined of what no plan wants a share of. */
  const shareOf = (mirrored: Mirrored, waveNumber: number) => {
    const { chunks, state, history } = mirrored;
    const wanted = drawnPlan(night, mirrored)?.waves[waveNumber]?.minSuccessPercent;
    if (state.header.purpose === 'CLEAN_UP' || wanted === undefined) return undefined;
    const jobs = state.jobs.filter((job) => job.waveNumber === waveNumber);
    const made = jobs.flatMap(({ jobId }) => drs.find(jobId) ?? []);
    const skipped = history.flatMap(({ data }) =>
      data.type === 'ServersSkipped' && data.waveNumber === waveNumber ? data.sourceServerIds : [],
    );
    const servers = chunks
      .filter((chunk) => chunk.waveNumber === waveNumber)
      .flatMap((chunk) => chunk.servers.map(({ sourceServerId }) => sourceServerId));
    const up = servers.filter((id) => made.some((job) => isUpAt(job, id, nowMs())));
    const counted = servers.filter((id) => up.includes(id) || !skipped.includes(id));
    /** What was up for a moment that nobody saw is judged where the record is held against DRS. */
    const seenUp = up.filter((id) =>
      jobs.some((job) =>
        job.servers.some(({ sourceServerId, outcome }) => sourceServerId === id && outcome === 'LAUNCHED'),
      ),
    );
    const isEnough = (ids: readonly string[]): boolean => ids.length > 0 && ids.length * 100 >= wanted * counted.length;
    const words = (ids: readonly string[]): string => `${ids.length} of ${counted.length} are up, ${wanted} % wanted`;
    return { up, seenUp, isEnough, words };
  };

  /** In the present attempt: a required action, or the launch settings, which stand before every launch. */
  const requiredFailed = (mirrored: Mirrored, waveNumber: number): boolean => {
    const { history } = mirrored;
    const since = history.findLastIndex(({ data }) => data.type === 'WaveRetried' && data.waveNumber === waveNumber);
    return history.slice(since + 1).some(({ data }) => {
      if (data.type !== 'ActivityEnded' || data.waveNumber !== waveNumber || data.retryTime !== undefined) return false;
      if (data.state === 'SUCCEEDED') return false;
      const place = placeOfActivity(data.activityKey);
      return (
        place === undefined || drawnActions(night, mirrored, waveNumber, place.phase)[place.number]?.required !== false
      );
    });
  };

  const wrongEnd = (mirrored: Mirrored, waveNumber: number, status: string): readonly string[] => {
    const share = shareOf(mirrored, waveNumber);
    if (share === undefined) return [];
    const label = `I1: wave ${waveNumber} of ${mirrored.executionId} is ${status}`;
    if (status === 'PARTIAL' && !share.isEnough(share.up)) return [`${label}: ${share.words(share.up)}`];
    if (status === 'FAILED' && share.isEnough(share.seenUp) && !requiredFailed(mirrored, waveNumber)) {
      return [`${label}: ${share.words(share.seenUp)}, and no required action failed`];
    }
    return [];
  };

  return ({ committed }) =>
    committed.flatMap(({ step, mirrored }) =>
      (step?.events ?? []).flatMap(({ data }) =>
        data.type === 'WaveEnded' ? wrongEnd(mirrored, data.waveNumber, data.status) : [],
      ),
    );
};
