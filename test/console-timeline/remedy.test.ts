/** What the console says can be done about what a look before a start finds. */
import { expect, test } from 'vitest';
import { isCalm, remedyHere } from '../../console/src/components/remedy.ts';
import { startFindings } from '../../src/domain/start-findings.ts';
import { liveInstanceRemedy } from '../../src/engine/start-checks.ts';

test.each(startFindings)('the remedy of $code names no flag, command or field', (finding) => {
  expect(remedyHere(finding)).not.toMatch(/--[a-z]|`/);
});

test('a live instance is accepted by its check box, whatever the API asks of a request', () => {
  expect(remedyHere({ code: 'LIVE_INSTANCE', remedy: liveInstanceRemedy })).toContain('check the box');
});

test('what is found by another version of the API keeps the remedy that it came with', () => {
  expect(remedyHere({ code: 'NEWER', remedy: 'Look at it.' })).toBe('Look at it.');
});

test('replication that stalls, and what cannot be launched, are to be looked at; another plan is not', () => {
  const calm = (code: string): boolean | undefined =>
    startFindings.filter((finding) => finding.code === code).map(isCalm)[0];
  expect(['REPLICATION_STALLED', 'CANNOT_LAUNCH', 'OTHER_PLAN'].map(calm)).toEqual([false, false, true]);
});
