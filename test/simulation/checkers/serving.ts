/** A check of a port or a page has succeeded only when every server that its wave launched serves. */
import type { JournalEntry } from '../../../src/simulator/journal.ts';
import type { Mirrored } from '../support/mirror.ts';
import type { WorldChecker } from './world.ts';

type Instance = NonNullable<Extract<JournalEntry, { kind: 'job' }>['job']['participants'][number]['instance']>;

/** The service of an instance answers so long after the instance runs (docs/simulator.md). */
const SERVICE_START_MS = 30_000;

export const createServing = ({ nowMs }: { readonly nowMs: () => number }) => {
  const instances = new Map<string, Instance>();

  /** An instance that was there before may have run, stopped and run again. */
  const cannotServe = ({ readyAt, readyState, wasThere }: Instance): boolean =>
    wasThere !== true && (readyState !== 'running' || readyAt + SERVICE_START_MS > nowMs());

  const silentIn = ({ state }: Mirrored, waveNumber: number): readonly string[] =>
    state.jobs
      .filter((job) => job.waveNumber === waveNumber)
      .flatMap(({ jobId, servers }) =>
        servers
          .filter(({ outcome, sourceServerId }) => {
            const instance = instances.get(`${jobId} ${sourceServerId}`);
            return outcome === 'LAUNCHED' && instance !== undefined && cannotServe(instance);
          })
          .map(({ sourceServerId }) => sourceServerId),
      );

  const watch: WorldChecker = ({ committed }) =>
    committed.flatMap(({ step, mirrored }) =>
      (step?.events ?? []).flatMap(({ data }) => {
        if (data.type !== 'ActivityEnded' || data.state !== 'SUCCEEDED') return [];
        const { activityKey, waveNumber } = data;
        const kind = mirrored.state.waves
          .find((wave) => wave.waveNumber === waveNumber)
          ?.activities?.find((activity) => activity.activityKey === activityKey)?.kind;
        if (kind !== 'TCP_CHECK' && kind !== 'HTTP_CHECK') return [];
        return silentIn(mirrored, waveNumber).map(
          (id) => `${kind}: ${activityKey} of ${mirrored.executionId} has succeeded, and ${id} does not serve`,
        );
      }),
    );

  return {
    watch,
    noteEntry: (entry: JournalEntry): void => {
      if (entry.kind !== 'job') return;
      for (const { sourceServerId, instance } of entry.job.participants) {
        if (instance !== undefined) instances.set(`${entry.job.jobId} ${sourceServerId}`, instance);
      }
    },
  };
};
