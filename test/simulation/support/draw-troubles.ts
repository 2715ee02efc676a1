import type { FaultInput } from '../../../src/simulator/faults/rule.ts';
import type { Dice } from './dice.ts';
import { type Trouble, UNKNOWN_STATUS } from './night.ts';

export const drawTroubles = (dice: Dice, servers: number): readonly Trouble[] => {
  const at = (): number => (dice.chance(30) ? 0 : dice.below(1800));
  const troubles: Trouble[] = [];
  const several = (max: number, draw: () => Trouble): void => {
    for (let count = dice.below(max + 1); count > 0; count -= 1) troubles.push(draw());
  };
  several(5, () => ({ atSeconds: at(), kind: 'aws', fault: drawCallTrouble(dice) }));
  several(2, () => ({ atSeconds: at(), kind: 'aws', fault: drawLaunchTrouble(dice) }));
  if (dice.chance(30)) several(2, () => ({ atSeconds: at(), kind: 'store', ...drawStoreTrouble(dice) }));
  if (dice.chance(30)) several(2, () => drawStranger(dice, servers, at()));
  if (dice.chance(30)) several(2, () => ({ atSeconds: at(), kind: 'aws', fault: drawEventTrouble(dice) }));
  if (dice.chance(15)) troubles.push({ atSeconds: at(), kind: 'hidden-jobs', forSeconds: dice.between(30, 900) });
  if (dice.chance(10)) troubles.push({ atSeconds: at(), kind: 'sleep', seconds: dice.oneOf([20, 90, 600, 3600]) });
  if (dice.chance(10)) troubles.push({ atSeconds: at(), kind: 'clock-set', seconds: dice.between(-120, 120) });
  return troubles;
};

const drawStoreTrouble = (dice: Dice): { how: 'conflict' | 'fails-before' | 'fails-after'; times: number } => ({
  how: dice.oneOf(['conflict', 'conflict', 'fails-before', 'fails-after']),
  times: 1 + dice.below(4),
});

/** One more server of theirs is in nobody's plan: whose job is whose cannot be known when exactly the same servers are launched. */
const drawStranger = (dice: Dice, servers: number, atSeconds: number): Trouble => {
  const from = dice.below(servers);
  const theirs = Array.from({ length: 1 + dice.below(4) }, (_, index) => from + index);
  return {
    atSeconds,
    kind: 'stranger',
    servers: theirs.filter((server) => server < servers),
    isDrill: dice.chance(80),
  };
};

/** The first two twice: there it hurts most. */
const operations = [
  'StartRecovery',
  'StartRecovery',
  'DescribeJobs',
  'DescribeJobs',
  'TerminateRecoveryInstances',
  'DescribeJobLogItems',
  'DescribeRecoveryInstances',
  'DescribeSourceServers',
  'DescribeInstances',
  'AssumeRole',
] as const;

const drawCallTrouble = (dice: Dice): FaultInput => {
  const where = dice.chance(70) ? { operation: dice.oneOf(operations) } : {};
  const howLong = dice.chance(50) ? { times: 1 + dice.below(4) } : { times: 40, forSeconds: 5 + dice.below(300) };
  switch (dice.below(9)) {
    case 0:
      return { kind: 'throttle', retryAfterSeconds: dice.below(120), ...where, ...howLong };
    case 1:
      return { kind: 'internal-error', ...where, ...howLong };
    case 2:
      return { kind: 'lost-request', ...where, ...howLong };
    case 3:
    case 4:
      return { kind: 'lost-reply', ...where, ...howLong };
    case 5:
      return { kind: 'expired-token', ...where, ...howLong };
    case 6:
      return { kind: 'slow', delaySeconds: 1 + dice.below(dice.oneOf([15, 40, 90])), ...where, ...howLong };
    case 7:
      return { kind: 'stale-read', ageSeconds: 1 + dice.below(60), ...where, ...howLong };
    default:
      return { kind: 'access-denied', ...where, times: 1 };
  }
};

const drawEventTrouble = (dice: Dice): FaultInput => {
  const times = 1 + dice.below(20);
  switch (dice.below(4)) {
    case 0:
      return { kind: 'drop-event', times };
    case 1:
      return { kind: 'duplicate-event', times };
    case 2:
      return { kind: 'delay-event', times, delaySeconds: 1 + dice.below(300) };
    default:
      return { kind: 'reorder-events', times, withinSeconds: 5 + dice.below(120) };
  }
};

const drawLaunchTrouble = (dice: Dice): FaultInput => {
  const times = 1 + dice.below(3);
  switch (dice.below(7)) {
    case 0:
      return { kind: 'fail-launch', times, phase: dice.oneOf(['snapshot', 'conversion', 'launch']) };
    case 1:
      return { kind: 'slow-launch', times, factor: 2 + dice.below(6) };
    case 2:
      return { kind: 'skip-server', times };
    case 3:
      return { kind: 'undecided-server', times, instanceAppears: dice.chance(50) };
    case 4:
      return { kind: 'stuck-job', times: 1 };
    case 5:
      return { kind: 'stalled-replication', forSeconds: 60 + dice.below(900) };
    default:
      return {
        kind: 'unknown-status',
        value: UNKNOWN_STATUS,
        field: dice.oneOf(['jobStatus', 'launchStatus']),
        times: 10 * times,
      };
  }
};
