/** How messages call servers, waves, people and counts. */
import { expect, test } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import { countOf, cutText, firstFew, personLabel, serverLabel, shortened, waveLabel } from '../../src/domain/names.ts';

test('a server is called by its name and its id; by its id alone where it has no name', () => {
  expect(serverLabel({ serverName: 'shop-db-1', sourceServerId: 's-1' })).toBe('shop-db-1 (s-1)');
  expect(serverLabel({ serverName: 's-1', sourceServerId: 's-1' })).toBe('s-1');
});

test('a wave is called by its number and its name', () => {
  expect(waveLabel({ waveNumber: 2, waveName: 'web' })).toBe('wave 2 "web"');
});

test('somebody whom the record does not name is unknown', () => {
  expect([personLabel('ana'), personLabel(undefined)]).toEqual(['ana', 'unknown']);
});

test('one is one, and everything else is several', () => {
  expect([0, 1, 2].map((count) => countOf(count, 'server'))).toEqual(['0 servers', '1 server', '2 servers']);
});

test('of many only the first few are named, and how many more there are', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  expect(firstFew(names.slice(0, 5))).toBe('a; b; c; d; e');
  expect(firstFew(names)).toBe('a; b; c; d; e; and 2 more');
  expect(firstFew(names, 2, ', ')).toBe('a, b, and 5 more');
});

test('a reason is kept to its limit, and a cut one shows that it was cut', () => {
  const whole = 'x'.repeat(limits.reasonCharacters);
  expect(shortened(whole)).toBe(whole);
  expect(shortened(`${whole}y`)).toBe(`${whole.slice(1)}…`);
});

test('a text is never cut through a character, and half a character from outside is replaced', () => {
  expect(cutText('ab😀cd', 4)).toBe('ab…');
  expect(cutText('ab😀cd', 5)).toBe('ab😀…');
  expect(cutText('ab😀', 4)).toBe('ab😀');
  expect(cutText('ab\ud83d', 4)).toBe('ab\ufffd');
});
