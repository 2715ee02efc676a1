/** What a save would change, as `diff` and `apply` tell it; and what `export` writes, which is read back as it was. */
import { expect, test } from 'vitest';
import { groupChanges, planChanges } from '../../src/domain/document-changes.ts';
import { pathText } from '../../src/domain/field-path.ts';
import { planFileSchemas } from '../../src/domain/model/plan-file.ts';
import type { ProtectionGroup } from '../../src/domain/model/protection-group.ts';
import type { PlanWave, RecoveryPlan } from '../../src/domain/model/recovery-plan.ts';
import { type WaveAction, waveActionSchema } from '../../src/domain/model/wave-action.ts';
import { groupDocument, planDocument, planFileDocuments, settingsDocument } from '../../src/domain/plan-document.ts';
import { isMaskedPlan, maskedPlan } from '../../src/domain/plan-secrets.ts';
import { server } from './plan-file-builders.ts';

const times = { createdTime: '2026-11-20T08:00:00.000Z', updatedTime: '2026-11-20T08:00:00.000Z' };

const group: ProtectionGroup = {
  groupId: 'group-1',
  groupName: 'shop-db',
  description: '',
  accountId: '111122223333',
  region: 'us-east-1',
  selection: { tags: { Application: 'Shop', Tier: 'db' } },
  version: 1,
  ...times,
};

const wave = (waveNumber: number, waveName: string, changes: Partial<PlanWave> = {}): PlanWave => ({
  waveNumber,
  waveName,
  pauseBeforeWave: false,
  onFailure: 'stop',
  minSuccessPercent: 100,
  timeoutMinutes: 120,
  protectionGroupIds: ['group-1'],
  dependsOnWaves: waveNumber === 0 ? [] : [waveNumber - 1],
  ...changes,
});

const plan: RecoveryPlan = {
  planId: 'plan-1',
  planName: 'Shop',
  description: '',
  waves: [wave(0, 'database'), wave(1, 'web')],
  version: 1,
  ...times,
};
const groupNames = new Map([['group-1', 'shop-db']]);

test('a group that is saved as it was has no changes, whatever its version', () => {
  expect(groupChanges(group, { ...group, version: 2, updatedTime: '2026-11-21T08:00:00.000Z' })).toStrictEqual([]);
});

test('tags are compared one by one, and a list of servers as a whole', () => {
  const others: ProtectionGroup = { ...group, selection: { tags: { Application: 'Shop', Tier: 'web' } } };
  expect(groupChanges(group, others)).toStrictEqual([
    { path: ['selection', 'tags', 'Tier'], before: 'db', after: 'web' },
  ]);
  const named: ProtectionGroup = { ...group, selection: { sourceServerIds: [server(1)] } };
  expect(groupChanges(group, named)).toStrictEqual([
    { path: ['selection', 'tags'], before: { Application: 'Shop', Tier: 'db' } },
    { path: ['selection', 'sourceServerIds'], after: [server(1)] },
  ]);
});

test('a wave put in front is one new wave; the others are told by name, and only what changed in them', () => {
  const after = {
    ...plan,
    waves: [wave(0, 'network'), wave(1, 'database'), wave(2, 'web', { pauseBeforeWave: true })],
  };
  const changes = planChanges(plan, after, groupNames);
  expect(changes.map(({ path }) => path.join('.'))).toStrictEqual([
    'waves.database.dependsOn',
    'waves.web.pauseBeforeWave',
    'waves.network',
  ]);
  expect(changes[0]).toMatchObject({ before: [], after: ['network'] });
  expect(changes[2]).toMatchObject({ after: { protectionGroups: ['shop-db'], dependsOn: [] } });
});

test('waves that change places are told as an order', () => {
  const after = { ...plan, waves: [wave(0, 'web'), wave(1, 'database')] };
  expect(planChanges(plan, after, groupNames)).toContainEqual({
    path: ['waves'],
    before: ['database', 'web'],
    after: ['web', 'database'],
  });
});

