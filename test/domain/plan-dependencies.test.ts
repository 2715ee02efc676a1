import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DependentWave, findCycle, resolveDependencies } from '../../src/domain/plan-dependencies.ts';

const resolve = (...waves: DependentWave[]) =>
  resolveDependencies(waves, (unknown, known) => known.find((name) => name.startsWith(unknown.slice(0, 2))));

describe('which waves a wave waits for', () => {
  test('without dependsOn it waits for the wave before it, and the first for none', () => {
    const { dependsOnWaves, errors } = resolve({ waveName: 'db' }, { waveName: 'app' }, { waveName: 'web' });
    expect(dependsOnWaves).toEqual([[], [0], [1]]);
    expect(errors).toEqual([]);
  });

  test('an empty list waits for none, names ignore case, numbers count from 0', () => {
    const { dependsOnWaves, errors } = resolve(
      { waveName: 'Database' },
      { waveName: 'files', dependsOn: [] },
      { waveName: 'app', dependsOn: ['FILES', 0] },
    );
    expect(dependsOnWaves).toEqual([[], [], [0, 1]]);
    expect(errors).toEqual([]);
  });

  test('a wave may be named before it is written', () => {
    const { dependsOnWaves, errors } = resolve(
      { waveName: 'web', dependsOn: ['app'] },
      { waveName: 'app', dependsOn: [] },
    );
    expect(dependsOnWaves).toEqual([[1], []]);
    expect(errors).toEqual([]);
  });

  test.each([
    ['an unknown name is told with the nearest', ['dbase'], 'unknown wave "dbase"; did you mean "db"?'],
    ['an unknown name with none near it', ['cache'], 'unknown wave "cache"'],
    ['a number past the end', [9], 'unknown wave 9: waves count from 0, the last one of this plan is 2'],
    [
      'a number of a later wave',
      [2],
      'wave 2 "web" comes later: wave numbers count from 0; name the wave if this is what you mean',
    ],
    ['its own number', [1], 'a wave cannot depend on itself (wave numbers count from 0)'],
    ['its own name', ['APP'], 'a wave cannot depend on itself (wave numbers count from 0)'],
  ])('%s', (_, dependsOn, message) => {
    const { errors } = resolve({ waveName: 'db' }, { waveName: 'app', dependsOn }, { waveName: 'web' });
    expect(errors).toEqual([{ path: ['waves', 1, 'dependsOn', 0], message }]);
  });

  test('the same wave by name and by number is told once', () => {
    const { errors } = resolve({ waveName: 'db' }, { waveName: 'app', dependsOn: ['db', 0] });
    expect(errors).toEqual([{ path: ['waves', 1, 'dependsOn', 1], message: 'wave "db" is named twice' }]);
  });
});

describe('waves that wait for each other', () => {
  test('a number that no wave has is in no circle: it is told by itself', () => {
    expect(findCycle([[5], [0]])).toBeUndefined();
  });

  test('the circle is told in order, from a wave back to itself', () => {
    expect(findCycle([[2], [0], [1], []])).toEqual([0, 2, 1, 0]);
  });

  test('waves outside the circle are not told', () => {
    expect(findCycle([[], [0], [3], [2]])).toEqual([2, 3, 2]);
    // Nor is one that waits for them.
    expect(findCycle([[1], [2], [1]])).toEqual([1, 2, 1]);
  });

  test('of fifty waves that each wait for all before them, each is looked at once from each that waits for it', () => {
    const waves = Array.from({ length: 50 }, (_, wave) => Array.from({ length: wave }, (_none, before) => before));
    let looks = 0;
    const counted = new Proxy(waves, {
      get: (target, key, receiver) => {
        looks += 1;
        if (looks > 5000) throw new Error('looked at again and again');
        return Reflect.get(target, key, receiver);
      },
    });
    expect(findCycle(counted)).toBeUndefined();
  });

  test('a circle is found exactly when no order of the waves respects every dependency', () => {
    const graph = fc
      .integer({ min: 1, max: 7 })
      .chain((size) =>
        fc.array(fc.uniqueArray(fc.nat(size - 1), { maxLength: size }), { minLength: size, maxLength: size }),
      );
    fc.assert(
      fc.property(graph, (dependsOn) => {
        const cycle = findCycle(dependsOn);
        expect(cycle === undefined).toBe(canBeOrdered(dependsOn));
        for (const [index, wave] of (cycle ?? []).slice(0, -1).entries()) {
          expect(dependsOn[wave]).toContain(cycle?.[index + 1]);
        }
      }),
    );
  });
});

/** Takes out waves whose dependencies are all out, until none is left. */
function canBeOrdered(dependsOn: readonly (readonly number[])[]): boolean {
  const out = new Set<number>();
  for (let round = 0; round < dependsOn.length; round += 1) {
    for (const [wave, before] of dependsOn.entries()) if (before.every((each) => out.has(each))) out.add(wave);
  }
  return out.size === dependsOn.length;
}
