/** What is wrong in the actions of a plan, told where it stands. */
import { expect, test } from 'vitest';
import { serverWordsIn, withWords } from '../../src/domain/action-words.ts';
import { limits } from '../../src/domain/limits.ts';
import { type WaveActionsInput, waveActionSchema, waveActionsSchema } from '../../src/domain/model/wave-action.ts';
import { actionErrors } from '../../src/domain/plan-actions.ts';
import { groupDocument } from '../../src/domain/plan-document.ts';
import { groupOf, waveOf } from './plan-file-builders.ts';

const check = { kind: 'HTTP_CHECK', actionName: 'serves', url: 'https://{privateIp}/{planName}' } as const;
const connects = { kind: 'TCP_CHECK', actionName: 'listens', host: '{privateIp}', port: 5432 } as const;
const runbook = { kind: 'SSM_AUTOMATION', actionName: 'runbook', documentName: 'OpenFirewall' } as const;
const command = { kind: 'SSM_COMMAND', actionName: 'command', documentName: 'AWS-RunShellScript' } as const;

const groups = new Map([
  ['db', { ...groupOf('db'), accountId: '111122223333' }],
  ['web', { ...groupOf('web'), accountId: '444455556666' }],
]);
const errorsOf = (actions: WaveActionsInput, protectionGroups = ['db']) =>
  actionErrors({ waves: [waveOf('db', { protectionGroups, actions: waveActionsSchema.parse(actions) })] }, groups).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );

test('actions whose words are known, in one place, are fine', () => {
  const words = { ...runbook, parameters: { Servers: ['{sourceServerIds}'], Run: ['{executionId} {{ own }}'] } };
  expect(
    errorsOf({ before: [words], after: [check, connects, { ...command, parameters: { Ids: ['{instanceIds}'] } }] }),
  ).toEqual([]);
  expect(actionErrors({ waves: [waveOf('db')] }, groups)).toEqual([]);
  const early = { ...connects, host: '{planName}.example.com' };
  expect(errorsOf({ before: [early, { ...connects, actionName: 'fixed', host: 'db.example.com' }] })).toEqual([]);
});

test('two actions of one wave have two names, or an approval would not say of which', () => {
  expect(errorsOf({ before: [runbook], after: [{ ...check, actionName: 'Runbook' }] })).toEqual([
    'waves.0.actions.after.0.actionName: the wave has another action named "Runbook" (upper and lower case are the same)',
  ]);
});

test('a word that nothing stands for is told with those that there are', () => {
  const [error] = errorsOf({ after: [{ ...check, url: 'http://{privateIP}/' }] });
  expect(error).toMatch(
    /^waves\.0\.actions\.after\.0\.url: unknown word \{privateIP\}; known are \{sourceServerId\}, /,
  );
});

test('before the launch there are no instances, and no words for them', () => {
  const parameters = { Ids: ['{sourceServerIds}', '{instanceIds}'] };
  expect(errorsOf({ before: [connects, { ...runbook, parameters }, command] })).toEqual([
    'waves.0.actions.before.0.host: {privateIp} is not known before the launch',
    'waves.0.actions.before.1.parameters.Ids: {instanceIds} is not known before the launch',
    'waves.0.actions.before.2.kind: runs on the launched instances: there are none before the launch',
  ]);
});

test('a check by HTTP asks for an address of the web', () => {
  expect(errorsOf({ after: [{ ...check, url: 'ftp://{privateIp}' }] })).toEqual([
    'waves.0.actions.after.0.url: begins with http:// or https://',
  ]);
  expect(errorsOf({ after: [{ ...check, url: 'see https://{privateIp}' }] })).toHaveLength(1);
  expect(errorsOf({ after: [{ ...check, url: 'http://{privateIp}' }] })).toEqual([]);
  // One error of one text, and the first one: mended, the next is told.
  expect(errorsOf({ before: [{ ...check, url: 'ftp://{privateIp}' }] })).toEqual([
    'waves.0.actions.before.0.url: begins with http:// or https://',
  ]);
});

test('where a runbook runs is clear: one place of the groups, or account and Region together', () => {
  const place = { accountId: '111122223333', region: 'us-east-1' };
  expect(errorsOf({ before: [{ ...runbook, ...place }] }, ['db', 'web'])).toEqual([]);
  expect(errorsOf({ before: [{ ...runbook, accountId: place.accountId }] })).toEqual([
    'waves.0.actions.before.0.region: accountId and region are named together, or not at all',
  ]);
  expect(errorsOf({ before: [{ ...runbook, region: place.region }] })).toEqual([
    'waves.0.actions.before.0.accountId: accountId and region are named together, or not at all',
  ]);
  const scattered = ['db', 'web', 'unknown'];
  const unclear =
    "waves.0.actions.before.0: the wave's groups lie in 111122223333/us-east-1 and 444455556666/us-east-1: name accountId and region";
  expect(errorsOf({ before: [runbook] }, scattered)).toEqual([unclear]);
  const call = { kind: 'LAMBDA', actionName: 'call', functionName: 'tell' } as const;
  expect(errorsOf({ before: [call] }, scattered)).toEqual([unclear]);
  expect(errorsOf({ before: [{ kind: 'WAIT', actionName: 'settle', minutes: 1 }], after: [check] }, scattered)).toEqual(
    [],
  );
});

