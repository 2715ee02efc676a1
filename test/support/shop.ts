/**
 * A small shop in three waves, and the states that operators meet it in. Each is reached as in life: by what people ask
 * for, and by what AWS does. Jobs take about half a minute.
 */
import type { ExecutionType } from '../../src/domain/model/execution.ts';
import type { ExecutionView } from '../../src/domain/model/execution-view.ts';
import type { MakeEstateOptions } from '../../src/simulator/estate/make-estate.ts';
import type { Rig, WaveDraft } from './rig.ts';

const tiers: readonly string[] = ['db', 'db', 'app', 'app', 'app', 'web', 'web', 'web'];

const nameOf = (index: number): string => {
  const tier = tiers[index] ?? 'other';
  return `shop-${tier}-0${index - tiers.indexOf(tier) + 1}`;
};

/** shop-db-01 and -02, shop-app-01 to -03, shop-web-01 to -03, tagged with their tier. */
export const shopEstate = {
  servers: tiers.length,
  server: (index) => ({ hostname: nameOf(index), tags: { Application: 'Shop', Tier: tiers[index] ?? 'other' } }),
  durations: {
    jobStart: [1, 1],
    snapshot: [5, 5],
    conversion: [15, 15],
    cleanup: [2, 2],
    launch: [15, 20],
    terminate: [10, 15],
    jobEnd: [0, 0],
  },
} satisfies MakeEstateOptions;

/** Changes to the waves of the plan; the second and the third have gates unless told. */
export interface ShopWaves {
  readonly database?: Partial<WaveDraft>;
  readonly application?: Partial<WaveDraft>;
  readonly web?: Partial<WaveDraft>;
}

export const noGates: ShopWaves = { application: { pauseBeforeWave: false }, web: { pauseBeforeWave: false } };

export const openShop = (rig: Rig) => {
  const database = rig.idsOf('shop-db');
  const application = rig.idsOf('shop-app');
  const web = rig.idsOf('shop-web');

  const savePlan = (waves: ShopWaves = {}, more: Record<string, unknown> = {}): Promise<string> =>
    rig.savePlan(
      'shop',
      [
        { waveName: 'database', servers: database, ...waves.database },
        { waveName: 'application', servers: application, pauseBeforeWave: true, ...waves.application },
        { waveName: 'web', servers: web, pauseBeforeWave: true, ...waves.web },
      ],
      more,
    );

  /** Begun: its first wave is about to start. */
  const started = async (waves: ShopWaves = {}, type: ExecutionType = 'DRILL'): Promise<string> => {
    await rig.load();
    return rig.launch(await savePlan(waves), type);
  };

  /** The first such look at it. */
  const when = async (executionId: string, condition: (view: ExecutionView) => boolean): Promise<string> => {
    await rig.clock.runUntil(async () => condition(await rig.get(executionId)), 48 * 3600);
    return executionId;
  };

  /** DRS will fail the next launch of each of these. */
  const failNext = (...sourceServerIds: readonly string[]): void => {
    rig.simulator.faults.add({
      kind: 'fail-launch',
      sourceServerIds: [...sourceServerIds],
      times: sourceServerIds.length,
    });
  };

  const ended = async (...how: Parameters<typeof started>): Promise<string> => {
    const executionId = await started(...how);
    await rig.runToEnd(executionId);
    return executionId;
  };

  return {
    servers: { database, application, web },
    savePlan,
    started,
    when,
    failNext,
    ended,

    /** DRS has said for the first time how far the first wave is. */
    running: async (...how: Parameters<typeof started>) =>
      when(await started(...how), ({ lastPolledTime }) => lastPolledTime !== undefined),

    /** The first wave is up, and a person is needed before the second. */
    atGate: async (...how: Parameters<typeof started>) =>
      when(await started(...how), ({ status }) => status === 'PAUSED'),

    /** One of the first wave's servers has failed, and a person is to decide what follows. */
    awaitingDecision: async () => {
      failNext(...database.slice(0, 1));
      return when(await started({ database: { onFailure: 'pause' } }), ({ status }) => status === 'PAUSED');
    },

    completed: (type?: ExecutionType) => ended(noGates, type),

    /** One of the first wave's two servers has failed, so that nothing after it was started. */
    partial: (type?: ExecutionType) => {
      failNext(...database.slice(0, 1));
      return ended(noGates, type);
    },

    /** None of the first wave's servers came up. */
    failed: () => {
      failNext(...database);
      return ended(noGates);
    },

    /** Cancelled at the gate before anything was launched. */
    cancelled: async () => {
      const executionId = await started({ database: { pauseBeforeWave: true } });
      await rig.runUntil(executionId, 'PAUSED');
      await rig.command(executionId, { type: 'cancel', reason: 'wrong plan' });
      await rig.runToEnd(executionId);
      return executionId;
    },

    /** A server of the first wave took longer than the wave was given. */
    timedOut: () => {
      rig.simulator.faults.add({ kind: 'slow-launch', factor: 25, sourceServerIds: database.slice(0, 1) });
      return ended({ ...noGates, database: { timeoutMinutes: 5 } });
    },

    /** Begun with a server that DRS does not know. */
    refused: async (): Promise<string> => {
      await rig.load();
      const planId = await savePlan({ database: { servers: ['s-0000000000000dead'] } });
      const result = await rig.start(planId);
      if (result.kind !== 'refused') throw new Error(JSON.stringify(result));
      return result.executionId;
    },
  };
};
