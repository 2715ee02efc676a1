/** Bodies that the SQLite store has read: the same again while the text is, and no more of them than there is room for. */
import { expect, it } from 'vitest';
import { createBodyCache } from '../../../src/adapters/sqlite/body-cache.ts';

it('gives the same body while an item has the same text', () => {
  const bodyOf = createBodyCache();
  const body = bodyOf('execution#1', '{"status":"POLLING"}');
  expect(bodyOf('execution#1', '{"status":"POLLING"}')).toBe(body);
});

it('gives what is stored now, whoever wrote it', () => {
  const bodyOf = createBodyCache();
  bodyOf('execution#1', '{"status":"POLLING"}');
  expect(bodyOf('execution#1', '{"status":"PAUSED"}')).toEqual({ status: 'PAUSED' });
  expect(bodyOf('execution#2', '{"status":"POLLING"}')).toEqual({ status: 'POLLING' });
});

it('gives a body that nobody can change', () => {
  const body = createBodyCache()('execution#1', '{"servers":["s-1"]}');
  expect(Object.isFrozen(body)).toBe(true);
  expect(body).toEqual({ servers: ['s-1'] });
});

it('forgets what was read longest ago, once all texts together are too long', () => {
  const text = '"twelve long"';
  const bodyOf = createBodyCache(3 * '["twelve long"]'.length);
  const read = (name: string) => bodyOf(name, `[${text}]`);
  const first = read('a');
  const second = read('b');
  read('c');
  expect(read('a')).toBe(first);
  read('d');
  expect(read('a')).toBe(first);
  expect(read('b')).not.toBe(second);
});

it('reads a body that is longer than all that it may keep', () => {
  const bodyOf = createBodyCache(3);
  expect(bodyOf('a', '["long"]')).toEqual(['long']);
  expect(bodyOf('a', '["long"]')).toEqual(['long']);
});
