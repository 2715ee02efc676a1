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
  [{}, 'POST /api/executions', 'Start a run'],
  [{ dryRun: false }, 'POST /api/apply', 'Apply documents'],
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
    'by the schedule (every 6 h), 2 servers changed, 0 failed',
  );
});

test.each([
  [{ actionName: 'sign-off' }, 'action "sign-off"'],
  [{ kind: 'SSM_AUTOMATION' }, 'an SSM Automation runbook'],
  [{ kind: 'SSM_COMMAND' }, 'an SSM command on the launched instances'],
  [{ kind: 'LAMBDA' }, 'a Lambda function'],
  [{ kind: 'A_KIND_OF_ANOTHER_VERSION' }, 'A_KIND_OF_ANOTHER_VERSION'],
  [{ cause: 'every 15 min' }, 'by the schedule (every 15 min)'],
  [{ cause: 'somebody, every night' }, 'by somebody, every night'],
  [{ cause: 'drillTtlHours 8 of plan "shop"' }, 'by drillTtlHours 8 of plan "shop"'],
  [{ recovery: true }, 'instances of a recovery, which are live'],
  [{ recovery: false, prune: false }, ''],
  [{ prune: true }, 'and remove what is not named'],
  [{ instances: 3, instancesLeft: 1 }, '3 instances, 1 instance left'],
  [{ hours: 8 }, 'for 8 h'],
  [{ role: 'Operator' }, 'role Operator'],
  [{ version: 4 }, 'over version 4'],
  [{ everyHours: 6 }, 'every 6 h'],
  [{ pointInTime: '2026-03-01T00:00:00Z' }, 'as of 2026-03-01T00:00:00Z'],
  [{ acceptedInstanceDeletions: 'i-1 i-2' }, 'accepting the deletion of i-1 i-2'],
  [{ acceptedInstances: 'i-1' }, 'adopted ones too: i-1'],
  [{ sourceServerIds: 's-1' }, 'servers s-1'],
  [{ extended: 1, failed: 1, failures: 'arn' }, '1 extended, 1 failed, of these: arn'],
  [{ applied: 2, unchanged: 0, pending: 0 }, '2 applied'],
  [{ applied: 0, unchanged: 1, pending: 2 }, '0 applied, 1 unchanged, 2 pending'],
  [{ sent: 1 }, '1 sent'],
  [{ created: 'a', updated: 'b', removed: 'c' }, 'created a, changed b, removed c'],
  [{ repeated: true }, 'asked again for the same start, which started nothing more'],
  [{ wavePointsInTime: 'wave 1' }, 'as of times of their own: wave 1'],
] as const)('a bare value is told with what it is: %o', (detail, asked) => {
  expect(askedText(detail)).toBe(asked);
});

test('an address that no route of ours has is shown as it was kept', () => {
  expect(actText({ route: 'POST (no such address)', detail: {} })).toBe('POST (no such address)');
});
