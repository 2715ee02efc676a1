/** Live instances in the way of a plan, and people who accept that its launch deletes them: all of these, or only some. */
import type { Dice } from './dice.ts';
import type { Act, Night, NightPlan, Trouble } from './night.ts';

/** One night in twelve; added to what was drawn before. */
export const withAcceptances = (dice: Dice, night: Night): Night => {
  if (!dice.chance(8)) return night;
  const strangers: Trouble[] = [];
  const acts: Act[] = [];
  const plans = night.plans.map((plan, index): NightPlan => {
    const servers = plan.waves.flatMap((wave) => wave.servers);
    const stranger = (atSeconds: number): Trouble => ({
      atSeconds,
      kind: 'stranger',
      servers: dice.some(servers, 1 + dice.below(3)),
      isDrill: false,
    });
    // Before the start; and while it goes on, so that only the look before a launch can see it.
    if (dice.chance(70)) strangers.push(stranger(0));
    if (dice.chance(50)) strangers.push(stranger(dice.below(600)));
    if (dice.chance(60)) {
      acts.push({ atSeconds: dice.between(300, 1500), plan: index, kind: 'start-again', twice: false });
    }
    const startSeconds = dice.chance(70) ? dice.between(300, 900) : plan.startSeconds;
    return { ...plan, startSeconds, accepts: dice.oneOf(['all', 'all', 'some']) };
  });
  return { ...night, plans, troubles: [...night.troubles, ...strangers], acts: [...night.acts, ...acts] };
};
