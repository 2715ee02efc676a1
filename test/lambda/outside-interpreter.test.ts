/**
 * The definition of the template on an interpreter of the Amazon States Language that is not ours (moto), with the
 * functions of the bundle: what we understand by the definition is what others read in it.
 */
import { afterEach, expect, it } from 'vitest';
import { readHeader } from '../../src/engine/store/execution-reader.ts';
import { onDynamoDbLocal } from '../support/dynamodb/local.ts';
import { noGates } from '../support/shop.ts';
import { synthesized } from '../support/synth/synthesized.ts';
import type { Cloud } from './support/cloud.ts';
import {
  cloudHistory,
  embeddedHistory,
  expectOneLaunchEach,
  openCloud,
  type PlanOptions,
  runToEnd,
  runUntilPaused,
  startDrill,
  statusOf,
} from './support/drill.ts';
import type { InterpreterParts } from './support/interpreter.ts';
import { type Moto, motoVersion, openMoto } from './support/moto.ts';

const version = motoVersion();
if (version === undefined) process.stderr.write('the state machine on moto: skipped, python3 has no moto 5\n');

/** moto waits in real time, and makes a client for each call. */
const TEST_MILLISECONDS = 300_000;

await onDynamoDbLocal('the state machine on moto', ({ endpoint }) => {
  let cloud: Cloud | undefined;
  let moto: Moto | undefined;
  afterEach(async () => {
    await cloud?.close();
    cloud = undefined;
  });

  const open = async (plan: PlanOptions = {}) => {
    const openInterpreter = async (parts: InterpreterParts) => {
      moto = await openMoto(parts);
      return moto;
    };
    cloud = await openCloud({ synthesized: await synthesized(), dynamoDbEndpoint: endpoint, openInterpreter }, plan);
    if (moto === undefined) throw new Error('no interpreter was opened');
    return { cloud, moto };
  };

  it.skipIf(version === undefined)(
    'runs a drill to the end and by the history that our interpreter gives it, with a function that is retried',
    async () => {
      const { cloud: deployed, moto: interpreter } = await open();
      let failures = 0;
      deployed.mishaps.push((name) => (name === 'advance' && failures++ === 0 ? 'answer lost' : undefined));
      const executionId = await startDrill(deployed);
      await runToEnd(deployed, executionId);
      expect(await statusOf(deployed, executionId)).toBe('COMPLETED');
      expect(await cloudHistory(deployed, executionId)).toEqual(await embeddedHistory(noGates));
      await expectOneLaunchEach(deployed, executionId);
      expect(await interpreter.endOf(`${executionId}-1`)).toEqual({ status: 'SUCCEEDED', error: undefined });
      expect(interpreter.waits.timedOut).toBe(2);
      expect(interpreter.waits.answered).toBeGreaterThan(4);
      // Moto's time is real: on a busy machine more may fail than the one answer that was lost. All were tried again.
      expect(deployed.taskErrors).toContainEqual(expect.stringMatching(/ advance: Error: Sandbox\.Timedout$/));
      expect(deployed.denied).toEqual([]);
    },
    TEST_MILLISECONDS,
  );

  it.skipIf(version === undefined)(
    'ends as failed with the reason in the record when a person cancels at the gate that another has opened before',
    async () => {
      const { cloud: deployed, moto: interpreter } = await open({ gates: true });
      const executionId = await startDrill(deployed);
      await runUntilPaused(deployed, executionId);
      await deployed.call('POST', `/api/executions/${executionId}/resume`, { waveNumber: 1 });
      await runUntilPaused(deployed, executionId);
      await deployed.call('POST', `/api/executions/${executionId}/cancel`, {});
      await runToEnd(deployed, executionId);
      expect(await interpreter.endOf(`${executionId}-1`)).toEqual({
        status: 'FAILED',
        error: 'ExecutionNotCompleted',
      });
      const loaded = await readHeader(deployed.store, executionId);
      expect(loaded?.header).toMatchObject({ status: 'PARTIAL', statusReason: expect.stringMatching(/cancel/i) });
      // Moto's time is real: on a busy machine a task may fail and be tried again. Nothing comes of it.
      await expectOneLaunchEach(deployed, executionId, [2, 3]);
      expect(deployed.denied).toEqual([]);
    },
    TEST_MILLISECONDS,
  );
});
