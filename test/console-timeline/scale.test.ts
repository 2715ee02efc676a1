/** Where the timeline of the console draws what: pure, without a browser. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createScale, ticksOf } from '../../console/src/pages/execution/timeline/scale.ts';

const minute = 60_000;
const hour = 60 * minute;

test('a gate that was closed over night takes a tenth of the room, not nearly all of it', () => {
  const busy = [
    { fromMs: 0, toMs: 10 * minute },
    { fromMs: 16 * hour, toMs: 16 * hour + 10 * minute },
  ];
  const scale = createScale(0, 16 * hour + 10 * minute, 1100, busy);
  expect(scale.pauses).toEqual([{ fromMs: 10 * minute, toMs: 16 * hour }]);
  expect(scale.x(10 * minute)).toBeCloseTo(500);
  expect(scale.x(16 * hour)).toBeCloseTo(600);
  expect(scale.x(16 * hour + 10 * minute)).toBeCloseTo(1100);
});

test('a short wait between waves is drawn as long as it was', () => {
  const busy = [
    { fromMs: 0, toMs: 10 * minute },
    { fromMs: 11 * minute, toMs: 20 * minute },
  ];
  const scale = createScale(0, 20 * minute, 1000, busy);
  expect(scale.pauses).toEqual([]);
  expect(scale.x(10 * minute)).toBeCloseTo(500);
});

test('round times are shown, none within a pause', () => {
  const busy = [
    { fromMs: 0, toMs: 10 * minute },
    { fromMs: 16 * hour, toMs: 16 * hour + 10 * minute },
  ];
  const ticks = ticksOf(createScale(0, 16 * hour + 10 * minute, 1100, busy));
  expect(ticks.length).toBeGreaterThan(5);
  expect(ticks.filter((tick) => tick % minute !== 0)).toEqual([]);
  expect(ticks.filter((tick) => tick > 10 * minute && tick < 16 * hour)).toEqual([]);
});

test('later is never drawn before earlier, the whole fits exactly, whatever ran when', () => {
  const instant = fc.integer({ min: 0, max: 100 * hour });
  const span = fc.tuple(instant, instant).map(([a, b]) => ({ fromMs: Math.min(a, b), toMs: Math.max(a, b) }));
  fc.assert(
    fc.property(fc.array(span, { maxLength: 8 }), fc.array(instant, { minLength: 2 }), (busy, instants) => {
      const scale = createScale(0, 100 * hour, 1000, busy);
      const places = instants.toSorted((a, b) => a - b).map(scale.x);
      places.reduce((before, place) => {
        expect(place).toBeGreaterThanOrEqual(before - 1e-6);
        return place;
      }, 0);
      expect(scale.x(0)).toBeCloseTo(0);
      expect(scale.x(100 * hour)).toBeCloseTo(1000);
    }),
  );
});
