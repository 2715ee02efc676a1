/** One drill on virtual time: as Breakwater runs it, or as the loop does that it is compared with, on the same seed. */
import { limits } from '../../src/domain/limits.ts';
import { jobObservationSchema } from '../../src/domain/model/observation.ts';
import { HOME_ACCOUNT, HOME_REGION } from '../../test/support/rig.ts';
import {
  type BenchOptions,
  type BenchWorld,
  type DrillShape,
  dependenciesOf,
  openWorld,
  wavesOf,
} from './bench-world.ts';
import type { Recording, StateCost } from './recording-store.ts';
import { runSerialLoop } from './serial-loop.ts';
import { sum } from './statistics.ts';

export interface DrillFigures {
  /** A wave's job ended in DRS → the reply to the next wave's `StartRecovery`. Empty unless the waves are a chain. */
  readonly boundarySeconds: readonly number[];
  /** A server LAUNCHED in DRS → stored as such. */
  readonly visibleSeconds: readonly number[];
  /** From the request to start until the end is stored. */
  readonly executionSeconds: number;
  /** The longest chain of jobs. */
  readonly criticalPathSeconds: number;
  readonly jobs: readonly JobFigures[];
  /** Calls to AWS by `service:Operation`. */
  readonly calls: Readonly<Record<string, number>>;
  readonly cpuSeconds: number;
  readonly costs: ReadonlyMap<string, StateCost>;
}

export interface JobFigures {
  readonly seconds: number;
  readonly servers: number;
}

/** The drill as Breakwater runs it. */
export const measureDrill = async (options: BenchOptions): Promise<DrillFigures> => {
  const world = await openWorld(options);
  const { rig, recording } = world;
  const planId = await rig.savePlan('bench', wavesOf(rig, options.shape));
  const cpuBefore = process.cpuUsage();
  const beginMs = rig.clock.nowMs();
  await rig.launch(planId);
  await rig.clock.runUntil(() => recording.endedMs.size > 0);
  const cpu = process.cpuUsage(cpuBefore);
  if (rig.taskErrors.length > 0) throw new Error('a task failed', { cause: rig.taskErrors[0] });
  return figuresOf(world, options.shape, {
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    executionSeconds: (Math.max(...recording.endedMs.values()) - beginMs) / 1000,
    seenMs: firstSeen(recording),
  });
};

/** The same drill as a strictly serial loop runs it. */
export const measureSerialLoop = async (options: BenchOptions): Promise<DrillFigures> => {
  const world = await openWorld(options);
  const { rig } = world;
  const seenMs = new Map<string, number>();
  const cpuBefore = process.cpuUsage();
  const beginMs = rig.clock.nowMs();
  await rig.clock.complete(
    runSerialLoop({
      scope: { accountId: HOME_ACCOUNT, region: HOME_REGION },
      waves: wavesOf(rig, options.shape).map((wave) => wave.servers ?? []),
      recovery: rig.aws.recovery,
      compute: rig.aws.compute,
      sleep: (seconds) => rig.clock.sleep(seconds),
      onLaunched: (sourceServerId) => {
        if (!seenMs.has(sourceServerId)) seenMs.set(sourceServerId, rig.clock.nowMs());
      },
    }),
  );
  const cpu = process.cpuUsage(cpuBefore);
  return figuresOf(world, options.shape, {
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    executionSeconds: (rig.clock.nowMs() - beginMs) / 1000,
    seenMs,
  });
};

/** When each server was first stored as launched. */
const firstSeen = (recording: Recording): ReadonlyMap<string, number> => {
  const seenMs = new Map<string, number>();
  for (const { atMs, body } of recording.observations) {
    for (const server of jobObservationSchema.parse(body).servers) {
      if (server.launchStatus !== 'LAUNCHED' || seenMs.has(server.sourceServerId)) continue;
      seenMs.set(server.sourceServerId, atMs);
    }
  }
  return seenMs;
};

const figuresOf = (
  { rig, recording, startedMs }: BenchWorld,
  shape: DrillShape,
  run: {
    readonly cpuSeconds: number;
    readonly executionSeconds: number;
    readonly seenMs: ReadonlyMap<string, number>;
  },
): DrillFigures => {
  const launches = rig.launchJobs();
  const jobs = launches.map((job) => ({
    seconds: ((job.endedAt ?? Number.NaN) - job.createdAt) / 1000,
    servers: job.servers.length,
  }));
  const isChain = shape.order === 'chain';
  return {
    boundarySeconds: isChain
      ? launches.slice(0, -1).map((job, index) => ((startedMs[index + 1] ?? Number.NaN) - (job.endedAt ?? 0)) / 1000)
      : [],
    visibleSeconds: launches.flatMap((job) =>
      job.servers.flatMap((server) => {
        const seen = run.seenMs.get(server.sourceServerId);
        return seen === undefined || server.decidedAt === null ? [] : [(seen - server.decidedAt) / 1000];
      }),
    ),
    executionSeconds: run.executionSeconds,
    criticalPathSeconds: criticalPathOf(rig, shape),
    jobs,
    calls: rig.simulator.calls().counts,
    cpuSeconds: run.cpuSeconds,
    costs: recording.costs,
  };
};

/** The longest chain of waves, each as long as its longest job. A wave that quotas cut in two may take longer. */
const criticalPathOf = (rig: BenchWorld['rig'], shape: DrillShape): number => {
  const secondsOf = new Map<string, number>();
  for (const job of rig.launchJobs()) {
    for (const { sourceServerId } of job.servers) {
      secondsOf.set(sourceServerId, ((job.endedAt ?? Number.NaN) - job.createdAt) / 1000);
    }
  }
  const ends: number[] = [];
  for (const [wave, { servers = [] }] of wavesOf(rig, shape).entries()) {
    const before = dependenciesOf(shape.order, wave).map((number) => ends[number] ?? 0);
    ends.push(Math.max(0, ...before) + Math.max(...servers.map((id) => secondsOf.get(id) ?? Number.NaN)));
  }
  return Math.max(...ends);
};

/** No plan of these jobs can be faster: 500 servers in jobs at a time, or 20 jobs at a time, under DRS's quotas. */
export const quotaBoundSeconds = (jobs: readonly JobFigures[]): number =>
  Math.max(
    sum(jobs.map((job) => job.servers * job.seconds)) / limits.serversInAllJobs,
    sum(jobs.map((job) => job.seconds)) / limits.jobsPerScope,
  );
