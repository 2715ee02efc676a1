/**
 * The driver protocol on every store: the same scenarios, and the same histories as in memory. And a process that is
 * killed after the first write of each kind, which took place and of which it never heard; before and after every single
 * write it is killed in memory (embedded-crash.test.ts).
 */
import { describe, expect, it } from 'vitest';
import { onDynamoDbLocal } from '../support/dynamodb/local.ts';
import { openVirtualStore } from '../support/dynamodb/wire.ts';
import { openSqliteInMemory } from '../support/virtual-sqlite.ts';
import { killedAtKind, kindOf, watchedStore } from './support/crash.ts';
import { runKilledDrill } from './support/killed-drill.ts';
import { protocolScenarios } from './support/protocol-scenarios.ts';
import { openEmbedded } from './support/scenario-world.ts';
import type { OpenStore } from './support/world.ts';

/** In the order of their first write. */
const kindsOfWrites = async () => {
  const kinds = new Set<string>();
  const end = await runKilledDrill(({ store, aws }) => ({
    store: watchedStore(store, (writes) => kinds.add(kindOf(writes))),
    recovery: aws.recovery,
  }));
  return { kinds: [...kinds], end };
};

const driverSuite = (name: string, openStore: OpenStore): void => {
  describe(`the embedded driver on ${name}`, () => {
    it.each(protocolScenarios)('rule $rule: $title', async ({ run }) => {
      expect(await run(openEmbedded(openStore))).toEqual(await run(openEmbedded()));
    });

    it('killed after the first write of each kind: the same end', async () => {
      const { kinds, end } = await kindsOfWrites();
      expect(kinds.length).toBeGreaterThan(8);
      for (const kind of kinds) {
        const killed = await runKilledDrill((world, onDeath) => killedAtKind(world, kind, onDeath), openStore);
        expect(killed, `killed after ${kind}`).toEqual(end);
      }
    });
  });
};

driverSuite('SQLite', openSqliteInMemory);

await onDynamoDbLocal('the embedded driver on DynamoDB', ({ endpoint }) => {
  driverSuite('DynamoDB Local', async (clock) => (await openVirtualStore(endpoint, clock)).store);
});