test('a wave that is gone is told by itself, and as no other order of those that stay', () => {
  const changes = planChanges(plan, { ...plan, waves: [wave(0, 'web')] }, groupNames);
  expect(changes.map(({ path }) => path)).toContainEqual(['waves', 'database']);
  expect(changes.map(({ path }) => path)).not.toContainEqual(['waves']);
});

test('a wave that waits for two others, and one over a group that is gone, are told by name where there is one', () => {
  const waves = [wave(0, 'database'), wave(1, 'files', { dependsOnWaves: [] })];
  const joined = wave(2, 'web', { dependsOnWaves: [0, 1], protectionGroupIds: ['group-1', 'group-9'] });
  const before = { ...plan, waves };
  const after = { ...plan, waves: [...waves, joined] };
  expect(planChanges(before, after, groupNames)).toMatchObject([
    { path: ['waves', 'web'], after: { protectionGroups: ['shop-db', 'group-9'], dependsOn: ['database', 'files'] } },
  ]);
  const written = planFileSchemas.RecoveryPlan.parse(planDocument(after, groupNames));
  expect(written.waves.map(({ dependsOn }) => dependsOn)).toStrictEqual([undefined, [], ['database', 'files']]);
  expect(planChanges(after, before, groupNames)).toMatchObject([
    { path: ['waves', 'web'], before: { dependsOn: ['database', 'files'] } },
  ]);
});

test('that a webhook is another one is told, its secret path is not', () => {
  const told = (path: string): RecoveryPlan => ({
    ...plan,
    notifications: { emails: [], webhookUrl: `https://hooks.example.com/${path}` },
  });
  const changes = [
    ...planChanges(plan, told('first'), groupNames),
    ...planChanges(told('first'), told('second'), groupNames),
  ];
  expect(changes).toHaveLength(2);
  expect(changes[1]).toStrictEqual({
    path: ['notifications', 'webhookUrl'],
    before: 'https://hooks.example.com/…',
    after: 'https://hooks.example.com/…',
  });
  const removed = planChanges(told('first'), plan, groupNames);
  expect(removed).toStrictEqual([
    { path: ['notifications'], before: { emails: [], webhookUrl: 'https://hooks.example.com/…' } },
  ]);
  expect(JSON.stringify([...changes, ...removed])).not.toMatch(/first|second/);
});

test('that an action is given another value is told, the value is not, nor a user of an older check', () => {
  const given = (secret: string): RecoveryPlan => {
    const actions = [
      {
        kind: 'HTTP_CHECK',
        actionName: 'serves',
        url: `https://ops:${secret}@{privateIp}/up?${secret}&a=b{planName}#${secret}`,
      },
      { kind: 'TCP_CHECK', actionName: 'listens', host: '{privateIp}', port: 5432 },
      { kind: 'LAMBDA', actionName: 'dns', functionName: 'swing', input: { key: secret, empty: '' } },
      {
        kind: 'SSM_AUTOMATION',
        actionName: 'open',
        documentName: 'Open',
        parameters: { Key: [secret, '{instanceIds}'] },
      },
    ].map((action) => waveActionSchema.parse(action));
    return { ...plan, waves: [wave(0, 'db', { actions: { before: [], after: actions } })], afterCleanUp: actions };
  };
  const changes = planChanges(given('first'), given('second'), groupNames);
  const of = (value: unknown) => ({ before: value, after: value });
  const path = ['waves', 'db', 'actions', 'after'];
  expect(changes.slice(1)).toEqual(
    expect.arrayContaining([
      { path: [...path, 'serves', 'url'], ...of('https://…@{privateIp}/up?…&a=…{planName}#…') },
      { path: [...path, 'dns', 'input', 'key'], ...of('…') },
      { path: [...path, 'open', 'parameters', 'Key'], ...of(['…', '{instanceIds}']) },
    ]),
  );
  expect([changes.length, changes[0]?.path]).toEqual([4, ['afterCleanUp']]);
  const shown = maskedPlan(given('first'));
  expect(JSON.stringify([changes, shown])).not.toMatch(/first|second/);
  expect(isMaskedPlan(shown)).toBe(true);
  expect(isMaskedPlan({ ...shown, afterCleanUp: [] }), 'of a wave').toBe(true);
  expect(isMaskedPlan({ ...plan, afterCleanUp: [] })).toBe(false);
  expect(isMaskedPlan({ notifications: { emails: [], webhookUrl: 'https://hooks.example.com/…' } })).toBe(true);
  expect(isMaskedPlan(given('first'))).toBe(false);
});

