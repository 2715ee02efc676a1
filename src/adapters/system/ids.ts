import type { Ids } from '../../ports/ids.ts';

/**
 * Ids such as `exec-0192f3a0-7c1e-7b3a-9d2e-5f1c0a7be4d1`: UUIDs of version 7 (RFC 9562). The first 48 bits are the time
 * in milliseconds; the 12 bits after them count those of one millisecond (method 1 of section 6.2), so that the ids of
 * one process sort in the order of making, also when its clock is set back. 62 bits are random.
 */
export function createSystemIds(): Ids {
  let timeMs = 0;
  let count = 0;
  return {
    next(prefix) {
      const nowMs = Date.now();
      if (nowMs > timeMs) {
        timeMs = nowMs;
        count = 0;
      } else if (count < countMax) {
        count += 1;
      } else {
        timeMs += 1;
        count = 0;
      }
      return `${prefix}-${uuid(timeMs, count, crypto.getRandomValues(new Uint8Array(8)))}`;
    },
  };
}

const countMax = 0xfff;

function uuid(timeMs: number, count: number, random: Uint8Array): string {
  const time = hex(timeMs, 12);
  const [first = 0, ...rest] = random;
  // The two highest bits say that this is an RFC 9562 UUID.
  const tail = [(first & 0x3f) | 0x80, ...rest].map((byte) => hex(byte, 2)).join('');
  return [time.slice(0, 8), time.slice(8), `7${hex(count, 3)}`, tail.slice(0, 4), tail.slice(4)].join('-');
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
