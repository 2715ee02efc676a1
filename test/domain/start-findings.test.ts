/** What a look before a start can find: each with its cause, and what to do about it. */
import { expect, test } from 'vitest';
import { startWarning } from '../../src/domain/model/start-check.ts';
import { NOT_LOOKED_AT, notLookedAtRemedy, startFindings } from '../../src/domain/start-findings.ts';

const find = (code: string) => startFindings.find((one) => one.code === code);

test('what refuses a start comes first, then what is unknown, then what is only worth knowing', () => {
  const severities = startFindings.map(({ severity }) => severity);
  expect([...new Set(severities)]).toEqual(['BLOCKER', 'UNKNOWN', 'WARNING']);
  const order = ['BLOCKER', 'UNKNOWN', 'WARNING'];
  expect(severities).toEqual(severities.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
});

test('a code has one meaning, a cause and a remedy that says what to do', () => {
  const codes = startFindings.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(startFindings.filter(({ cause, remedy }) => cause === '' || !/^[A-Z].*\.$/.test(remedy))).toEqual([]);
});

test('a warning carries the remedy of its code, and the server where it is about one', () => {
  expect(startWarning('QUOTA', '25 jobs; DRS takes 20')).toEqual({
    code: 'QUOTA',
    message: '25 jobs; DRS takes 20',
    remedy: find('QUOTA')?.remedy,
  });
  const sourceServerId = 's-00000000000000001';
  expect(startWarning('CANNOT_LAUNCH', 'db-1: disconnected', sourceServerId)).toMatchObject({
    sourceServerId,
    remedy: find('CANNOT_LAUNCH')?.remedy,
  });
});

test('what AWS did not answer is unknown, neither a reason against a start nor a warning', () => {
  expect(find(NOT_LOOKED_AT)).toMatchObject({ severity: 'UNKNOWN', remedy: notLookedAtRemedy });
});
