/** The record of looks has several writers: the newest look counts, and only who holds the lease writes of the scope. */
import { describe, expect, it } from 'vitest';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import type { JobObservation } from '../../src/domain/model/observation.ts';
import {
  createObservationWriter,
  readJobObservation,
  readNews,
  readScopeObservation,
} from '../../src/engine/store/observation-store.ts';

const scope = { accountId: '111122223333', region: 'us-east-1' };
const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 2, 12, 0, seconds)).toISOString();
const DAY_SECONDS = 86_400;

const lookAt = (seconds: number, jobStatus = 'STARTED'): JobObservation => ({
  ...scope,
  executionId: 'exec-1',
  jobKey: 'w000-a1-j000',
  jobId: 'drsjob-1',
  jobStatus,
  servers: [],
  enrichmentAttempts: 0,
  lastPolledTime: at(seconds),
});

const open = () => {
  const store = createMemoryItemStore();
  return { store, writer: createObservationWriter(store) };
};

const held = <T>(lease: T | undefined): T => {
  if (lease === undefined) throw new Error('the lease was not given');
  return lease;
};

describe('a look at a job', () => {
  const stored = async ({ store }: ReturnType<typeof open>) =>
    (await readJobObservation(store, 'exec-1', 'w000-a1-j000'))?.jobStatus;

  it('replaces an older one', async () => {
    const opened = open();
    expect(await opened.writer.recordJob(lookAt(10))).toBe(true);
    expect(await opened.writer.recordJob(lookAt(11, 'COMPLETED'))).toBe(true);
    expect(await stored(opened)).toBe('COMPLETED');
  });

  it.each([9, 10])('that is no newer than the stored one (12:00:10) is dropped: of 12:00:%i', async (seconds) => {
    const opened = open();
    await opened.writer.recordJob(lookAt(10, 'COMPLETED'));
    expect(await opened.writer.recordJob(lookAt(seconds))).toBe(false);
    expect(await stored(opened)).toBe('COMPLETED');
  });

  it('replaces one that a clock stamped which was a day ahead', async () => {
    const opened = open();
    await opened.writer.recordJob(lookAt(DAY_SECONDS));
    expect(await opened.writer.recordJob(lookAt(10, 'COMPLETED'))).toBe(true);
    expect(await stored(opened)).toBe('COMPLETED');
    expect(await opened.writer.recordJob(lookAt(9)), 'and order counts again').toBe(false);
  });
});

describe('the right to look at an account and Region', () => {
  it('is given to one at a time, for a minute', async () => {
    const { writer } = open();
    expect(await writer.leaseScope(scope, at(0))).toBeDefined();
    expect(await writer.leaseScope(scope, at(59))).toBeUndefined();
    expect(await writer.leaseScope(scope, at(60))).toBeDefined();
  });

  it('is free again once the look is recorded', async () => {
    const { store, writer } = open();
    const lease = held(await writer.leaseScope(scope, at(0)));
    await writer.recordScope({ ...scope, lastPolledTime: at(0) }, lease);
    expect(await readScopeObservation(store, scope)).toEqual({ ...scope, lastPolledTime: at(0) });
    expect(await writer.leaseScope(scope, at(1))).toBeDefined();
  });

  it('keeps what was last seen while somebody looks, and says until when', async () => {
    const { store, writer } = open();
    await writer.recordScope({ ...scope, lastPolledTime: at(0) }, held(await writer.leaseScope(scope, at(0))));
    await writer.leaseScope(scope, at(5));
    expect(await readScopeObservation(store, scope)).toEqual({ ...scope, lastPolledTime: at(0), leaseUntil: at(65) });
  });

  it('is given to one of two who ask at the same time', async () => {
    const { writer } = open();
    const leases = await Promise.all([writer.leaseScope(scope, at(0)), writer.leaseScope(scope, at(0))]);
    expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1);
  });

  it('that a clock gave which was a day ahead is void', async () => {
    const { writer } = open();
    await writer.leaseScope(scope, at(DAY_SECONDS));
    expect(await writer.leaseScope(scope, at(0))).toBeDefined();
  });

  it('that has run out lets nobody write: neither over a newer failure, nor over the lease of another', async () => {
    const { store, writer } = open();
    const slow = held(await writer.leaseScope(scope, at(0)));
    const quick = held(await writer.leaseScope(scope, at(61)));
    await writer.recordScope({ ...scope, lastPolledTime: at(0) }, slow);
    expect(await writer.leaseScope(scope, at(62)), 'the lease is the other’s still').toBeUndefined();
    const failure = { time: at(61), message: 'throttled', consecutive: 1, retryTime: at(600) };
    await writer.recordScope({ ...scope, failure }, quick);
    await writer.recordScope({ ...scope, lastPolledTime: at(0) }, slow);
    expect(await readScopeObservation(store, scope)).toEqual({ ...scope, failure });
  });
});

describe('news of an execution', () => {
  it('is counted, whoever has it at the same time', async () => {
    const { store, writer } = open();
    expect(await readNews(store, 'exec-1')).toBe(0);
    await Promise.all([writer.recordNews('exec-1'), writer.recordNews('exec-1'), writer.recordNews('exec-1')]);
    expect(await readNews(store, 'exec-1')).toBe(3);
    expect(await readNews(store, 'exec-2')).toBe(0);
  });
});
