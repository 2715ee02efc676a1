import { expect, test } from 'vitest';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { named } from './drill.ts';
import { jsonCall } from './wire.ts';

const seed = 181;
const estate = named(['web']);
const quotas = (simulator: Simulator, operation: string, body: unknown) =>
  jsonCall(simulator, 'servicequotas', `ServiceQuotasV20190624.${operation}`, body);

test('the quotas of DRS are those that this run enforces', async () => {
  const simulator = createSimulator({ seed, estate, quotas: { serversPerJob: 50 } });
  const value = async (QuotaCode: string) => {
    const answer = await quotas(simulator, 'GetServiceQuota', { ServiceCode: 'drs', QuotaCode });
    expect(answer.status).toBe(200);
    return answer.body['Quota'];
  };
  expect(await value('L-B827C881')).toMatchObject({ Value: 50, Adjustable: false, ServiceCode: 'drs' });
  expect(await value('L-D88FAC3A')).toMatchObject({ Value: 20 });
  expect(await value('L-05AFA8C6')).toMatchObject({ Value: 500 });
  expect(await value('L-E28BE5E0')).toMatchObject({ Value: 4000, Adjustable: true });
});

test('they are listed in pages to the end', async () => {
  const simulator = createSimulator({ seed, estate });
  const seen: unknown[] = [];
  let NextToken: unknown;
  do {
    const answer = await quotas(simulator, 'ListServiceQuotas', { ServiceCode: 'drs', MaxResults: 4, NextToken });
    const { Quotas } = answer.body;
    seen.push(...(Array.isArray(Quotas) ? Quotas.map((one) => one.QuotaCode) : []));
    NextToken = answer.body['NextToken'];
  } while (NextToken !== undefined);
  expect(new Set(seen).size).toBe(9);
  expect(seen).toHaveLength(9);
});

test.each([
  ['GetServiceQuota', { ServiceCode: 'drs', QuotaCode: 'L-00000000' }, 400, 'NoSuchResourceException'],
  ['GetServiceQuota', { ServiceCode: 'drs' }, 400, 'IllegalArgumentException'],
  ['ListServiceQuotas', { ServiceCode: 'drs', MaxResults: 0 }, 400, 'IllegalArgumentException'],
  ['ListServiceQuotas', { ServiceCode: 'drs', NextToken: 'x' }, 400, 'InvalidPaginationTokenException'],
  ['ListServiceQuotas', 'not json', 400, 'SerializationException'],
  ['ListServiceQuotas', { ServiceCode: 'ec2' }, 501, 'NotImplementedBySimulator'],
  ['RequestServiceQuotaIncrease', {}, 501, 'NotImplementedBySimulator'],
])('%s of %j is answered with %i %s', async (operation, body, status, code) => {
  const answer = await quotas(createSimulator({ seed, estate }), operation, body);
  expect([answer.status, answer.headers.get('x-amzn-errortype'), answer.body['__type']]).toEqual([status, code, code]);
});

test('faults reach it in its own words', async () => {
  const simulator = createSimulator({ seed, estate });
  const errors = { throttle: 'TooManyRequestsException', 'access-denied': 'AccessDeniedException' } as const;
  for (const kind of ['throttle', 'access-denied'] as const) {
    simulator.faults.add({ kind, service: 'servicequotas', times: 1 });
    const answer = await quotas(simulator, 'ListServiceQuotas', { ServiceCode: 'drs' });
    expect(answer.body['__type']).toBe(errors[kind]);
  }
});