test('an exported group or plan is read back as it was', () => {
  const described: ProtectionGroup = { ...group, description: 'the orders' };
  for (const one of [group, described]) {
    const { kind: _kind, ...read } = planFileSchemas.ProtectionGroup.parse(groupDocument(one));
    expect(one).toMatchObject(read);
  }
  const whole: RecoveryPlan = {
    ...plan,
    description: 'all of it',
    rtoTargetMinutes: 60,
    rpoTargetSeconds: 300,
    drillTtlHours: 8,
    afterCleanUp: [waveActionSchema.parse({ kind: 'LAMBDA', actionName: 'dns', functionName: 'forget-dns' })],
    notifications: { emails: ['ana@example.com'] },
    waves: [wave(0, 'database'), wave(1, 'web', { dependsOnWaves: [], protectionGroupIds: ['group-1', 'group-9'] })],
  };
  const read = planFileSchemas.RecoveryPlan.parse(planDocument(whole, groupNames));
  expect(read).toMatchObject({ description: 'all of it', rtoTargetMinutes: 60, rpoTargetSeconds: 300 });
  expect(read).toMatchObject({ drillTtlHours: 8, afterCleanUp: whole.afterCleanUp });
  expect(read.notifications?.emails).toStrictEqual(['ana@example.com']);
  expect(read.waves.map(({ dependsOn }) => dependsOn)).toStrictEqual([undefined, []]);
  // A group that is gone is called by its id: better than nothing.
  expect(read.waves[1]?.protectionGroups).toStrictEqual(['shop-db', 'group-9']);
  expect(planFileSchemas.RecoveryPlan.parse(planDocument(plan, groupNames)).rtoTargetMinutes).toBeUndefined();
});

test('a document says nothing more than it has to: what is as by default is left out', () => {
  const { groupId: _id, description: _none, version: _version, createdTime: _c, updatedTime: _u, ...written } = group;
  expect(groupDocument(group)).toStrictEqual({ kind: 'ProtectionGroup', ...written });
  const waves = ['database', 'web'].map((waveName) => ({
    waveName,
    protectionGroups: ['shop-db'],
    pauseBeforeWave: false,
    onFailure: 'stop',
    minSuccessPercent: 100,
    timeoutMinutes: 120,
  }));
  expect(planDocument(plan, groupNames)).toStrictEqual({ kind: 'RecoveryPlan', planName: 'Shop', waves });
});

