/** Runs that belong to an execution that is over: the follow-up over what it left, and the clean-up of what it launched. */
import { can, canFollowUpAgain, needsItsServers } from '../domain/can.ts';
import { cleanUpPlan } from '../domain/clean-up.ts';
import { followUpOf } from '../domain/follow-up.ts';
import { limits } from '../domain/limits.ts';
import type { ExecutionHeader } from '../domain/model/execution.ts';
import type { FollowUpView } from '../domain/model/execution-view.ts';
import { isPlanNamed } from '../domain/plan-names.ts';
import type { ItemReader } from '../ports/item-store.ts';
import { readCleanUpsUnder } from './clean-ups-of.ts';
import type { CleanUpRequest, FollowUpRequest, RelatedRunResult } from './execution-service.ts';
import { followUpLink, readFollowUp, readGuard, readRunsAfter } from './follow-up-of.ts';
import { notAllowed } from './not-allowed.ts';
import { type RunDraft, repeatRun, type StartPorts, startRun } from './start-run.ts';
import { readExecution, readFrozenPlan } from './store/execution-reader.ts';

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
  if (!allowed.allowed) return notAllowed(ports.store, first.state, allowed.reason);
  const { plan, pointsInTime } = followUpOf(first.state, (await readFrozenPlan(ports.store, executionId)).plan);
  const draft: RunDraft = {
    ...request,
    plan,
    ...(pointsInTime === undefined ? {} : { pointsInTime }),
    executionType: first.state.header.executionType,
    relatedExecutionId: executionId,
  };
  for (let attempt = 0; attempt < limits.saveAttempts; attempt += 1) {
    const guard = await readGuard(ports.store, executionId);
    const { link, view } = await readFollowUp(ports.store, executionId);
    const again = canFollowUpAgain(first.state, view, await readCleanUpsUnder(ports.store, first.state.header));
    // It may be the same request once more: then its own run is the answer.
    if (!again.allowed) return (await repeatRun(ports, draft)) ?? notAllowed(ports.store, first.state, again.reason);
    const result = await startRun(ports, draft, (followUpId) => [
      {
        kind: 'put',
        item: followUpLink(executionId, followUpId, link),
        condition: link === undefined ? { kind: 'absent' } : { kind: 'version', version: link.version },
      },
      guard,
    ]);
    if (result.kind !== 'in-the-way') return result;
  }
  throw othersInTheWay(executionId);
};

const othersInTheWay = (executionId: string): Error =>
  new Error(`others started a run after ${executionId} ${limits.saveAttempts} times in a row; nothing was started`);

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
  if (!allowed.allowed) return notAllowed(ports.store, first.state, allowed.reason);
  if (!isPlanNamed(header.planName, request.confirmedPlanName)) {
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
  const draft: RunDraft = {
    ...(await cleanUpDraft(ports.store, header, request)),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
  for (let attempt = 0; attempt < limits.saveAttempts; attempt += 1) {
    const { open, guard } = await readRunsAfter(ports.store, executionId);
    // As for a follow-up: it may be the same request once more.
    if (open !== undefined) return (await repeatRun(ports, draft)) ?? underFollowUp(open);
    const result = await startRun(ports, draft, () => [guard]);
    if (result.kind !== 'in-the-way') return result;
  }
  throw othersInTheWay(executionId);
};

const underFollowUp = (open: FollowUpView): RelatedRunResult => ({
  kind: 'not-allowed',
  reason: needsItsServers(open),
  remedy: 'Clean up when it is over, or cancel it first; nothing was terminated',
});
