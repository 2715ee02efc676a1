/** What has the wrong type in a request is told at its field: what was expected, and what came. */
import { describe, expect, test } from 'vitest';
import { setUpApi } from './set-up.ts';

const group = { groupName: 'db', accountId: '111122223333', region: 'us-east-1' };
const plan = { planName: 'shop', waves: [{ waveName: 'all', protectionGroups: ['db'] }] };
const start = { planName: 'shop', executionType: 'DRILL' };

describe('a wrong type', () => {
  test('is refused to a HEAD as to a GET', async () => {
    const { call } = setUpApi();
    expect((await call('HEAD', '/api/executions?limit=many')).status).toBe(422);
  });

  test.each<[string, string, unknown, (string | number)[], string]>([
    [
      'POST',
      '/api/executions',
      { ...start, planName: 7 },
      ['planName'],
      'must be text, not a number: put it in quotes',
    ],
    ['POST', '/api/executions', { ...start, executionType: 1 }, ['executionType'], 'must be DRILL or RECOVERY'],
    [
      'POST',
      '/api/executions',
      { ...start, acceptedInstanceDeletions: 'i-1' },
      ['acceptedInstanceDeletions'],
      'must be a list, not text',
    ],
    ['POST', '/api/executions/exec-1/resume', { waveNumber: 'first' }, ['waveNumber'], 'must be a number, not text'],
    ['POST', '/api/executions/exec-1/resume', { waveNumber: 1.5 }, ['waveNumber'], 'must be a whole number'],
    [
      'POST',
      '/api/protection-groups',
      { ...group, selection: { sourceServerIds: {} } },
      ['selection', 'sourceServerIds'],
      'must be a list, not a mapping',
    ],
    [
      'POST',
      '/api/protection-groups',
      { ...group, selection: { tags: { Tier: true } } },
      ['selection', 'tags', 'Tier'],
      'must be text, not true or false: put it in quotes',
    ],
    [
      'POST',
      '/api/recovery-plans',
      { ...plan, rtoTargetMinutes: 'soon' },
      ['rtoTargetMinutes'],
      'must be a number, not text',
    ],
    ['POST', '/api/recovery-plans', { ...plan, waves: [null] }, ['waves', 0], 'must be a mapping, not null'],
    ['POST', '/api/apply', { documents: 'all' }, ['documents'], 'must be a list, not text'],
    ['POST', '/api/apply', [], [], 'must be a mapping, not a list'],
    ['POST', '/api/tokens', { tokenName: ['ana'], role: 'Operator' }, ['tokenName'], 'must be text, not a list'],
    ['PUT', '/api/tag-sync', { everyHours: 'six' }, ['everyHours'], 'must be a number, not text'],
    ['GET', '/api/executions?limit=many', undefined, ['query', 'limit'], 'must be a number'],
    ['DELETE', '/api/recovery-plans/plan-1', undefined, ['query', 'version'], 'is required'],
    ['DELETE', '/api/recovery-plans/plan-1?version=x', undefined, ['query', 'version'], 'must be a number'],
    ['GET', '/api/accounts/999/staging-accounts', undefined, ['accountId'], 'an AWS account id has 12 digits'],
  ])('%s %s %j is told at its field', async (method, path, body, field, message) => {
    const { call } = setUpApi();
    const answer = await call(method, path, body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toContainEqual({ path: field, message });
    expect(answer.text, 'none of the words of the library').not.toMatch(/Invalid input: |expected \w+, received/);
  });
});
