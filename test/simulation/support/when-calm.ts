/** What people do once the faults are over: it must succeed. */
import type { Rig } from '../../support/rig.ts';
import { estateLooks, type Night } from './night.ts';
import type { createOperators } from './operators.ts';

type People = Pick<ReturnType<typeof createOperators>, 'lookAtEstate' | 'extend' | 'applySettings'>;

interface Work {
  readonly what: string;
  /** Tells whether all of it was done. */
  readonly work: () => Promise<boolean>;
}

export const worksWhenCalm = ({ estateWork, acts }: Night, people: People, world: Rig): readonly Work[] => {
  const looks = estateWork === undefined ? [] : estateLooks;
  const applied = new Set(acts.flatMap(({ kind, plan }) => (kind === 'apply-settings' ? [plan] : [])));
  return [
    ...(estateWork?.extensible === undefined ? [] : [{ what: 'extend', work: () => people.extend(world) }]),
    ...looks.map((look) => ({ what: look, work: () => people.lookAtEstate(world, look) })),
    ...[...applied].map((plan) => ({
      what: 'apply-settings',
      // The first goes on with one that is not over, whose failures stand.
      work: async () => (await people.applySettings(world, plan)) || (await people.applySettings(world, plan)),
    })),
  ];
};
