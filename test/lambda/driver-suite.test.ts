/**
 * The driver protocol on what would be deployed: the definition out of the template, the bundled functions with their
 * roles, DynamoDB Local. The scenarios are those of the embedded driver, and so are the histories, moments included
 * (but where a machine dies, and its successor looks at other moments).
 */
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { protocolScenarios } from '../drivers/support/protocol-scenarios.ts';
import { onDynamoDbLocal } from '../support/dynamodb/local.ts';
import { synthesized } from '../support/synth/synthesized.ts';
import type { Cloud } from './support/cloud.ts';
import { estateOf, openDeployedWorld, openEmbeddedOnSimulator } from './support/deployed-world.ts';
import { openRegisteredCloud } from './support/drill.ts';

/** Without what names the run: ids that are made at random in a function, and the way in which people reach it. */
const withoutNames = (told: unknown): unknown =>
  z.json().parse(
    JSON.parse(
      JSON.stringify(told)
        .replaceAll(/(exec|roster|claim)-[0-9a-f-]+/g, '$1-…')
        .replaceAll('automation:', ''),
    ),
  );

const withoutMoments = (told: unknown): unknown =>
  z.json().parse(JSON.parse(JSON.stringify(told).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '…')));

/** Many functions in threads: slow on a busy machine. */
const TEST_MILLISECONDS = 300_000;

await onDynamoDbLocal('the driver suite on the deployed functions', ({ endpoint }) => {
  let cloud: Cloud | undefined;
  afterEach(async () => {
    await cloud?.close();
    cloud = undefined;
  });

  describe('the deployed state machine and functions', () => {
    it.each(protocolScenarios.filter(({ changesProcess }) => changesProcess === undefined))(
      'rule $rule: $title',
      async ({ run, killsMachine }) => {
        const expected = await run(openEmbeddedOnSimulator);
        const seen = await run(async (waves) => {
          const estate = estateOf(waves.reduce((sum, { servers }) => sum + servers, 0));
          cloud = await openRegisteredCloud({ synthesized: await synthesized(), dynamoDbEndpoint: endpoint, estate });
          return openDeployedWorld(cloud, waves);
        });
        const comparable = (told: unknown) => (killsMachine ? withoutMoments(withoutNames(told)) : withoutNames(told));
        expect(comparable(seen)).toEqual(comparable(expected));
        expect(cloud?.denied).toEqual([]);
      },
      TEST_MILLISECONDS,
    );
  });
});
