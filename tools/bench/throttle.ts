/** DRS throttles every call for ten seconds, from the moment when the first wave has ended: at the worst time. */
import { type BenchOptions, openWorld, wavesOf } from './bench-world.ts';
import { mean, sum } from './statistics.ts';

export interface ThrottleFigures {
  /** Executions that did not end COMPLETED. */
  readonly notCompleted: number;
  /** Servers that are up and that the record does not call so. */
  readonly unrecorded: number;
  /** How much longer an execution takes. */
  readonly addedSecondsMean: number;
}

const THROTTLE_SECONDS = 10;

const runOnce = async (options: BenchOptions, isThrottled: boolean) => {
  const { rig, recording } = await openWorld({ ...options, keepObservations: false });
  const beginMs = rig.clock.nowMs();
  const executionId = await rig.launch(await rig.savePlan('bench', wavesOf(rig, options.shape)));
  await rig.clock.runUntil(() =>
    rig.launchJobs().some((job) => job.endedAt !== null && job.endedAt <= rig.clock.nowMs()),
  );
  if (isThrottled) {
    const retryAfterSeconds = THROTTLE_SECONDS;
    rig.simulator.faults.add({ kind: 'throttle', service: 'drs', retryAfterSeconds, forSeconds: THROTTLE_SECONDS });
  }
  await rig.clock.runUntil(() => recording.endedMs.size > 0);
  const { status, waves } = await rig.get(executionId);
  const up = rig.launchJobs().flatMap((job) => job.servers.filter((server) => server.launchStatus === 'LAUNCHED'));
  return {
    isCompleted: status === 'COMPLETED',
    unrecorded: up.length - sum(waves.map((wave) => wave.launchedCount)),
    seconds: (Math.max(...recording.endedMs.values()) - beginMs) / 1000,
  };
};

export const measureThrottle = async (options: BenchOptions, runs: number): Promise<ThrottleFigures> => {
  const pairs = [];
  for (let run = 0; run < runs; run += 1) {
    const seeded = { ...options, seed: options.seed + run };
    pairs.push({ calm: await runOnce(seeded, false), throttled: await runOnce(seeded, true) });
  }
  return {
    notCompleted: pairs.filter(({ throttled }) => !throttled.isCompleted).length,
    unrecorded: sum(pairs.map(({ throttled }) => throttled.unrecorded)),
    addedSecondsMean: mean(pairs.map(({ calm, throttled }) => throttled.seconds - calm.seconds)),
  };
};
