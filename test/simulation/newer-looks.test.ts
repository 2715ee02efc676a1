/** The checker of looks: only what was seen later may stand over what was seen. */
import { expect, test } from 'vitest';
import { jobObservationKey } from '../../src/engine/store/execution-items.ts';
import { createNewerLooks } from './checkers/newer-looks.ts';

/** What is told of two looks at a job that are stored one after the other. */
const toldOf = (first: string, second: string) => {
  const check = createNewerLooks();
  const look = (stamp: string) =>
    check({
      writes: [{ kind: 'put', item: { ...jobObservationKey('exec-1', 'w000-a1-j000'), version: 1, stamp, body: {} } }],
      cause: 'poll',
      committed: [],
      executions: new Map(),
    });
  expect(look(first)).toEqual([]);
  return look(second);
};

test.each([
  ['later', '2026-11-02T03:00:00.000Z', '2026-11-02T03:00:01.000Z'],
  ['by a clock that was ten minutes ahead before', '2026-11-02T03:10:00.000Z', '2026-11-02T03:00:00.000Z'],
])('a look %s stands over what was seen', (_what, first, second) => {
  expect(toldOf(first, second)).toEqual([]);
});

test.each([
  ['a minute earlier', '2026-11-02T02:59:00.000Z'],
  ['at the same moment', '2026-11-02T03:00:00.000Z'],
])('a look %s that overwrites it is told', (_what, second) => {
  expect(toldOf('2026-11-02T03:00:00.000Z', second)).toEqual([
    expect.stringMatching(/^record: what was seen of .*w000-a1-j000 at .* is overwritten/),
  ]);
});
