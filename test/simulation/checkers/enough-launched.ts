/**
 * I1: a wave is PARTIAL, and what depends on it starts, only when DRS brought up as large a share of its servers as was
 * drawn for it. Those that a person went without do not count.
 */
import { drawnPlan } from '../support/drawn-wave.ts';
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
  const tooFew = (mirrored: Mirrored, waveNumber: number): readonly string[] => {
    const { executionId, chunks, state, history } = mirrored;
    const wanted = drawnPlan(night, mirrored)?.waves[waveNumber]?.minSuccessPercent;
    if (state.header.purpose === 'CLEAN_UP' || wanted === undefined) return [];
    const made = state.jobs
      .filter((job) => job.waveNumber === waveNumber)
      .flatMap(({ jobId }) => drs.find(jobId) ?? []);
    const skipped = history.flatMap(({ data }) =>
      data.type === 'ServersSkipped' && data.waveNumber === waveNumber ? data.sourceServerIds : [],
    );
    const servers = chunks
      .filter((chunk) => chunk.waveNumber === waveNumber)
      .flatMap((chunk) => chunk.servers.map(({ sourceServerId }) => sourceServerId));
    const up = servers.filter((id) => made.some((job) => isUpAt(job, id, nowMs())));
    const counted = servers.filter((id) => up.includes(id) || !skipped.includes(id));
    if (up.length > 0 && up.length * 100 >= wanted * counted.length) return [];
    return [
      `I1: wave ${waveNumber} of ${executionId} is PARTIAL: ${up.length} of ${counted.length} are up, ${wanted} % wanted`,
    ];
  };

  return ({ committed }) =>
    committed.flatMap(({ step, mirrored }) =>
      (step?.events ?? []).flatMap(({ data }) =>
        data.type === 'WaveEnded' && data.status === 'PARTIAL' ? tooFew(mirrored, data.waveNumber) : [],
      ),
    );
};
