/** Runs that belong to an execution that is over: the follow-up over what it left, and the clean-up of what it launched. */
import { z } from 'zod';
import { allowedActions, can } from '../domain/can.ts';
import { cleanUpPlan } from '../domain/clean-up.ts';
import { followUpOf } from '../domain/follow-up.ts';
import type { ExecutionHeader } from '../domain/model/execution.ts';
import { nameKey } from '../domain/plan-names.ts';
import type { ItemReader, StoredItem } from '../ports/item-store.ts';
import type { CleanUpRequest, FollowUpRequest, RelatedRunResult } from './execution-service.ts';
import { type RunDraft, type StartPorts, startRun } from './start-run.ts';
import { followUpKey } from './store/execution-items.ts';
import { readExecution, readFrozenPlan, readHeader } from './store/execution-reader.ts';
import { toJson } from './store/json.ts';

const linkSchema = z.object({ executionId: z.string() });

/**
 * One follow-up per execution: what the follow-up brought up must not be launched again. A follow-up that was refused
 * started nothing, and may be replaced.
 */
export const startFollowUp = async (
  ports: StartPorts,
  executionId: string,
  request: FollowUpRequest,
): Promise<RelatedRunResult> => {
  const first = await readExecution(ports.store, executionId);
  if (first === undefined) return { kind: 'not-found' };
  const allowed = can('followUp', first.state);
  if (!allowed.allowed) return { kind: 'not-allowed', reason: allowed.reason, allowed: allowedActions(first.state) };
  const link = await ports.store.get(followUpKey(executionId));
  const follower = link === undefined ? undefined : linkSchema.parse(link.body).executionId;
  const isFollowed = follower !== undefined && !(await isRefused(ports, follower));
  const followed = {
    kind: 'not-allowed',
    reason: `${follower ?? 'another execution'} follows it already`,
    remedy: 'Retry what that one leaves',
  } as const;
  // With a key it may be the same request once more: then its own run is the answer.
  if (isFollowed && request.idempotencyKey === undefined) return followed;
  const { plan, pointsInTime } = followUpOf(first.state, (await readFrozenPlan(ports.store, executionId)).plan);
  const result = await startRun(
    ports,
    {
      ...request,
      plan,
      ...(pointsInTime === undefined ? {} : { pointsInTime }),
      executionType: first.state.header.executionType,
      relatedExecutionId: executionId,
    },
    (followUpId) => [
      {
        kind: 'put',
        item: linkItem(executionId, followUpId, link),
        condition: link === undefined || isFollowed ? { kind: 'absent' } : { kind: 'version', version: link.version },
      },
    ],
  );
  return result.kind === 'in-the-way' ? followed : result;
};

const linkItem = (executionId: string, followUpId: string, before: StoredItem | undefined): StoredItem => ({
  ...followUpKey(executionId),
  version: (before?.version ?? 0) + 1,
  body: toJson({ executionId: followUpId }),
});

const isRefused = async (ports: StartPorts, executionId: string): Promise<boolean> =>
  (await readHeader(ports.store, executionId))?.header.status === 'REFUSED';

/** The clean-up of an execution as a run, whoever asks for it. */
export const cleanUpDraft = async (
  reader: ItemReader,
  { executionId, executionType }: ExecutionHeader,
  { initiatedBy, acceptedInstances }: Pick<CleanUpRequest, 'initiatedBy' | 'acceptedInstances'>,
): Promise<RunDraft> => ({
  plan: cleanUpPlan((await readFrozenPlan(reader, executionId)).plan),
  executionType,
  purpose: 'CLEAN_UP',
  relatedExecutionId: executionId,
  initiatedBy,
  acceptedInstanceDeletions: acceptedInstances,
});

/** Terminates what the execution launched. Safe to repeat: what is gone is done, what changed is left alone. */
export const startCleanUp = async (
  ports: StartPorts,
  executionId: string,
  request: CleanUpRequest,
): Promise<RelatedRunResult> => {
  const first = await readExecution(ports.store, executionId);
  if (first === undefined) return { kind: 'not-found' };
  const { header } = first.state;
  const allowed = can('cleanUp', first.state);
  if (!allowed.allowed) return { kind: 'not-allowed', reason: allowed.reason, allowed: allowedActions(first.state) };
  if (nameKey(request.confirmedPlanName) !== nameKey(header.planName)) {
    return {
      kind: 'not-allowed',
      reason: `to terminate instances, the plan's name must be given: "${header.planName}"`,
      remedy: 'Give that name (upper and lower case are the same); nothing was terminated',
    };
  }
  if (header.executionType === 'RECOVERY' && !request.recovery) {
    return {
      kind: 'not-allowed',
      reason: 'it was a RECOVERY: its instances are live, and must be named as such',
      remedy: 'If they are not needed any more, say so with `recovery` (--recovery); nothing was terminated',
    };
  }
  const { idempotencyKey } = request;
  const result = await startRun(ports, {
    ...(await cleanUpDraft(ports.store, header, request)),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });
  if (result.kind === 'in-the-way') throw new Error('bug: nothing but the key can be in the way of a clean-up');
  return result;
};
