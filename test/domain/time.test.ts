import { describe, expect, it } from 'vitest';
import { addSeconds, earlierOf, isBefore, laterOf, secondsBetween } from '../../src/domain/time.ts';

const three = '2026-11-02T03:00:00.000Z';

describe('instants', () => {
  it('move by seconds, over midnight and over the end of a year, forwards and back', () => {
    expect(addSeconds('2026-12-31T23:59:59.500Z', 1)).toBe('2027-01-01T00:00:00.500Z');
    expect(addSeconds('2027-01-01T00:00:00.500Z', -1)).toBe('2026-12-31T23:59:59.500Z');
    expect(addSeconds(three, 0.25)).toBe('2026-11-02T03:00:00.250Z');
  });

  it('are never touched by summer time: a day has 86,400 seconds', () => {
    expect(addSeconds('2026-10-24T12:00:00.000Z', 86_400)).toBe('2026-10-25T12:00:00.000Z');
  });

  it('are told apart by their time, however AWS writes it', () => {
    expect(secondsBetween('2026-11-02T03:00:00Z', '2026-11-02T03:00:01.500Z')).toBe(1.5);
    expect(isBefore('2026-11-02T03:00:00Z', three)).toBe(false);
    expect(isBefore(three, '2026-11-02T03:00:00Z')).toBe(false);
    expect(isBefore('2026-11-02T04:59:59.999+02:00', three)).toBe(true);
  });

  it('keep the first of two that are the same', () => {
    const sameTime = '2026-11-02T03:00:00Z';
    expect(laterOf(three, sameTime)).toBe(three);
    expect(earlierOf(three, sameTime)).toBe(three);
    expect(laterOf(three, addSeconds(three, 1))).toBe(addSeconds(three, 1));
    expect(earlierOf(three, addSeconds(three, 1))).toBe(three);
  });
});
