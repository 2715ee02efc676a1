/** What of a plan is masked for who may not change it, and how that is known when it comes back. */
import { expect, test } from 'vitest';
import { MASK } from '../../src/domain/model/plan-notifications.ts';
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
