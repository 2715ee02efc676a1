/** What a watcher is shown of the sample plan on the sample company, in the states that need most of the screen. */
import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import { createClient } from '../../src/api/client.ts';
import { createFollower, type Followed } from '../../src/cli/watch/follow.ts';
import type { ExecutionView, WaveView } from '../../src/domain/model/execution-view.ts';
import { defaultEstate } from '../../src/simulator/estate/default-estate.ts';
import { openApi, token } from '../api/set-up.ts';
import { createRig, type Rig } from '../support/rig.ts';

/** What `watch` sees at this moment. */
export const look = async (rig: Rig, executionId: string): Promise<Followed> => {
  const { api } = openApi(rig);
  const client = createClient({
    baseUrl: 'http://127.0.0.1:7700',
    token,
    fetch: (input, init) => api.fetch(new Request(input, init)),
  });
  const sight = await createFollower({ client, executionId, eventsKept: 50, withServers: true })();
  if (sight.kind !== 'seen') throw new Error(JSON.stringify(sight));
  return sight.followed;
};

export const when = async (
  rig: Rig,
  executionId: string,
  condition: (view: ExecutionView) => boolean,
): Promise<Followed> => {
  await rig.clock.runUntil(async () => condition(await rig.get(executionId)), 48 * 3600);
  return look(rig, executionId);
};

/** The sample plan is started on the sample company. */
const startSample = async () => {
  const rig = await createRig({ estate: defaultEstate, seed: 7 });
  const file = await readFile(new URL('../../examples/shop.yaml', import.meta.url), 'utf8');
  const documents = parseAllDocuments(file).map((document) => document.toJS());
  const applied = await rig.catalog.apply(documents, { actor: 'anna' });
  if (applied.kind !== 'applied') throw new Error(JSON.stringify(applied));
  const planId = applied.results.at(-1)?.id ?? '';
  return { rig, executionId: await rig.launch(planId) };
};

/**
 * At the first gate; paused there by somebody; while the servers of the second wave are converted; and when one of them
 * has failed and some are up.
 */
export const sampleScreens = async () => {
  const { rig, executionId } = await startSample();
  const atGate = await when(rig, executionId, ({ status }) => status === 'PAUSED');
  await rig.command(executionId, { type: 'pause' }, 'bo');
  const pausedAtGate = await look(rig, executionId);
  rig.simulator.faults.add({ kind: 'fail-launch', sourceServerIds: rig.idsOf('shop-app-04'), times: 1 });
  await rig.command(executionId, { type: 'resume', waveNumber: 1 });
  await rig.command(executionId, { type: 'resume' });
  const converting = await when(rig, executionId, ({ waves }) => phasesOf(waves[1]).length > 1);
  const running = await when(
    rig,
    executionId,
    ({ waves }) => waves[1]?.failedCount === 1 && waves[1].launchedCount > 2,
  );
  return { atGate, pausedAtGate, converting, running };
};

const phasesOf = (wave: WaveView | undefined): readonly string[] => Object.keys(wave?.jobs[0]?.observed?.phases ?? {});
