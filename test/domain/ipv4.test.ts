/** Which addresses lie in a subnet, which AWS keeps there, and which are private. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isInBlock, isKeptByAws, isPrivate } from '../../src/domain/ipv4.ts';
import { named, runs } from './support/runs.ts';

test.each([
  ['10.0.1.20', '10.0.1.0/24', true],
  ['10.0.1.0', '10.0.1.0/24', true],
  ['10.0.1.255', '10.0.1.0/24', true],
  ['10.0.2.0', '10.0.1.0/24', false],
  ['10.0.0.255', '10.0.1.0/24', false],
  // Written with an address inside of it, the block is the same.
  ['10.0.1.5', '10.0.1.77/24', true],
  ['10.20.200.1', '10.20.0.0/16', true],
  ['10.21.0.0', '10.20.0.0/16', false],
  ['192.168.7.7', '192.168.7.7', true],
  ['192.168.7.8', '192.168.7.7', false],
  ['255.255.255.255', '255.255.255.240/28', true],
  ['0.0.0.0', '0.0.0.0/0', true],
])('%s in %s: %s', (address, block, isInside) => {
  expect(isInBlock(address, block)).toBe(isInside);
});

test.each([
  ['10.0.1.0', true],
  ['10.0.1.1', true],
  ['10.0.1.2', true],
  ['10.0.1.3', true],
  ['10.0.1.4', false],
  ['10.0.1.254', false],
  ['10.0.1.255', true],
])('of a subnet 10.0.1.0/24 AWS keeps %s: %s', (address, isKept) => {
  expect(isKeptByAws(address, '10.0.1.0/24')).toBe(isKept);
});

test.each([
  ['9.255.255.255', false],
  ['10.0.0.0', true],
  ['10.255.255.255', true],
  ['11.0.0.0', false],
  ['172.15.255.255', false],
  ['172.16.0.0', true],
  ['172.31.255.255', true],
  ['172.32.0.0', false],
  ['192.167.255.255', false],
  ['192.168.0.0', true],
  ['192.168.255.255', true],
  ['192.169.0.0', false],
  ['100.63.255.255', false],
  ['100.64.0.0', true],
  ['100.127.255.255', true],
  ['100.128.0.0', false],
  ['8.8.8.8', false],
])('%s is private: %s', (address, isSo) => {
  expect(isPrivate(address)).toBe(isSo);
});

/** The sizes that a subnet may have. */
const bitsOfSubnet = fc.integer({ min: 16, max: 28 });
const octet = fc.integer({ min: 0, max: 255 });
const number = fc.tuple(octet, octet, octet, octet).map((octets) => octets.reduce((sum, each) => sum * 256 + each, 0));
const addressOf = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');

describe('any subnet', () => {
  const usual = runs(300);

  it(named('holds as many addresses as its size says, and its neighbours are outside', usual), () => {
    fc.assert(
      fc.property(number, bitsOfSubnet, (inside, bits) => {
        const size = 2 ** (32 - bits);
        const first = inside - (inside % size);
        const block = `${addressOf(inside)}/${bits}`;
        expect([first, inside, first + size - 1].map((each) => isInBlock(addressOf(each), block))).toEqual([
          true,
          true,
          true,
        ]);
        if (first > 0) expect(isInBlock(addressOf(first - 1), block)).toBe(false);
        if (first + size < 2 ** 32) expect(isInBlock(addressOf(first + size), block)).toBe(false);
      }),
      usual,
    );
  });

  it(named('loses five addresses to AWS', usual), () => {
    fc.assert(
      fc.property(number, (inside) => {
        const first = inside - (inside % 16);
        const block = `${addressOf(first)}/28`;
        const kept = Array.from({ length: 16 }, (_, index) => isKeptByAws(addressOf(first + index), block));
        expect(kept.filter(Boolean)).toHaveLength(5);
        expect(kept.lastIndexOf(false)).toBe(14);
        expect(kept.indexOf(false)).toBe(4);
      }),
      usual,
    );
  });
});
