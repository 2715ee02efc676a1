/** The view of an execution, read again and again by whoever watches it. */
import { expect, it } from 'vitest';
import { createKeptViews } from '../../src/engine/kept-views.ts';
import { createRig } from '../support/rig.ts';

const runningDrill = async () => {
  const rig = await createRig({ binding: 'direct', estate: { servers: 2 } });
  const executionId = await rig.launch(await rig.savePlan('shop', [{ servers: rig.idsOf('server') }]));
  const view = () => rig.engine.executions.get(executionId);
  return { rig, executionId, view };
};

it('is the same object while nothing has changed, and nobody can change it', async () => {
  const { view } = await runningDrill();
  const first = await view();
  expect(await view()).toBe(first);
  expect(() => first?.waves.pop()).toThrow(TypeError);
});

it('is another one after a decision, and after a look that saw something', async () => {
  const { rig, executionId, view } = await runningDrill();
  await rig.clock.advance(1);
  const first = await view();
  await rig.command(executionId, { type: 'cancel', reason: 'enough' });
  const cancelled = await view();
  expect(cancelled).not.toBe(first);
  expect(cancelled?.cancelRequested).toBe(true);
  const before = cancelled?.lastPolledTime;
  await rig.clock.runUntil(async () => (await view())?.lastPolledTime !== before);
  expect((await view())?.version).toBeGreaterThanOrEqual(cancelled?.version ?? 0);
});

it('is the one that a store would make of what it holds, at every step of a drill', async () => {
  const { rig, executionId, view } = await runningDrill();
  for (let step = 0; step < 60; step += 1) {
    const kept = await view();
    const fresh = await createRig({ beside: rig, seed: 7, store: rig.store, binding: 'direct' });
    expect(kept).toEqual(await fresh.engine.executions.get(executionId));
    if (!(await rig.clock.advanceToNext())) break;
  }
});

it('is made anew when a body is there that was not, or is not there that was', () => {
  const keptView = createKeptViews<{ readonly number: number }>();
  let number = 0;
  const make = () => {
    number += 1;
    return { number };
  };
  const body = Object.freeze({ status: 'POLLING' });
  const other = Object.freeze({ status: 'POLLING' });
  expect(keptView('a', [body], make)).toEqual({ number: 1 });
  expect(keptView('a', [body], make)).toEqual({ number: 1 });
  expect(keptView('a', [body, undefined], make)).toEqual({ number: 2 });
  expect(keptView('a', [body, other], make)).toEqual({ number: 3 });
  expect(keptView('a', [other, body], make)).toEqual({ number: 4 });
  expect(keptView('a', [other], make)).toEqual({ number: 5 });
  expect(keptView('b', [other], make)).toEqual({ number: 6 });
});

it('is kept for so many executions, and no more', () => {
  const keptView = createKeptViews<object>();
  const bodies = [Object.freeze({})];
  const make = () => ({});
  const first = keptView('first', bodies, make);
  const second = keptView('second', bodies, make);
  for (let number = 0; number < 498; number += 1) keptView(`other ${number}`, bodies, make);
  expect(keptView('first', bodies, make)).toBe(first);
  keptView('one more', bodies, make);
  expect(keptView('first', bodies, make)).toBe(first);
  expect(keptView('second', bodies, make)).not.toBe(second);
});
