import { expect, test } from 'vitest';
import { defaultEstate } from '../../src/simulator/estate/default-estate.ts';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import { EstateError, parseEstate } from '../../src/simulator/estate/parse-estate.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { idsOf } from './drill.ts';
import { homeAccount, secondAccount } from './wire.ts';

test('the sample company has 120 servers in two accounts and two Regions, and misbehaves in Legacy only', () => {
  const { servers, accounts } = parseEstate(defaultEstate);
  expect(servers).toHaveLength(120);
  expect(accounts.map((one) => [one.accountId, one.regions])).toEqual([
    [homeAccount, ['us-east-1', 'eu-west-1']],
    [secondAccount, ['us-east-1', 'eu-west-1']],
  ]);
  const awkward = servers.filter((one) =>
    /^(fail-launch|slow|stalled|stuck|undecided|norecoverypoint)-/.test(one.hostname),
  );
  expect(awkward).toHaveLength(8);
  expect(new Set(awkward.map((one) => one.tags['Application']))).toEqual(new Set(['Legacy']));
  const shop = servers.filter((one) => one.tags['Application'] === 'Shop' && one.region === 'us-east-1');
  expect(shop.map((one) => one.tags['Tier'])).toEqual([
    ...Array(12).fill('web'),
    ...Array(16).fill('app'),
    ...Array(6).fill('db'),
  ]);
  expect(servers.filter((one) => one.tags['Application'] === 'ERP').every((one) => one.os === 'windows')).toBe(true);
});

test('its ids are those of the seed, today and tomorrow, and all different', () => {
  const ids = idsOf(createSimulator({ seed: 1 }));
  // These are in people's notes, plans and screenshots: a change here breaks them.
  expect(ids.slice(0, 2)).toEqual(['s-ac8188c1431c453b7', 's-6b94cbc6cb28ba233']);
  expect(idsOf(createSimulator({ seed: '1' }))).toEqual(ids);
  const all = createSimulator({ seed: 1, estate: makeEstate({ servers: 4000 }) });
  expect(new Set(idsOf(all)).size).toBe(4000);
});

test('servers that join later get ids, and a mistake in them is named', () => {
  const simulator = createSimulator({ seed: 1, estate: makeEstate({ servers: 1 }) });
  const place = { accountId: homeAccount, region: 'us-east-1' };
  expect(simulator.addServers([{ hostname: 'late', ...place }])).toEqual(idsOf(simulator).slice(1));
  expect(() => simulator.addServers([{ hostname: 'late', ...place }])).toThrow('servers.0.hostname: appears twice');
  expect(() => simulator.addServers([{ hostname: 'x', ...place, region: 'eu-west-1' }])).toThrow(EstateError);
  expect(idsOf(simulator)).toHaveLength(2);
});

test.each([
  [{ ...defaultEstate, homeAccountId: '999999999999' }, 'homeAccountId: is not one of accounts'],
  [{ ...defaultEstate, colour: 'blue' }, 'estate: Unrecognized key: "colour"'],
  [{ ...defaultEstate, durations: { launch: [5, 1] } }, 'durations'],
  [
    { ...defaultEstate, roles: [{ accountId: '999999999999', roleName: 'x' }] },
    'roles.0.accountId: is not one of accounts',
  ],
  ['text', 'estate: '],
])('an estate with a mistake is refused, naming the field (%#)', (estate, message) => {
  expect(() => parseEstate(estate)).toThrow(message);
});
