/** The plans of `npm run load`, as documents: those that run, and those kept aside for what is asked around the SIGKILL. */
import { loadEstate } from './options.ts';

const { places } = loadEstate;

/** Of each plan that runs: two waves, so that something is still to be started when the kill comes. */
const WAVES = ['first', 'second'] as const;
const SERVERS_PER_WAVE = 10;
export const SERVERS_EACH = WAVES.length * SERVERS_PER_WAVE;

/** Servers are dealt out to the places in turn: this is the `index`th of the place of that number. */
const serverNumber = (placeNumber: number, index: number): number => index * places.length + placeNumber;

/** The source server of a number. */
export type ServerIdOf = (serverNumber: number) => string;

/** All its servers are in one place. The plan is the last of the documents. */
export const runningPlan = (number: number, idOf: ServerIdOf): readonly object[] => {
  const placeNumber = number % places.length;
  const from = Math.floor(number / places.length) * SERVERS_EACH;
  const groups = WAVES.map((wave, position) => ({
    kind: 'ProtectionGroup',
    groupName: runningGroupName(number, wave),
    ...places[placeNumber],
    selection: {
      sourceServerIds: Array.from({ length: SERVERS_PER_WAVE }, (_, index) =>
        idOf(serverNumber(placeNumber, from + position * SERVERS_PER_WAVE + index)),
      ),
    },
  }));
  const waves = WAVES.map((waveName) => ({ waveName, protectionGroups: [runningGroupName(number, waveName)] }));
  return [...groups, { kind: 'RecoveryPlan', planName: `load-${number}`, waves }];
};

export const runningGroupName = (number: number, wave: (typeof WAVES)[number]): string => `load-${number}-${wave}`;

/** One server of its own, after those of the `running` plans that run. The plan is the last of the documents. */
export const asidePlan = (number: number, running: number, hasGate: boolean, idOf: ServerIdOf): readonly object[] => {
  const name = `aside-${number}`;
  const id = idOf(running * SERVERS_EACH + number);
  return [
    {
      kind: 'ProtectionGroup',
      groupName: name,
      ...places[number % places.length],
      selection: { sourceServerIds: [id] },
    },
    {
      kind: 'RecoveryPlan',
      planName: name,
      waves: [{ waveName: 'all', protectionGroups: [name], pauseBeforeWave: hasGate }],
    },
  ];
};
