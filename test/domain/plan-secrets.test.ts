/** What of a plan is masked for who may not change it, and how that is known when it comes back. */
import { expect, test } from 'vitest';
import { MASK, planNotificationsSchema } from '../../src/domain/model/plan-notifications.ts';
import { waveActionSchema } from '../../src/domain/model/wave-action.ts';
import { isMaskedPlan, maskedFields, maskedPlan } from '../../src/domain/plan-secrets.ts';

const check = (url: string) => waveActionSchema.parse({ kind: 'HTTP_CHECK', actionName: 'serves', url });
const masked = (url: string) => maskedPlan({ afterCleanUp: [check(url)] }).afterCleanUp[0];

test('of the address of a check the values of its query are masked, and its path and their names are not', () => {
  const url = 'https://shop.example.com/health?token=abc&server={privateIp}&plain#part';
  expect(masked(url)).toMatchObject({
    url: `https://shop.example.com/health?token=${MASK}&server={privateIp}&${MASK}#${MASK}`,
  });
  expect(masked('https://shop.example.com/health')).toEqual(check('https://shop.example.com/health'));
});

test('a plan that was masked is known by it, and at which field; one with nothing to mask is not', () => {
  const shown = check(`https://shop.example.com/health?token=${MASK}`);
  expect(maskedFields(shown)).toEqual([['url']]);
  expect(maskedFields(check('https://shop.example.com/health?token=abc'))).toEqual([]);
  expect(isMaskedPlan({ afterCleanUp: [shown] })).toBe(true);
  expect(isMaskedPlan({})).toBe(false);
  expect(maskedPlan({})).toEqual({});
});

test('the values that functions, commands and runbooks are given are masked one by one, and words in braces stay', () => {
  const input = { mode: 'token abc', server: '{privateIp}' };
  const notify = waveActionSchema.parse({ kind: 'LAMBDA', actionName: 'notify', functionName: 'notify', input });
  const parameters = { commands: ['login --password abc', ''], Server: ['at {privateIp}'] };
  const command = waveActionSchema.parse({
    kind: 'SSM_COMMAND',
    actionName: 'log in',
    documentName: 'AWS-RunShellScript',
    parameters,
  });
  const runbook = waveActionSchema.parse({
    kind: 'SSM_AUTOMATION',
    actionName: 'open',
    documentName: 'OpenFirewall',
    parameters,
  });
  const wait = waveActionSchema.parse({ kind: 'WAIT', actionName: 'settle', minutes: 5 });
  const plan = {
    waves: [{ waveName: 'db' }, { waveName: 'web', actions: { before: [notify, wait], after: [command, runbook] } }],
  };
  const maskedParameters = { commands: [MASK, ''], Server: [`${MASK}{privateIp}`] };
  expect(maskedPlan(plan)).toEqual({
    waves: [
      { waveName: 'db' },
      {
        waveName: 'web',
        actions: {
          before: [{ ...notify, input: { mode: MASK, server: '{privateIp}' } }, wait],
          after: [
            { ...command, parameters: maskedParameters },
            { ...runbook, parameters: maskedParameters },
          ],
        },
      },
    ],
  });
  expect(isMaskedPlan(plan)).toBe(false);
  expect(isMaskedPlan(maskedPlan(plan))).toBe(true);
  const [, shown] = maskedPlan(plan).waves;
  expect(shown?.actions?.before.flatMap(maskedFields)).toEqual([['input', 'mode']]);
  expect(shown?.actions?.after.map(maskedFields)).toEqual([
    [
      ['parameters', 'commands'],
      ['parameters', 'Server'],
    ],
    [
      ['parameters', 'commands'],
      ['parameters', 'Server'],
    ],
  ]);
  for (const phase of ['before', 'after'] as const) {
    const actions = { before: [], after: [], [phase]: [shown?.actions?.before[0]] };
    expect(isMaskedPlan({ waves: [{}, { actions }] }), phase).toBe(true);
  }
});

test('of who is told only the path of the webhook is masked', () => {
  const events = ['end' as const];
  const emails = ['ops@example.com'];
  const byMail = planNotificationsSchema.parse({ emails, events });
  const byBoth = planNotificationsSchema.parse({ emails, events, webhookUrl: 'https://hooks.example.com/T1/secret' });
  expect(maskedPlan({ notifications: byMail })).toEqual({ notifications: byMail });
  expect(isMaskedPlan({ notifications: byMail })).toBe(false);
  expect(isMaskedPlan({ notifications: byBoth })).toBe(false);
  const shown = maskedPlan({ notifications: byBoth });
  expect(shown).toEqual({ notifications: { emails, events, webhookUrl: `https://hooks.example.com/${MASK}` } });
  expect(isMaskedPlan(shown)).toBe(true);
});
