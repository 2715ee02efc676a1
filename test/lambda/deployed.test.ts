/**
 * What would be deployed runs whole drills: the state machine, the rights and the environments of the template, the
 * functions of the bundle, on DynamoDB Local and the simulator. The histories are those of the embedded driver.
 */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import { definition } from '../../src/engine/drivers/definition.ts';
import { readEvents, readHeader } from '../../src/engine/store/execution-reader.ts';
import { headerItem } from '../../src/engine/store/execution-writer.ts';
import { onDynamoDbLocal } from '../support/dynamodb/local.ts';
import { noGates } from '../support/shop.ts';
import { synthesized } from '../support/synth/synthesized.ts';
import { type Cloud, HUB_ACCOUNT } from './support/cloud.ts';
import {
  cloudHistory,
  embeddedHistory,
  expectOneLaunchEach,
  generationOf,
  launchesOf,
  openCloud,
  type PlanOptions,
  runToEnd,
  runUntilPaused,
  startDrill,
  statusOf,
} from './support/drill.ts';

await onDynamoDbLocal('the deployed functions', ({ endpoint }) => {
  let templates: Awaited<ReturnType<typeof synthesized>>;
  let cloud: Cloud | undefined;
  beforeAll(async () => {
    templates = await synthesized();
  });
  afterEach(async () => {
    await cloud?.close();
    cloud = undefined;
  });

  const open = async (plan: PlanOptions = {}): Promise<Cloud> => {
    cloud = await openCloud({ synthesized: templates, dynamoDbEndpoint: endpoint }, plan);
    return cloud;
  };

  describe('a drill on the deployed artefacts', () => {
    it('comes to the end, and by the history, that it has in one process', async () => {
      const deployed = await open();
      expect(deployed.definition).toEqual(definition);
      const executionId = await startDrill(deployed);
      await runToEnd(deployed, executionId);
      expect(await statusOf(deployed, executionId)).toBe('COMPLETED');
      expect(await cloudHistory(deployed, executionId)).toEqual(await embeddedHistory(noGates));
      await expectOneLaunchEach(deployed, executionId);
      expect(deployed.denied, 'the roles of the template suffice').toEqual([]);
      expect(deployed.taskErrors).toEqual([]);
      expect(deployed.logText()).toContain(executionId);
      expect(deployed.logText()).not.toContain('taskToken');
    });

    it('is refused in an account that nobody registered: the functions have no rights of their own there', async () => {
      const deployed = await open();
      await deployed.call('DELETE', `/api/accounts/${HUB_ACCOUNT}?version=1`);
      const { status, body } = await deployed.call('POST', '/api/executions', {
        planName: 'shop',
        executionType: 'DRILL',
      });
      expect(status).toBe(409);
      expect(JSON.stringify(body)).toContain('is not registered');
      expect(launchesOf(deployed)).toEqual([]);
    });

    it('a function that timed out after its side effect is called again, and nothing is launched twice', async () => {
      const deployed = await open();
      const lost = new Map<string, number>();
      deployed.mishaps.push((name) => {
        const count = (lost.get(name) ?? 0) + 1;
        lost.set(name, count);
        // Of every task each second answer is lost.
        return count % 2 === 0 && name !== 'api' && name !== 'hear' ? 'answer lost' : undefined;
      });
      const executionId = await startDrill(deployed);
      await runToEnd(deployed, executionId);
      expect(await statusOf(deployed, executionId)).toBe('COMPLETED');
      await expectOneLaunchEach(deployed, executionId);
      expect(deployed.taskErrors.length).toBeGreaterThan(3);
    });

    it('events that EventBridge delivers twice hasten it, and change nothing', async () => {
      const deployed = await open();
      deployed.forwardDrsEvents(2);
      const executionId = await startDrill(deployed);
      await runToEnd(deployed, executionId);
      expect(await statusOf(deployed, executionId)).toBe('COMPLETED');
      await expectOneLaunchEach(deployed, executionId);
      expect(deployed.denied).toEqual([]);
    });

    it('two operators who resume and cancel at the same moment get one outcome', async () => {
      const deployed = await open({ gates: true });
      const executionId = await startDrill(deployed);
      await runUntilPaused(deployed, executionId);
      const answers = await Promise.all([
        deployed.call('POST', `/api/executions/${executionId}/resume`, { waveNumber: 1 }, 'anna'),
        deployed.call('POST', `/api/executions/${executionId}/cancel`, {}, 'bert'),
        deployed.call('POST', `/api/executions/${executionId}/resume`, { waveNumber: 1 }, 'carl'),
      ]);
      expect(answers[1]).toMatchObject({ status: 200 });
      await runToEnd(deployed, executionId);
      // Whether wave 1 was let through before the cancel or not: the cancel holds, and what runs is watched to its end.
      expect(['CANCELLED', 'PARTIAL']).toContain(await statusOf(deployed, executionId));
      expect(launchesOf(deployed).length).toBeLessThanOrEqual(2);
      const opened = (await readEvents(deployed.store, executionId, 0, 10_000)).filter(
        ({ data }) => data.type === 'GateOpened',
      );
      expect(opened.length).toBeLessThanOrEqual(1);
    });

    it('whose machine was stopped is found and repaired: a successor drives it to the same end', async () => {
      const deployed = await open();
      deployed.everyMinute();
      const executionId = await startDrill(deployed);
      await deployed.clock.advance(30);
      await deployed.killMachines();
      await runToEnd(deployed, executionId);
      expect(await statusOf(deployed, executionId)).toBe('COMPLETED');
      expect(await generationOf(deployed, executionId)).toBe(2);
      await expectOneLaunchEach(deployed, executionId);
      expect(deployed.denied).toEqual([]);
    });

    it('hands over to a successor well before the machine has had its turns', async () => {
      const deployed = await open();
      const executionId = await startDrill(deployed);
      await deployed.clock.advance(20);
      const loaded = await readHeader(deployed.store, executionId);
      if (loaded === undefined) throw new Error('no header');
      const old = { ...loaded.driver, turns: limits.turnsPerDriver };
      await deployed.store.transact([
        { kind: 'put', item: headerItem(loaded.header, old, loaded.version + 1, loaded.lastChange) },
      ]);
      await runToEnd(deployed, executionId);
      expect(await statusOf(deployed, executionId)).toBe('COMPLETED');
      expect(await generationOf(deployed, executionId)).toBe(2);
      await expectOneLaunchEach(deployed, executionId);
      expect(deployed.taskErrors).toEqual([]);
    });

    it('goes on when the state machine is switched off, and when it is switched on again', async () => {
      const deployed = await open({ gates: true });
      deployed.everyMinute();
      const executionId = await startDrill(deployed);
      await deployed.clock.advance(10);
      await deployed.switchTo('schedule');
      await runUntilPaused(deployed, executionId);
      expect(await generationOf(deployed, executionId), 'the schedule has taken over').toBe(2);
      await deployed.call('POST', `/api/executions/${executionId}/resume`, { waveNumber: 1 });
      await deployed.clock.advance(90);
      await deployed.switchTo('step-functions');
      await runUntilPaused(deployed, executionId);
      expect(await generationOf(deployed, executionId), 'and the state machine again').toBe(3);
      await deployed.call('POST', `/api/executions/${executionId}/resume`, { waveNumber: 2 });
      await runToEnd(deployed, executionId);
      expect(await statusOf(deployed, executionId)).toBe('COMPLETED');
      await expectOneLaunchEach(deployed, executionId);
      expect(deployed.denied).toEqual([]);
    });
  });
});
