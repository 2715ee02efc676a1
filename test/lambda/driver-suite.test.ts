/**
 * The driver protocol on what would be deployed: the definition out of the template, the bundled functions with their
 * roles, DynamoDB Local. The scenarios are those of the embedded driver, and so are the histories, moments included
 * (but where a machine dies, and its successor looks at other moments).
 */
import { rmSync } from 'node:fs';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { protocolScenarios } from '../drivers/support/protocol-scenarios.ts';
import type { ScenarioLimits } from '../drivers/support/scenario-world.ts';
import { withoutMoments, withoutNames } from '../drivers/support/told.ts';
import { onDynamoDbLocal } from '../support/dynamodb/local.ts';
import { type Synthesized, synthesized } from '../support/synth/synthesized.ts';
import type { Cloud } from './support/cloud.ts';
import { estateOf, openDeployedWorld, openEmbeddedOnSimulator } from './support/deployed-world.ts';
import { openRegisteredCloud } from './support/drill.ts';
import { withTurnsPerDriver } from './support/lowered-turns.ts';

const withLimits = (whole: Synthesized, { turnsPerDriver }: ScenarioLimits): Synthesized => {
  if (turnsPerDriver === undefined) return whole;
  const bundle = withTurnsPerDriver(whole.bundle, turnsPerDriver);
  onTestFinished(() => rmSync(bundle, { recursive: true, force: true }));
  return { ...whole, bundle };
};

/** Many functions in threads: slow on a busy machine. */
const TEST_MILLISECONDS = 300_000;

await onDynamoDbLocal('the driver suite on the deployed functions', ({ endpoint }) => {
  let cloud: Cloud | undefined;
  afterEach(async () => {
    await cloud?.close();
    cloud = undefined;
  });

  describe('the deployed state machine and functions', () => {
    it.each(protocolScenarios)(
      'rule $rule: $title',
      async ({ run, killsMachine }) => {
        const expected = await run(openEmbeddedOnSimulator);
        const seen = await run(async (waves, limits = {}) => {
          const estate = estateOf(waves.reduce((sum, { servers }) => sum + servers, 0));
          const deployed = withLimits(await synthesized(), limits);
          cloud = await openRegisteredCloud({ synthesized: deployed, dynamoDbEndpoint: endpoint, estate });
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
