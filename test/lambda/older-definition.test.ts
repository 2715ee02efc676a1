/**
 * An upgrade with an execution under way: Step Functions lets a machine end by the definition that it began with, and only
 * its successor has today's. The earlier one is of before tasks caught what fails in them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import { definition } from '../../src/engine/drivers/definition.ts';
import { readHeader } from '../../src/engine/store/execution-reader.ts';
import { headerItem } from '../../src/engine/store/execution-writer.ts';
import { onDynamoDbLocal } from '../support/dynamodb/local.ts';
import { synthesized } from '../support/synth/synthesized.ts';
import { closedAfterEach } from './support/closed-after-each.ts';
import {
  expectOneLaunchEach,
  generationOf,
  openCloud,
  runToEnd,
  runUntilPaused,
  startDrill,
  statusOf,
} from './support/drill.ts';
import { type OpenInterpreter, openOwnInterpreter } from './support/interpreter.ts';

const earlier = readFileSync(join(import.meta.dirname, 'support', 'earlier-definition.json'), 'utf8');

/** A machine keeps the definition that stood when it was started. */
const openUpgraded =
  (isUpgraded: () => boolean, started: string[]): OpenInterpreter =>
  async (parts) => {
    const before = await openOwnInterpreter({ ...parts, definitionText: earlier });
    const after = await openOwnInterpreter(parts);
    return {
      start: (machineName, input) => {
        started.push(`${isUpgraded() ? 'today' : 'earlier'}: ${machineName}`);
        return (isUpgraded() ? after : before).start(machineName, input);
      },
      sendTaskSuccess: async (taskToken) =>
        (await before.sendTaskSuccess(taskToken)) === 'sent' ? 'sent' : after.sendTaskSuccess(taskToken),
      stop: async () => {
        await before.stop();
        await after.stop();
      },
    };
  };

await onDynamoDbLocal('an upgrade of the deployed functions', ({ endpoint }) => {
  const closed = closedAfterEach();

  it('an execution goes on by its earlier definition, hands over to today’s, and comes to its end', async () => {
    expect(JSON.parse(earlier)).not.toEqual(definition);
    let isUpgraded = false;
    const started: string[] = [];
    const openInterpreter = openUpgraded(() => isUpgraded, started);
    const options = { synthesized: await synthesized(), dynamoDbEndpoint: endpoint, openInterpreter };
    const deployed = closed(await openCloud(options, { gates: true }));
    const executionId = await startDrill(deployed);
    await runUntilPaused(deployed, executionId);

    isUpgraded = true;
    await deployed.switchTo('step-functions');
    await deployed.call('POST', `/api/executions/${executionId}/resume`, { waveNumber: 1 });
    await deployed.clock.advance(20);
    await runUntilPaused(deployed, executionId);
    expect(await generationOf(deployed, executionId), 'the machine of before').toBe(1);

    const loaded = await readHeader(deployed.store, executionId);
    if (loaded === undefined) throw new Error('no header');
    const worn = { ...loaded.driver, turns: limits.turnsPerDriver };
    const item = headerItem(loaded.header, worn, loaded.version + 1, loaded.lastChange);
    await deployed.store.transact([{ kind: 'put', item }]);
    await deployed.call('POST', `/api/executions/${executionId}/resume`, { waveNumber: 2 });
    await runToEnd(deployed, executionId);
    expect(await statusOf(deployed, executionId)).toBe('COMPLETED');
    expect(started).toEqual([`earlier: ${executionId}-1`, `today: ${executionId}-2`]);
    await expectOneLaunchEach(deployed, executionId);
    expect(deployed.taskErrors).toEqual([]);
  });
});
