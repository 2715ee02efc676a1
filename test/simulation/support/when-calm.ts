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

/** DRS refuses settings of a server that another plan's group launches into an existing instance: both cannot be. */
const isContradicted = ({ plans }: Night, plan: number): boolean => {
  const elsewhere = plans.flatMap(({ waves }, number) =>
    number === plan ? [] : waves.flatMap(({ intoExisting = [] }) => intoExisting),
  );
  return (plans[plan]?.waves ?? []).some(({ servers }) => servers.some((server) => elsewhere.includes(server)));
};

export const worksWhenCalm = (night: Night, people: People, world: Rig): readonly Work[] => {
  const { estateWork, acts } = night;
  const looks = estateWork === undefined ? [] : estateLooks;
  const applied = new Set(
    acts.flatMap(({ kind, plan }) => (kind === 'apply-settings' && !isContradicted(night, plan) ? [plan] : [])),
  );
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
