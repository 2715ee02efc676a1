/** Accounts that others use nearly up: of DRS's 20 jobs, or of its 500 servers in all jobs, little is left for ours. */
import type { Dice } from './dice.ts';
import type { Night, NightPlan, NightWave, Trouble } from './night.ts';

/** DRS's own figures (quotas L-B827C881, L-D88FAC3A, L-05AFA8C6), not those that the product believes in. */
const SERVERS_PER_JOB = 100;
const JOBS = 20;
const SERVERS = 500;
/** A group in each place for each wave, and one apply takes a hundred items: two for a group. */
const GROUPS_MAX = 48;
const WAVES_MAX = 40;

/** One night in seven; added to what was drawn before. */
export const withScarcity = (dice: Dice, night: Night): Night => {
  if (dice.chance(85)) return night;
  const crowded =
    dice.chance(35) && night.estateWork === undefined ? withFewServers(dice, night) : withFewJobs(dice, night);
  return withHolders(dice, { ...crowded, plans: crowded.plans.map((plan) => sideBySide(dice, plan, crowded)) });
};

/** Others run 16 to 20 jobs of one server each; in one place in four none, and ours alone are too many. */
const withFewJobs = (dice: Dice, night: Night): Night => {
  const crowds = night.places.flatMap((_place, place): readonly Trouble[] =>
    dice.chance(75) ? drawCrowds(dice, place, () => dice.between(JOBS - 4, JOBS), 1) : [],
  );
  return {
    ...night,
    outsiders: { perPlace: 1 + JOBS, launchSeconds: dice.between(100, 900) },
    troubles: [...night.troubles, ...crowds],
  };
};

/** Others have all but 0 to 24 of the servers in jobs of the home account: too few even for a part of a job. */
const withFewServers = (dice: Dice, night: Night): Night => {
  const left = dice.oneOf([0, 1, 2, 4, 8, 24]);
  const jobs = Math.ceil((SERVERS - left) / SERVERS_PER_JOB);
  const serversEach = Math.floor((SERVERS - left) / jobs);
  return {
    ...night,
    // Elsewhere as many servers more would only take time.
    places: night.places.slice(0, 1),
    outsiders: { perPlace: 1 + jobs * serversEach, launchSeconds: dice.between(100, 900) },
    troubles: [...night.troubles, ...drawCrowds(dice, 0, () => jobs, serversEach)],
  };
};

/** There before anybody starts; and in half of the nights others come again, when the first are over. */
const drawCrowds = (dice: Dice, place: number, drawJobs: () => number, serversEach: number): readonly Trouble[] => {
  const crowd = (atSeconds: number): Trouble => ({ atSeconds, kind: 'crowd', place, jobs: drawJobs(), serversEach });
  return [crowd(0), ...(dice.chance(50) ? [crowd(dice.between(200, 1500))] : [])];
};

/** Most plans start once the others can be seen, with many small waves at the same time. */
const sideBySide = (dice: Dice, plan: NightPlan, { places }: Night): NightPlan => {
  const startSeconds = dice.chance(70) ? dice.between(200, 400) : plan.startSeconds;
  if (!dice.chance(70)) return { ...plan, startSeconds };
  const wavesMax = Math.min(WAVES_MAX, Math.floor(GROUPS_MAX / places.length));
  const servers = plan.waves.reduce((sum, wave) => sum + wave.servers.length, 0);
  // Each wave may leave one part that is smaller.
  const size = Math.max(dice.between(1, 4), Math.ceil(servers / Math.max(1, wavesMax - plan.waves.length)));
  const waves = plan.waves.flatMap((wave) => inParts(wave, size)).map((wave) => ({ ...wave, dependsOn: [] }));
  return waves.length > wavesMax ? { ...plan, startSeconds } : { ...plan, startSeconds, waves };
};

/** Of the same kind; what is done before and after the wave is done for its first servers. */
const inParts = (wave: NightWave, size: number): readonly NightWave[] => {
  const { actions: _actions, intoExisting, ...rest } = wave;
  const parts: NightWave[] = [];
  for (let from = 0; from < wave.servers.length; from += size) {
    const servers = wave.servers.slice(from, from + size);
    const into = intoExisting?.filter((server) => servers.includes(server)) ?? [];
    parts.push({
      ...rest,
      servers,
      ...(from === 0 && wave.actions !== undefined ? { actions: wave.actions } : {}),
      ...(into.length === 0 ? {} : { intoExisting: into }),
    });
  }
  return parts;
};

/** Somebody's slow drill holds servers of ours when their turn comes. */
const withHolders = (dice: Dice, night: Night): Night => {
  if (!dice.chance(50)) return night;
  const [plan] = dice.some(night.plans, 1);
  const servers = dice.some(plan?.waves.flatMap((wave) => wave.servers) ?? [], 1 + dice.below(3));
  const atSeconds = Math.max(0, (plan?.startSeconds ?? 0) - dice.between(0, 200));
  // Its servers, and the one that is in nobody's plan.
  const slow = { kind: 'slow-launch', times: servers.length + 1, factor: dice.between(8, 20) } as const;
  return {
    ...night,
    troubles: [
      ...night.troubles,
      { atSeconds, kind: 'aws', fault: slow },
      { atSeconds, kind: 'stranger', servers, isDrill: true },
    ],
  };
};
