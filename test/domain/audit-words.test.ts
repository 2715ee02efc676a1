/** Whoever reads the audit log reads acts, and no addresses of an API. */
import { expect, test } from 'vitest';
import { routeNeeds } from '../../src/api/route-permissions.ts';
import { actText, askedText } from '../../src/domain/audit-words.ts';

test('every route of the API has words of its own for what it does', () => {
  const said = Object.keys(routeNeeds).map((route) => actText({ route, detail: {} }));
  expect(said.filter((text) => /\/|[{}]|GET|POST|PUT|DELETE/.test(text))).toEqual([]);
  expect(new Set(said).size).toBe(said.length);
});

test.each([
  [{ executionType: 'DRILL' }, 'POST /api/executions', 'Start a drill'],
  [{ executionType: 'RECOVERY' }, 'POST /api/executions', 'Start a recovery'],
  [{ dryRun: true }, 'POST /api/apply', 'Check documents, without saving'],
  [{ waveNumber: 1, actionName: 'sign-off' }, 'POST /api/executions/{executionId}/resume', 'Approve an action'],
  [{ waveNumber: 1 }, 'POST /api/executions/{executionId}/resume', 'Resume a wave'],
  [{}, 'POST /api/executions/{executionId}/resume', 'End a pause'],
  [{ waveNumber: 1 }, 'POST /api/executions/{executionId}/retry', 'Retry failed servers of a wave'],
  [{}, 'POST /api/executions/{executionId}/retry', 'Start a follow-up'],
] as const)('a route that does several things is told by what was asked: %o', (detail, route, act) => {
  expect(actText({ route, detail })).toBe(act);
});

test('what was asked is told beside the act, and not twice', () => {
  expect(askedText({ executionType: 'DRILL', dryRun: false })).toBe('');
  expect(askedText({ waveNumber: 1, reason: 'the disk is gone' })).toBe('wave 1, because: the disk is gone');
  expect(askedText({ region: 'us-east-1', reason: '' })).toBe('us-east-1');
  expect(askedText({ cause: 'schedule: every 6 h', copied: 2, failed: 0 })).toBe(
    'by schedule: every 6 h, 2 servers changed, 0 failed',
  );
});

test('an address that no route of ours has is shown as it was kept', () => {
  expect(actText({ route: 'POST (no such address)', detail: {} })).toBe('POST (no such address)');
});
