/**
 * What an execution freezes when it begins is what its plan was saved with, wave by wave: no server is left out, none is
 * added. Of a plan's own runs: what a follow-up launches is decided by what became of another run.
 */
import type { Mirrored } from '../support/mirror.ts';
import type { Night, NightWave } from '../support/night.ts';
import type { WorldChecker } from './world.ts';

interface Parts {
  readonly night: Night;
  /** By number. Asked once there is a world. */
  readonly serverIds: () => readonly string[];
}

export const createPlannedServers = ({ night, serverIds }: Parts): WorldChecker => {
  const plannedIn = ({ servers }: NightWave): ReadonlySet<string> => {
    const ids = serverIds();
    return new Set(
      servers.map((number) => {
        const place = night.places[number % night.places.length];
        return `${ids[number]} in ${place?.accountId} ${place?.region}`;
      }),
    );
  };

  const wrongWaves = ({ executionId, chunks, state }: Mirrored): readonly string[] => {
    const { planName, relatedExecutionId } = state.header;
    if (relatedExecutionId !== undefined) return [];
    const waves = night.plans[Number(planName.slice('plan-'.length))]?.waves;
    if (waves === undefined) return [`roster: nobody saved ${planName} of ${executionId}`];
    return waves.flatMap((wave, waveNumber) => {
      const planned = plannedIn(wave);
      const frozen = new Set(
        chunks
          .filter((chunk) => chunk.waveNumber === waveNumber)
          .flatMap(({ accountId, region, servers }) =>
            servers.map(({ sourceServerId }) => `${sourceServerId} in ${accountId} ${region}`),
          ),
      );
      const label = `wave ${waveNumber} of ${executionId}`;
      return [
        ...[...planned].flatMap((server) => (frozen.has(server) ? [] : [`roster: ${label} is without ${server}`])),
        ...[...frozen].flatMap((server) =>
          planned.has(server) ? [] : [`roster: ${label} has ${server}, its plan not`],
        ),
      ];
    });
  };

  return ({ committed }) =>
    committed.flatMap(({ step, mirrored }) => {
      const hasBegun = step?.events.some(({ data }) => data.type === 'ExecutionBegun') === true;
      return hasBegun ? wrongWaves(mirrored) : [];
    });
};
