/** The embedded driver, killed or stopped at every single write and call to AWS of a drill: the same end, no job twice. */
import { describe, expect, it } from 'vitest';
import { countCalls, killedAt, toldAt } from './support/crash.ts';
import { runKilledDrill } from './support/killed-drill.ts';

const counted = async () => {
  let count = () => 0;
  const end = await runKilledDrill((world) => {
    const calls = countCalls(world);
    count = calls.count;
    return calls.ports;
  });
  return { end, calls: count() };
};

describe('a process that dies, and another that takes up its machines', () => {
  it.each(['before', 'after'] as const)('killed %s each write and each call to AWS in turn', async (when) => {
    const { end, calls } = await counted();
    expect(end).toMatchObject({ status: 'COMPLETED' });
    expect(calls).toBeGreaterThan(50);
    for (let call = 0; call < calls; call += 1) {
      const killed = await runKilledDrill((world, onDeath) => killedAt(world, call, when, onDeath));
      expect(killed, `killed ${when} call ${call}`).toEqual(end);
    }
  });

  it('stopped at each of them in turn: what runs is finished, and the rest goes on from there', async () => {
    const { end, calls } = await counted();
    for (let call = 0; call < calls; call += 1) {
      expect(await runKilledDrill((world, onDeath) => toldAt(world, call, onDeath)), `stopped at call ${call}`).toEqual(
        end,
      );
    }
  });
});
