/** A night that does not hold is told as small as it can be: whoever reads it has to understand it. */
import { expect, test } from 'vitest';
import { inBrokenCopy } from '../../tools/sabotage/in-broken-copy.ts';
import { sabotages } from '../../tools/sabotage/sabotages.ts';
import { drawNight } from './support/draw-night.ts';
import type { Night, NightPlan } from './support/night.ts';
import { type Shrunk, shrinkNight } from './support/shrink.ts';

/** Nights that have all there is between them: actions, settings, existing instances, points, clean-ups, messages, looks. */
const rich = Array.from({ length: 60 }, (_, index) => drawNight(index + 1));
const has = (wanted: (night: Night) => boolean): Night => {
  const found = rich.find(wanted);
  if (found === undefined) throw new Error('no such night was drawn');
  return found;
};
const wavesOf = ({ plans }: Night) => plans.flatMap(({ waves }) => waves);

const shrunkTo = (night: Night, shows: (smaller: Night) => boolean): Promise<Shrunk> =>
  shrinkNight(night, ['I3: it is there'], 2000, async (smaller) => (shows(smaller) ? ['I3: it is there'] : []));

/** A night of one server in one wave of one plan, with nothing that goes wrong, and nobody who asks for anything. */
const isBare = (night: Night): void => {
  const { servers, places, plans, processes, troubles, crashes, acts, estateWork, receiver } = night;
  const [wave] = wavesOf(night);
  expect({ places: places.length, plans: plans.length, waves: wavesOf(night).length }).toEqual({
    places: 1,
    plans: 1,
    waves: 1,
  });
  expect({ troubles, crashes, acts, estateWork, receiver }).toEqual({ troubles: [], crashes: [], acts: [] });
  expect(processes).toEqual([{ skewSeconds: 0 }]);
  expect(plans[0]).toMatchObject({ twice: 'no', startSeconds: 0, afterEnd: [] });
  expect(Object.keys(plans[0] ?? {})).not.toEqual(expect.arrayContaining(['point']));
  expect(plans[0]).not.toHaveProperty('accepts');
  expect(wave).not.toHaveProperty('launchSettings');
  expect(wave).not.toHaveProperty('intoExisting');
  expect([wave?.servers.length, servers]).toEqual([1, 1 + (wave?.servers[0] ?? 0)]);
};

test.each<[string, (night: Night) => boolean]>([
  ['launch settings', (night) => wavesOf(night).some(({ launchSettings }) => launchSettings?.first !== undefined)],
  ['existing instances', (night) => wavesOf(night).some(({ intoExisting }) => intoExisting !== undefined)],
  ['looks at the estate', ({ estateWork }) => estateWork !== undefined],
  ['a receiver of messages', ({ receiver }) => receiver !== undefined],
  ['a point in time', ({ plans }) => plans.some(({ point }) => point !== undefined)],
  ['clean-ups that come by themselves', ({ plans }) => plans.some(({ drillTtlHours }) => drillTtlHours !== undefined)],
  ['deletions that are accepted', ({ plans }) => plans.some(({ accepts }) => accepts !== undefined)],
  ['actions after a clean-up', ({ plans }) => plans.some(({ afterCleanUp }) => afterCleanUp !== undefined)],
  ['several places and processes', ({ places, processes }) => places.length > 1 && processes.length > 1],
])('%s: left out where it has nothing to do with what is shown, with all else', async (_what, wanted) => {
  const { night, violations } = await shrunkTo(has(wanted), () => true);
  isBare(night);
  expect(wavesOf(night)[0]).not.toHaveProperty('actions');
  expect(violations).toEqual(['I3: it is there']);
});

test('what it needs is left in: one action of several, one act of a person, one fault', async () => {
  const waits = ({ waves }: NightPlan): boolean =>
    waves.some(({ actions }) => actions?.before?.some(({ kind }) => kind === 'WAIT'));
  const shows = ({ plans, acts, troubles }: Night): boolean =>
    plans.some((plan, index) => waits(plan) && acts.some((act) => act.kind === 'cancel' && act.plan === index)) &&
    troubles.some(({ kind }) => kind === 'aws');
  const many = Array.from({ length: 400 }, (_, index) => drawNight(index + 1)).find(shows);
  if (many === undefined) throw new Error('no such night was drawn');
  const { night } = await shrunkTo(many, shows);
  expect(wavesOf(night).map(({ actions }) => actions)).toEqual([
    { before: [expect.objectContaining({ kind: 'WAIT' })], after: [] },
  ]);
  expect(night.acts.map(({ kind }) => kind)).toEqual(['cancel']);
  expect(night.troubles.map(({ kind }) => kind)).toEqual(['aws']);
});

test('a night that shows another invariant is not what was looked for', async () => {
  const night = drawNight(1);
  const { night: kept, nightsTried } = await shrinkNight(night, ['I3: it is there'], 50, async () => ['I9: another']);
  expect(kept).toBe(night);
  expect(nightsTried).toBe(50);
});

test('an engine whose gates open by themselves: one wave is left; npm run simulate fails, says where, and shows that', {
  timeout: 600_000,
}, () => {
  const gates = sabotages.find(({ name }) => name === 'gates open by themselves');
  if (gates === undefined) throw new Error('gates are not broken any more');
  const { small, swarm, one } = inBrokenCopy(gates, (run) => ({
    small: run('tools/sabotage/shrunk-night.ts', ['1']),
    // The first of the two holds: it has no gate.
    swarm: run('tools/simulate.ts', ['--seeds', '2', '--from', '22']),
    one: run('tools/simulate.ts', ['--seed', '23']),
  }));

  const { night, violations }: Shrunk = JSON.parse(small.output);
  expect(violations[0]).toMatch(/^I1: wave 0 started, but nobody opened its gate/);
  expect(wavesOf(night)).toHaveLength(1);
  expect(wavesOf(night)[0]).toMatchObject({ pauseBeforeWave: true, servers: [expect.any(Number)] });
  expect([...night.troubles, ...night.crashes, ...night.acts]).toEqual([]);

  for (const { exitCode, output } of [swarm, one]) {
    expect(exitCode, output).toBe(1);
    for (const told of ['seed 23', 'at commit', 'made smaller', 'I1: wave 0 started']) expect(output).toContain(told);
  }
});