test('actions are told by name and field by field, and their order where it is another one', () => {
  const action = {
    description: '',
    required: true,
    executionTypes: ['DRILL', 'RECOVERY'],
  } satisfies Partial<WaveAction>;
  const wait: WaveAction = { ...action, kind: 'WAIT', actionName: 'settle', minutes: 5 };
  const books: WaveAction = { ...action, kind: 'APPROVAL', actionName: 'books', timeoutMinutes: 60 };
  const around = (actions: PlanWave['actions']): RecoveryPlan => ({
    ...plan,
    waves: [wave(0, 'database', actions === undefined ? {} : { actions })],
  });
  const at = ['waves', 'database', 'actions'];
  const { actionName: _name, description: _none, ...fields } = wait;
  expect(planChanges(around(undefined), around({ before: [wait], after: [] }), groupNames)).toStrictEqual([
    { path: [...at, 'before', 'settle'], after: fields },
  ]);
  const both = around({ before: [wait, books], after: [] });
  const slower: WaveAction = { ...wait, minutes: 7, required: false };
  expect(planChanges(both, around({ before: [books, slower], after: [] }), groupNames)).toStrictEqual([
    { path: [...at, 'before', 'settle', 'required'], before: true, after: false },
    { path: [...at, 'before', 'settle', 'minutes'], before: 5, after: 7 },
    { path: [...at, 'before'], before: ['settle', 'books'], after: ['books', 'settle'] },
  ]);
  const described: WaveAction = { ...wait, description: 'until the caches are warm' };
  expect(
    planChanges(around({ before: [wait], after: [] }), around({ before: [described], after: [] }), groupNames),
  ).toStrictEqual([{ path: [...at, 'before', 'settle', 'description'], after: 'until the caches are warm' }]);
  const { waves: one } = around({ before: [wait], after: [] });
  const [first] = one;
  expect(
    planChanges({ ...plan, waves: [wave(0, 'web')] }, { ...plan, waves: [...one, wave(1, 'web')] }, groupNames),
  ).toContainEqual({
    path: ['waves', 'database'],
    after: expect.objectContaining({
      pauseBeforeWave: first?.pauseBeforeWave,
      actions: { before: { settle: fields } },
    }),
  });
  expect(planChanges(both, around({ before: [wait], after: [books] }), groupNames)).toStrictEqual([
    { path: [...at, 'before', 'books'], before: expect.objectContaining({ kind: 'APPROVAL', timeoutMinutes: 60 }) },
    { path: [...at, 'after', 'books'], after: expect.objectContaining({ kind: 'APPROVAL', timeoutMinutes: 60 }) },
  ]);
});

test.each([
  [{ everyHours: 6 }, 6],
  [{}, null],
])('settings %j are written as hours, or as null for off, and are read as that', (settings, tagSyncEveryHours) => {
  expect(planFileSchemas.Settings.parse(settingsDocument(settings))).toStrictEqual({
    kind: 'Settings',
    tagSyncEveryHours,
  });
});

test('a whole catalog is written in the order of its names, or only what its plans need', () => {
  const account = {
    accountId: '111122223333',
    accountName: 'home',
    regions: ['us-east-1'],
    version: 1,
    updatedBy: 'ana',
  };
  const other = { ...account, accountId: '444455556666', accountName: 'analytics' };
  const accounts = [account, other].map((one) => ({ ...one, updatedTime: times.updatedTime }));
  const uncalled: ProtectionGroup = { ...group, groupId: 'group-2', groupName: 'alone', accountId: '444455556666' };
  const named = (everything?: boolean) =>
    planFileDocuments({ accounts, groups: [group, uncalled], plans: [plan] }, everything).map(
      ({ accountName, groupName, planName }) => accountName ?? groupName ?? planName,
    );
  expect(named()).toEqual(['home', 'analytics', 'shop-db', 'alone', 'Shop']);
  expect(named(false)).toEqual(['home', 'shop-db', 'Shop']);
  const written = planFileDocuments({ accounts, groups: [group], plans: [plan] });
  expect(written.at(-1)).toMatchObject({
    waves: [{ protectionGroups: ['shop-db'] }, { protectionGroups: ['shop-db'] }],
  });
});

test.each([
  [['waves', 1, 'protectionGroups', 0], 'waves[1].protectionGroups[0]'],
  [['selection', 'tags', ''], 'selection.tags[""]'],
  [['selection', 'tags', 'a.b'], 'selection.tags["a.b"]'],
] as const)('%j is where it is wrong, and no name in it is lost', (path, text) => {
  expect(pathText(path)).toBe(text);
});
