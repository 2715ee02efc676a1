/** What I9 compares with: a part of the state as it is stored, and as the events give it. */
import { expect, it } from 'vitest';
import { isSameStored } from './support/is-same-stored.ts';

const stored: unknown = JSON.parse('{"status":"POLLING","servers":[{"id":"s-1","error":null},{"id":"s-2"}]}');
const state = () => ({
  status: 'POLLING',
  statusReason: undefined,
  servers: [{ id: 's-1', error: null }, { id: 's-2' }],
});

it('takes a member that is undefined for one that is not stored', () => {
  expect(isSameStored(stored, state())).toBe(true);
});

it.each([
  ['a value', { ...state(), status: 'PAUSED' }],
  ['a value of another type', { ...state(), servers: '' }],
  ['a member more', { ...state(), endTime: '' }],
  ['a member less', { servers: state().servers }],
  ['a member under another name', { state: 'POLLING', servers: state().servers }],
  ['one of a list, deep inside', { ...state(), servers: [{ id: 's-1', error: null }, { id: 's-3' }] }],
  ['the order of a list', { ...state(), servers: state().servers.toReversed() }],
  ['the length of a list', { ...state(), servers: state().servers.slice(1) }],
  ['an object for a list', { ...state(), servers: { 0: { id: 's-1', error: null }, 1: { id: 's-2' } } }],
  ['nothing for an object', null],
])('sees that %s differs', (_what, value) => {
  expect(isSameStored(stored, value)).toBe(false);
});
