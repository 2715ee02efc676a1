import { type FaultScope, takeFault } from '../faults/faults.ts';
import { jobId } from '../ids.ts';
import { integerBetween, randomFrom } from '../random.ts';
import type { Settings } from '../settings.ts';
import { type Behaviour, behaviourOfName, noCapacity } from './behaviour.ts';
import type { Cell } from './cell.ts';
import { drawLaunch } from './draw-launch.ts';
import { type DurationRanges, rangesFor } from './durations.ts';
import { findReplication } from './find-replication.ts';
import type { Instance } from './instance.ts';
import { addressOf } from './instance-settings.ts';
import type { Job, Participant } from './job.ts';
import { planLaunch } from './plan-launch.ts';
import type { Server } from './server.ts';
import { launchConfigurationOf } from './server-settings.ts';
import type { World } from './world.ts';

type Place = { world: World; cell: Cell; settings: Settings; now: number; scope: FaultScope };

export type LaunchTarget = { server: Server; pointInTime?: number };

/** Creates a LAUNCH job with its whole future, and journals it. The caller has checked that it is allowed. */
export function createLaunchJob(
  place: Place,
  order: { targets: readonly LaunchTarget[]; isDrill: boolean; tags: Record<string, string> },
): Job {
  const { world, cell, now, scope } = place;
  const frame = jobFrame(
    place,
    order.targets.map((target) => target.server),
  );
  const stuckJob = takeFault(world, 'stuck-job', now, scope) !== undefined;
  let instanceOrdinal = cell.recoveryInstanceList.length;
  const chosen = new Set<string>();
  const participants = order.targets.map(({ server, pointInTime }): Participant => {
    const into = launchConfigurationOf(server, now).launchIntoInstanceId;
    const previous = server.instances.filter(
      // What it is launched into is not deleted first.
      (instance) => canBeDeleted(instance, now) && instance.instanceId !== into,
    );
    const isTaken = (address: string): boolean =>
      chosen.has(address) ||
      cell.addresses.get(address)?.some((one) => one.ending === undefined && !previous.includes(one)) === true;
    const plan = planLaunch({ cell, server, now, ordinal: instanceOrdinal, isTaken });
    const behaviour = behaviourOf(place, server, plan.refusal);
    const drawn = drawLaunch({
      seed: world.seed,
      jobId: frame.jobId,
      server,
      startedAt: frame.startedAt,
      ranges: ranges(place, server),
      behaviour: stuckJob ? { ...behaviour, stuck: true } : behaviour,
      replication: findReplication(world, cell, server, now),
      pointInTime,
      previous,
      instanceOrdinal,
      plan,
    });
    if (drawn.instance !== undefined) {
      instanceOrdinal += 1;
      if (drawn.instance.wasThere !== true) chosen.add(addressOf(cell, { ...drawn.instance, server }));
    }
    return drawn;
  });
  const initiatedBy = order.isDrill ? 'START_DRILL' : 'START_RECOVERY';
  return commit(place, frame, { type: 'LAUNCH', initiatedBy, tags: order.tags, participants });
}

/** Creates a TERMINATE job for recovery instances, and journals it. */
export function createTerminateJob(place: Place, instances: readonly Instance[]): Job {
  const { world } = place;
  const frame = jobFrame(
    place,
    instances.map((instance) => instance.server),
  );
  const participants = instances.map((instance): Participant => {
    const random = randomFrom(world.seed, 'terminate', frame.jobId, instance.instanceId);
    const [low, high] = ranges(place, instance.server).terminate;
    const end = frame.startedAt + integerBetween(random, low * 1000, high * 1000);
    return {
      sourceServerId: instance.server.id,
      outcome: 'TERMINATED',
      startedAt: frame.startedAt,
      decidedAt: end,
      cleanup: [frame.startedAt, end],
      removes: isLeft(place, instance.server) ? [] : [instance.instanceId],
    };
  });
  const initiatedBy = 'TERMINATE_RECOVERY_INSTANCES';
  return commit(place, frame, { type: 'TERMINATE', initiatedBy, tags: {}, participants });
}

/** DRS says TERMINATED, and EC2 runs on what it was to end. */
const isLeft = ({ world, now, scope }: Place, { id }: Server): boolean =>
  takeFault(world, 'leave-instance', now, { ...scope, concerns: (other: string) => other === id }) !== undefined;

type Frame = { jobId: string; startedAt: number; closingMs: number };

function jobFrame(place: Place, servers: readonly Server[]): Frame {
  const { world, now } = place;
  const id = jobId(world.seed, world.jobCount);
  const random = randomFrom(world.seed, 'job-frame', id);
  const first = servers[0];
  const { jobStart, jobEnd } =
    first === undefined ? rangesFor(place.settings.durations, 'linux') : ranges(place, first);
  const startedAt = now + integerBetween(random, jobStart[0] * 1000, jobStart[1] * 1000);
  return { jobId: id, startedAt, closingMs: integerBetween(random, jobEnd[0] * 1000, jobEnd[1] * 1000) };
}

function commit(place: Place, frame: Frame, rest: Pick<Job, 'type' | 'initiatedBy' | 'tags' | 'participants'>): Job {
  const { world, cell, now } = place;
  const decided = rest.participants.map((participant) => participant.decidedAt);
  const job: Job = {
    jobId: frame.jobId,
    accountId: cell.accountId,
    region: cell.region,
    createdAt: now,
    startedAt: frame.startedAt,
    endedAt: decided.includes(null) ? null : Math.max(frame.startedAt, ...decided.map(Number)) + frame.closingMs,
    ...rest,
  };
  world.commit({ kind: 'job', job });
  return job;
}

const ranges = (place: Place, server: Server): DurationRanges =>
  rangesFor(server.spec.durations ?? place.settings.durations, server.spec.os);

/** What DRS still calls a recovery instance of the server, also one that somebody has ended in EC2. */
const canBeDeleted = (instance: Instance, now: number): boolean =>
  now >= instance.createdAt && instance.unlistedAt === undefined;

/** What EC2 will refuse, the name's misbehaviour, then that of faults that hold now; each use counts one server. */
function behaviourOf({ world, now, scope }: Place, server: Server, refusal: string | undefined): Behaviour {
  const named = behaviourOfName(server.spec);
  const behaviour =
    refusal === undefined ? named : { ...named, fails: { phase: 'launch' as const, rawError: refusal } };
  if (world.faults.length === 0) return behaviour;
  const about = { ...scope, concerns: (id: string) => id === server.id };
  const fails = takeFault(world, 'fail-launch', now, about);
  const undecided = takeFault(world, 'undecided-server', now, about);
  const slow = takeFault(world, 'slow-launch', now, about);
  return {
    ...behaviour,
    ...(fails === undefined ? {} : { fails: { phase: fails.phase, rawError: fails.rawError ?? noCapacity } }),
    ...(undecided === undefined ? {} : { undecided: { instanceAppears: undecided.instanceAppears } }),
    launchFactor: behaviour.launchFactor * (slow?.factor ?? 1),
    skipped: takeFault(world, 'skip-server', now, about) !== undefined,
  };
}
