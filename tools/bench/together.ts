/** Several executions at once in one account and Region. */
import { type BenchOptions, openWorld, wavesOf } from './bench-world.ts';
import { quotaBoundSeconds } from './drill.ts';

export interface TogetherFigures {
  readonly plans: number;
  readonly describeJobs: number;
  /** From the first start until the last end. */
  readonly seconds: number;
  /** What the quotas allow for their jobs. */
  readonly quotaBoundSeconds: number;
}

/** They start so many seconds after one another. */
export const measureTogether = async (
  options: BenchOptions & { readonly plans: number; readonly secondsApart: number },
): Promise<TogetherFigures> => {
  const { plans, secondsApart } = options;
  const { rig, recording } = await openWorld({ ...options, keepObservations: false });
  const planIds: string[] = [];
  for (let plan = 0; plan < plans; plan += 1) {
    planIds.push(await rig.savePlan(`bench-${plan}`, wavesOf(rig, options.shape, plan)));
  }
  const beginMs = rig.clock.nowMs();
  for (const [plan, planId] of planIds.entries()) {
    rig.clock.after(plan * secondsApart, () => {
      const request = { planId, executionType: 'DRILL', initiatedBy: 'bench', acceptedInstanceDeletions: [] } as const;
      void rig.engine.executions.start(request).catch((error: unknown) => rig.taskErrors.push(error));
    });
  }
  await rig.clock.runUntil(() => recording.endedMs.size === plans || rig.taskErrors.length > 0);
  if (rig.taskErrors.length > 0) throw new Error('a task failed', { cause: rig.taskErrors[0] });
  const jobs = rig.launchJobs().map((job) => ({
    seconds: ((job.endedAt ?? Number.NaN) - job.createdAt) / 1000,
    servers: job.servers.length,
  }));
  return {
    plans,
    describeJobs: rig.simulator.calls().counts['drs:DescribeJobs'] ?? 0,
    seconds: (Math.max(...recording.endedMs.values()) - beginMs) / 1000,
    quotaBoundSeconds: quotaBoundSeconds(jobs),
  };
};
