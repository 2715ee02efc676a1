/** How tags are compared and copied, and what a search finds. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isHeldUntil } from '../../src/domain/clock-skew.ts';
import {
  fitsInstanceSearch,
  fitsSearch,
  type Searched,
  type SearchedInstance,
} from '../../src/domain/server-search.ts';
import { hasAllTags } from '../../src/domain/tag-selection.ts';
import { tagsToCopy } from '../../src/domain/tags-to-copy.ts';

const tags = fc.dictionary(fc.string({ maxLength: 4 }), fc.string({ maxLength: 3 }));

describe('tags that are asked for', () => {
  test.each([
    ['are there', { Tier: 'db' }, { Tier: 'db', Name: 'x' }, true],
    ['all have to match', { Tier: 'db', Name: 'y' }, { Tier: 'db', Name: 'x' }, false],
    ['mind the case of the value', { Tier: 'DB' }, { Tier: 'db' }, false],
    ['mind the case of the key', { tier: 'db' }, { Tier: 'db' }, false],
    ['mind blanks', { Tier: 'db ' }, { Tier: 'db' }, false],
    ['are not found in what every object has', { constructor: 'x' }, {}, false],
  ])('%s', (_title, wanted, carried, answer) => {
    expect(hasAllTags(carried, wanted)).toBe(answer);
  });

  test('are found in whatever carries them, and in nothing that lacks one', () => {
    fc.assert(
      fc.property(tags, tags, (wanted, more) => {
        expect(hasAllTags({ ...more, ...wanted }, wanted)).toBe(true);
        const [key] = Object.keys(wanted);
        if (key === undefined) return;
        const { [key]: _value, ...without } = { ...more, ...wanted };
        expect(hasAllTags(without, wanted)).toBe(false);
      }),
      { seed: 7 },
    );
  });
});

describe('tags that are copied', () => {
  test.each([
    ['what is missing', { A: '1' }, {}, { A: '1' }],
    ['what has another value', { A: '1' }, { A: '2' }, { A: '1' }],
    ['not what is the same', { A: '1', B: '2' }, { A: '1' }, { B: '2' }],
    [
      'not what AWS writes, in any case',
      { 'aws:cloudformation:stack-name': 's', 'AWS:x': 'y', A: '1' },
      {},
      { A: '1' },
    ],
    ['a key that every object has', { constructor: 'x' }, {}, { constructor: 'x' }],
    ['nothing of what only the server has', {}, { A: '1' }, {}],
  ])('%s', (_title, ofInstance, ofServer, copied) => {
    expect(tagsToCopy(ofInstance, ofServer)).toEqual(copied);
  });

  test('once are not copied again', () => {
    fc.assert(
      fc.property(tags, tags, (ofInstance, ofServer) => {
        expect(tagsToCopy(ofInstance, { ...ofServer, ...tagsToCopy(ofInstance, ofServer) })).toEqual({});
      }),
      { seed: 7 },
    );
  });
});

describe('a search', () => {
  const server: Searched = {
    sourceServerId: 's-0123456789abcdef0',
    serverName: 'Shop-DB-01',
    hostname: 'db1.corp.example',
    tags: { Tier: 'db' },
    replicationState: 'STALLED',
    lagDuration: 'PT1H',
  };
  test.each([
    ['for nothing finds all', {}, true],
    ['by part of the name', { name: 'shop-db' }, true],
    ['by part of the host name', { name: 'CORP' }, true],
    ['by part of the id', { name: 'abcdef' }, true],
    ['by a name that it has not', { name: 'web' }, false],
    ['by its state, in any case', { state: 'stalled' }, true],
    ['by another state', { state: 'CONTINUOUS' }, false],
    ['by a lag that it exceeds', { lagOverSeconds: 3599 }, true],
    ['by a lag that it just reaches', { lagOverSeconds: 3600 }, false],
    ['by tags', { tags: { Tier: 'db' } }, true],
    ['by tags that it has not', { tags: { Tier: 'web' } }, false],
    ['finds it only when all fits', { name: 'shop', state: 'CONTINUOUS' }, false],
  ])('%s', (_title, search, answer) => {
    expect(fitsSearch(server, search)).toBe(answer);
  });

  test('finds by state only what has one, and by lag also what has none', () => {
    const { replicationState: _state, lagDuration: _lag, hostname: _host, ...bare } = server;
    expect(fitsSearch(bare, { state: 'STALLED' })).toBe(false);
    expect(fitsSearch(bare, { lagOverSeconds: 1e6 })).toBe(true);
    expect(fitsSearch(bare, { name: 'corp' })).toBe(false);
  });
});

describe('a search of recovery instances', () => {
  const instance: SearchedInstance = {
    recoveryInstanceId: 'i-0aa11111111111111',
    sourceServerId: 's-0123456789abcdef0',
    serverName: 'Shop-DB-01',
    instanceId: 'i-0bb22222222222222',
    instanceState: 'STOPPED',
    isDrill: true,
  };
  test.each([
    ['for nothing finds all', {}, true],
    ['by its source server', { sourceServerId: 's-0123456789abcdef0' }, true],
    ['by another source server', { sourceServerId: 's-0123456789abcdef1' }, false],
    ['by part of the name of its server', { name: 'shop-db' }, true],
    ['by part of the id of its server', { name: 'ABCDEF' }, true],
    ['by part of its own id', { name: '0aa1' }, true],
    ['by part of its id in EC2', { name: '0bb2' }, true],
    ['by a name that it has not', { name: 'web' }, false],
    ['by its state, in any case', { state: 'stopped' }, true],
    ['by another state', { state: 'RUNNING' }, false],
    ['for what drills launched', { isDrill: true }, true],
    ['for what is live', { isDrill: false }, false],
    ['finds it only when all fits', { name: 'shop', isDrill: false }, false],
  ])('%s', (_title, search, answer) => {
    expect(fitsInstanceSearch(instance, search)).toBe(answer);
  });

  test('takes what DRS says nothing of for live, and for no state', () => {
    const { isDrill: _drill, instanceState: _state, serverName: _name, ...bare } = instance;
    expect(fitsInstanceSearch(bare, { isDrill: false })).toBe(true);
    expect(fitsInstanceSearch(bare, { isDrill: true })).toBe(false);
    expect(fitsInstanceSearch(bare, { state: 'STOPPED' })).toBe(false);
    expect(fitsInstanceSearch(bare, { name: 'shop' })).toBe(false);
  });
});

describe('a lease of two minutes', () => {
  const now = '2026-11-02T03:00:00.000Z';
  test.each([
    ['that nobody has', undefined, false],
    ['that ends now', now, false],
    ['that ends in a second', '2026-11-02T03:00:01.000Z', true],
    ['that was just taken', '2026-11-02T03:02:00.000Z', true],
    ['that was taken by a clock ahead of ours, within the skew', '2026-11-02T03:06:59.000Z', true],
    ['that was taken by a clock that has been set back since', '2026-11-02T03:07:01.000Z', false],
  ])('%s', (_title, leaseUntil, isHeld) => {
    expect(isHeldUntil(leaseUntil, 120, now)).toBe(isHeld);
  });
});
