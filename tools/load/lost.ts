/** Whether the record has what was acknowledged around the SIGKILL, as it was acknowledged. */
import type { ApiClient } from '../../src/api/client.ts';
import type { Result } from '../../src/api/exchange.ts';
import type { EventData } from '../../src/domain/model/event.ts';
import type { Acknowledged, AskedKind, SavedPlan } from './asked-around-kill.ts';

/** Of each kind, how many the record does not have. */
export const lostOf = async (
  client: ApiClient,
  acknowledged: Acknowledged,
): Promise<Readonly<Record<AskedKind, number>>> => ({
  saves: await countLost(acknowledged.saves, (saved) => hasVersion(client, saved)),
  changes: await countLost(
    acknowledged.changes,
    async (saved) => (await hasVersion(client, saved)) && (await standsAt(client, saved)),
  ),
  starts: await countLost(acknowledged.starts, (started) => hasStarted(client, started)),
  cancels: await countLost(acknowledged.cancels, ({ executionId, reason }) =>
    hasEvent(client, executionId, (data) => data.type === 'CancelRequested' && data.reason.includes(reason)),
  ),
  resumes: await countLost(acknowledged.resumes, ({ executionId }) =>
    hasEvent(client, executionId, (data) => data.type === 'GateOpened' && data.waveNumber === 0),
  ),
});

/** How many executions there are of plans that were to be started once, beyond the one of each. */
export const startedTwice = async (client: ApiClient, { starts }: Acknowledged): Promise<number> => {
  const once = new Set(starts.map(({ planId }) => planId));
  // Nothing was started after them: the newest page has them all, and what was started twice.
  const page = found(await client.listExecutions({ limit: 100 }));
  const own = page?.items.filter(({ planId }) => once.has(planId)).length;
  return own === undefined ? Number.NaN : own - once.size;
};

const countLost = async <T>(items: readonly T[], isThere: (item: T) => Promise<boolean>): Promise<number> => {
  let lost = 0;
  for (const item of items) if (!(await isThere(item))) lost += 1;
  return lost;
};

/** Undefined: the server has no such thing. Anything else that is no answer ends the run. */
const found = <T>(result: Result<T>): T | undefined => {
  if (result.ok) return result.value;
  if (result.failure.kind === 'problem') return undefined;
  throw new Error(JSON.stringify(result.failure));
};

const hasVersion = async (client: ApiClient, { planId, version, planName, description }: SavedPlan) => {
  const plan = found(await client.getPlan(planId, version));
  return plan?.planName === planName && plan.description === description;
};

/** What stands there now is what was acknowledged, or later. */
const standsAt = async (client: ApiClient, { planId, version }: SavedPlan) =>
  (found(await client.getPlan(planId))?.version ?? 0) >= version;

/** It is there, and whoever asks again with its key is told of it. */
const hasStarted = async (client: ApiClient, { planId, key, executionId }: Acknowledged['starts'][number]) => {
  const execution = found(await client.getExecution(executionId));
  const again = found(await client.start({ planId, executionType: 'DRILL' }, key));
  return execution?.planId === planId && again?.executionId === executionId;
};

const hasEvent = async (client: ApiClient, executionId: string, isIt: (data: EventData) => boolean) =>
  found(await client.listEvents(executionId, { limit: 1000 }))?.items.some(({ data }) => isIt(data)) ?? false;
