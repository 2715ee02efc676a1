/** Several executions at once in one account and Region. */
import { type BenchOptions, openWorld, wavesOf } from './bench-world.ts';

/** Calls to AWS by `service:Operation` of all executions together. They start ten seconds after one another. */
export const measureTogether = async (
  options: BenchOptions & { readonly plans: number },
): Promise<Readonly<Record<string, number>>> => {
  const { rig, recording } = await openWorld({ ...options, keepObservations: false });
  for (let plan = 0; plan < options.plans; plan += 1) {
    await rig.launch(await rig.savePlan(`bench-${plan}`, wavesOf(rig, options.shape, plan)));
    await rig.clock.advance(10);
  }
  await rig.clock.runUntil(() => recording.endedMs.size === options.plans);
  if (rig.taskErrors.length > 0) throw new Error('a task failed', { cause: rig.taskErrors[0] });
  return rig.simulator.calls().counts;
};
