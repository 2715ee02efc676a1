import { makeEstate } from '../../../src/simulator/estate/make-estate.ts';
import { type EstateInput, instanceSpec, type ServerInput } from '../../../src/simulator/estate/schema.ts';
import { existingInstanceId } from '../../../src/simulator/world/existing-instance.ts';
import { HOME_ACCOUNT, type Rig } from '../../support/rig.ts';
import type { Night } from './night.ts';

/** Jobs take about two minutes and few polls. */
const durations = {
  jobStart: [1, 2],
  snapshot: [20, 35],
  conversion: [60, 60],
  launch: [20, 40],
  jobEnd: [0, 3],
} satisfies EstateInput['durations'];

const hostname = (number: number): string => `server-${String(number).padStart(4, '0')}`;

/** Of the server of this name. */
export const numberOfServer = (name: string): number => Number(name.slice('server-'.length));

export const serverTags = { Application: 'Night', Kept: 'yes' };
/** In EC2, before any night: one of them differs from what DRS has. */
export const instanceTags = (number: number) => ({ Name: hostname(number), Application: 'Day', Number: `${number}` });

/** Of the servers that are in nobody's plan; as many in each place, and each place has one among the first. */
export const outsiderNumbers = ({ servers, places, outsiders }: Night): readonly number[] =>
  Array.from({ length: places.length * (outsiders?.perPlace ?? 1) }, (_, index) => servers + index);

/** The servers of the plans, and in each place one more, or some, which are in nobody's plan. */
export const nightEstate = (night: Night): EstateInput => {
  const { servers, places, estateWork, quiet, outsiders } = night;
  const launch: [number, number] = [outsiders?.launchSeconds ?? 0, outsiders?.launchSeconds ?? 0];
  const base = makeEstate({ servers: 0, accountIds: accountsOf(places), regions: regionsOf(places), durations });
  return {
    ...base,
    homeAccountId: HOME_ACCOUNT,
    servers: Array.from({ length: servers + outsiderNumbers(night).length }, (_, number): ServerInput => {
      const place = places[number % places.length] ?? places[0];
      if (place === undefined) throw new Error('bug: a night has a place');
      const origin = { accountId: place.accountId, region: place.region, availabilityZone: `${place.region}a` };
      return {
        hostname: hostname(number),
        ...place,
        tags: quiet?.failing.includes(number) === true ? { ...serverTags, Name: `fail-launch-${number}` } : serverTags,
        ...(outsiders === undefined || number < servers ? {} : { durations: { ...durations, launch } }),
        ...(estateWork?.extensible?.includes(number) === true ? { ebsEncryption: 'CUSTOM' as const } : {}),
        ...(estateWork === undefined ? {} : { origin: { ...origin, tags: instanceTags(number) } }),
      };
    }),
    instances: existingInstances(night),
  };
};

/** Of a server that is launched into one: the one that its plan names, and the one that the edited plan names. */
const existingOf = ({ places }: Night, number: number) => {
  const place = places[number % places.length] ?? places[0];
  const tags = { AWSDRS: 'AllowLaunchingIntoThisInstance' };
  const named = (name: string) => instanceSpec.parse({ name: `${name}-${hostname(number)}`, ...place, tags });
  return { standby: named('standby'), spare: named('spare') };
};

export const intoInstanceId = (night: Night, number: number, which: 'standby' | 'spare'): string =>
  existingInstanceId(existingOf(night, number)[which]);

const existingInstances = (night: Night) =>
  night.plans
    .flatMap(({ waves }) => waves.flatMap(({ intoExisting = [] }) => intoExisting))
    .flatMap((number) => Object.values(existingOf(night, number)));

/** The existing instances of a night, by account and Region. */
export const existingInstanceIds = (night: Night): ReadonlyMap<string, Pick<ServerInput, 'accountId' | 'region'>> =>
  new Map(existingInstances(night).map((spec) => [existingInstanceId(spec), spec]));

const accountsOf = (places: Night['places']): string[] => [
  ...new Set([HOME_ACCOUNT, ...places.map((place) => place.accountId)]),
];
const regionsOf = (places: Night['places']): string[] => [...new Set(places.map((place) => place.region))];

/** By number, the outsiders of the places included. To be asked before servers are extended: these have the names of others. */
export const serverIdsOf = (world: Rig, { places }: Night): readonly string[] => {
  const byName = new Map(
    places.flatMap(({ accountId, region }) =>
      world.simulator.servers(accountId, region).map((server) => [server.hostname, server.sourceServerId] as const),
    ),
  );
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, id]) => id);
};
