import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSystemClock } from '../../../src/adapters/system/clock.ts';
import { createSystemIds } from '../../../src/adapters/system/ids.ts';

const start = '2026-11-02T03:00:00.000Z';
beforeEach(() => {
  vi.useFakeTimers({ now: new Date(start) });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('the system clock', () => {
  const waitFor = (seconds: number) => {
    const callback = vi.fn();
    const cancel = createSystemClock().after(seconds, callback);
    return { callback, cancel };
  };

  it('tells the time in UTC', () => {
    expect(createSystemClock().now()).toBe(start);
    vi.advanceTimersByTime(1234);
    expect(createSystemClock().now()).toBe('2026-11-02T03:00:01.234Z');
  });

  it('calls back once, when the time has passed and not before', () => {
    const { callback } = waitFor(1.5);
    vi.advanceTimersByTime(1499);
    expect(callback).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(callback).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(100_000);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('waits for a year, longer than a timer of Node can', () => {
    const { callback } = waitFor(365 * 86_400);
    vi.advanceTimersByTime(365 * 86_400_000 - 1);
    expect(callback).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('waits on when the timer fires early', () => {
    const realTimeout = globalThis.setTimeout;
    vi.spyOn(globalThis, 'setTimeout').mockImplementationOnce((callback, delayMs = 0) =>
      realTimeout(callback, delayMs - 1),
    );
    const { callback } = waitFor(10);
    vi.advanceTimersByTime(9999);
    expect(callback).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('is not hurried when the machine gets another time of day', () => {
    const { callback } = waitFor(60);
    vi.setSystemTime('2027-01-01T00:00:00.000Z');
    vi.advanceTimersByTime(59_999);
    expect(callback).not.toHaveBeenCalled();
    vi.setSystemTime('2025-01-01T00:00:00.000Z');
    vi.advanceTimersByTime(1);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('does not call back once cancelled, also in the middle of a long wait', () => {
    for (const passedMs of [0, 40 * 86_400_000]) {
      const { callback, cancel } = waitFor(50 * 86_400);
      vi.advanceTimersByTime(passedMs);
      cancel();
      cancel();
      vi.advanceTimersByTime(100 * 86_400_000);
      expect(callback).not.toHaveBeenCalled();
    }
  });

  it('calls back soon, and never at once, when there is nothing to wait for', () => {
    for (const seconds of [0, -5]) {
      const { callback } = waitFor(seconds);
      expect(callback).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1);
      expect(callback).toHaveBeenCalledTimes(1);
    }
  });
});

describe('system ids', () => {
  it('are UUIDs of version 7 behind their prefix, in lower case', () => {
    expect(createSystemIds().next('exec')).toMatch(
      /^exec-[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it('begin with the time of their making', () => {
    const [, high = '', low = ''] = createSystemIds().next('exec').split('-');
    expect(Number.parseInt(high + low, 16)).toBe(Date.parse(start));
  });

  it('sort by time of making, within a millisecond too, and when the clock is set back', () => {
    const ids = createSystemIds();
    const made: string[] = [];
    for (const step of [10_000, 1, -60_000, 3, 120_000]) {
      vi.setSystemTime(Date.now() + step);
      for (let count = 0; count < 9000; count += 1) made.push(ids.next('exec'));
    }
    expect(made.toSorted()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  it('of two processes in one millisecond differ', () => {
    const [one, other] = [createSystemIds(), createSystemIds()];
    expect(one.next('exec')).not.toBe(other.next('exec'));
  });
});
