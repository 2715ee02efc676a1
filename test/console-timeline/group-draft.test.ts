import { expect, test } from 'vitest';
import { bodyOf, draftOf } from '../../console/src/pages/group-editor/draft.ts';

test('a group that is saved from the console keeps its launch settings', () => {
  const launch = {
    launchConfig: { instanceType: 'm5.xlarge' },
    serverOverrides: { 's-0123456789abcdef0': { staticPrivateIp: '10.0.1.20' } },
  };
  const group = {
    groupId: 'group-1',
    groupName: 'app',
    description: '',
    accountId: '111122223333',
    region: 'us-east-1',
    selection: { tags: { Tier: 'app' } },
    ...launch,
    version: 1,
    createdTime: '2026-11-02T03:00:00.000Z',
    updatedTime: '2026-11-02T03:00:00.000Z',
  };
  expect(bodyOf({ ...draftOf(group), description: 'the application' })).toMatchObject({
    description: 'the application',
    selection: group.selection,
    ...launch,
  });
});