test('a plan has no more actions than a state can hold', () => {
  const after = Array.from({ length: limits.actionsPerPhase }, (_, index) => ({
    ...check,
    actionName: `check ${index}`,
  }));
  const waves = Array.from({ length: limits.actionsPerPlan / limits.actionsPerPhase + 1 }, (_, index) =>
    waveOf(`wave ${index}`, { actions: waveActionsSchema.parse({ after }) }),
  );
  expect(actionErrors({ waves: waves.slice(1) }, groups)).toEqual([]);
  expect(actionErrors({ waves }, groups)).toEqual([
    {
      path: ['waves'],
      message: `${limits.actionsPerPlan + limits.actionsPerPhase} actions in one plan; at most ${limits.actionsPerPlan}`,
    },
  ]);
});

test('known words are replaced, others stay, and those of SSM in double braces are not ours', () => {
  expect(withWords('{planName} {unknown} {{ planName }}', new Map([['planName', 'shop']]))).toBe(
    'shop {unknown} {{ planName }}',
  );
  expect(serverWordsIn('{privateIp} {planName} {privateIp}')).toEqual(['privateIp']);
});

test('a group is written with its launch settings, where it has any', () => {
  const launchConfig = { copyPrivateIp: true };
  const stored = { ...groupOf('db'), groupId: 'group-1', version: 1, createdTime: '', updatedTime: '' };
  expect(groupDocument({ ...stored, launchConfig, serverOverrides: { 's-1': launchConfig } })).toMatchObject({
    launchConfig,
    serverOverrides: { 's-1': launchConfig },
  });
});

test('after a clean-up nothing runs on servers that are gone, and what runs elsewhere names its place', () => {
  const afterCleanUp = [
    { kind: 'SSM_COMMAND', actionName: 'stop', documentName: 'AWS-RunShellScript' },
    { kind: 'LAMBDA', actionName: 'dns', functionName: 'forget-dns' },
    { kind: 'LAMBDA', actionName: 'DNS', functionName: 'forget-dns', accountId: '111122223333', region: 'us-east-1' },
    { ...runbook, accountId: '111122223333' },
    { ...runbook, actionName: 'elsewhere', region: 'us-east-1' },
    { kind: 'HTTP_CHECK', actionName: 'serving', url: 'https://{privateIp}/' },
    { kind: 'HTTP_CHECK', actionName: 'told', url: 'https://example.com/{planName}' },
  ].map((action) => waveActionSchema.parse(action));
  const errors = actionErrors({ waves: [waveOf('db')], afterCleanUp }, groups);
  expect(errors.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([
    'afterCleanUp.2.actionName: the list has another action named "DNS" (upper and lower case are the same)',
    'afterCleanUp.0.kind: runs on launched instances: there are none after a clean-up',
    'afterCleanUp.1.accountId: is needed here: no server says any more where it runs',
    'afterCleanUp.3.region: is needed here: no server says any more where it runs',
    'afterCleanUp.4.accountId: is needed here: no server says any more where it runs',
    'afterCleanUp.5.url: unknown word {privateIp}; known are {executionId}, {executionType}, {planName}, {waveName}, {waveNumber}',
  ]);
});

test('a check names no user, and nothing masked is saved for what it stood for', () => {
  const named = 'waves.0.actions.after.0.url: must not hold a user name or password';
  for (const url of [
    'https://ops:hunter2@{privateIp}/',
    'https://ops@example.com',
    'http:///ops:hunter2@example.com',
  ]) {
    expect(errorsOf({ after: [{ ...check, url }] })).toEqual([named]);
  }
  for (const url of ['https://example.com/@ops', 'https://example.com?ops@example.com', 'https://{privateIp}/#@']) {
    expect(errorsOf({ after: [{ ...check, url }] })).toEqual([]);
  }
  const parameters = { Own: ['say "…"', ''], Masked: ['{instanceIds}', '…{privateIps}'] };
  const masked = {
    kind: 'LAMBDA',
    actionName: 'call',
    functionName: 'tell',
    input: { key: '…', plain: '{planName}' },
  } as const;
  expect(errorsOf({ after: [{ ...command, parameters }, masked] })).toEqual([
    'waves.0.actions.after.0.parameters.Masked: this is masked: give it whole',
    'waves.0.actions.after.1.input.key: this is masked: give it whole',
  ]);
});
