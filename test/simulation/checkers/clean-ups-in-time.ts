/**
 * A clean-up that comes by itself is one of a drill, comes after people were told of it and not before its time, never
 * against somebody who keeps the instances, and again only when the one before is over and left some.
 */
import { z } from 'zod';
import { limits } from '../../../src/domain/limits.ts';

import { finalStatuses } from '../../domain/checkers/statuses.ts';
import type { Mirrored } from '../support/mirror.ts';
import type { WorldChecker } from './world.ts';

/** Our clocks may be so far from each other, and from AWS's. */
const CLOCKS_SECONDS = 300;
const HOUR_SECONDS = 3600;

const itemSchema = z.object({
  executionId: z.string(),
  state: z.string(),
  warnings: z.int(),
  warnedTime: z.string().optional(),
  notBefore: z.string().optional(),
  tries: z.int(),
  changes: z.array(z.object({ time: z.string(), dueTime: z.string().optional() })),
});

interface Known extends z.infer<typeof itemSchema> {
  readonly isStillToCome: boolean;
}

interface Came {
  readonly cleanUpId: string;
  readonly atMs: number;
}

interface Parts {
  readonly nowMs: () => number;
  /** There is a receiver, which has to have heard of it. */
  readonly isTold: boolean;
}

/** It did what it may, or found nothing that it may do. */
const didItsPart = (cleanUp: Mirrored | undefined): boolean =>
  cleanUp?.state.header.status === 'COMPLETED' ||
  cleanUp?.state.header.refusals?.some(({ code }) => code === 'NOTHING_TO_CLEAN_UP') === true;

/** Adopted instances, those that EC2 says were there before, and those that DRS alone has let go of are left. */
const hasNotTerminatedAll = (drillId: string, executions: ReadonlyMap<string, Mirrored>): boolean => {
  const count = (runs: readonly (Mirrored | undefined)[], wanted: 'LAUNCHED' | 'TERMINATED'): number =>
    runs
      .flatMap((run) => run?.state.jobs ?? [])
      .flatMap(({ servers }) => servers)
      .filter(({ outcome }) => outcome === wanted).length;
  const cleanUps = [...executions.values()].filter(
    ({ initialHeader: { purpose, relatedExecutionId } }) => purpose === 'CLEAN_UP' && relatedExecutionId === drillId,
  );
  return count([executions.get(drillId)], 'LAUNCHED') > count(cleanUps, 'TERMINATED');
};

export const createCleanUpsInTime = ({ nowMs, isTold }: Parts) => {
  const items = new Map<string, Known>();
  /** Somebody has stored that he is about to tell of this warning, by the drill. */
  const telling = new Map<string, number>();
  const posted = new Set<string>();
  /** Those that came by themselves, by the drill. */
  const cameOf = new Map<string, Came[]>();
  const seen = new Set<string>();
  const secondsSince = (time: string): number => (nowMs() - Date.parse(time)) / 1000 + CLOCKS_SECONDS;

  const wrongWith = (drill: Mirrored | undefined, known: Known | undefined): readonly (string | undefined)[] => {
    const { executionType, endTime = '' } = drill?.state.header ?? {};
    const hours = drill?.frozen.plan.drillTtlHours ?? Number.POSITIVE_INFINITY;
    const kept = known?.changes.at(-1);
    // Who has kept them for good may name any later time: later than never it is in any case.
    const wasKeptForGood = known?.changes.some(({ dueTime }) => dueTime === undefined) === true;
    const warning = `${known?.executionId}/clean-up-warning-${known?.warnings}`;
    return [
      executionType === 'DRILL' ? undefined : `cleans up after a ${executionType}`,
      wasKeptForGood || secondsSince(endTime) >= hours * HOUR_SECONDS
        ? undefined
        : `comes before ${hours} h after ${endTime}`,
      (known?.warnings ?? 0) > 0 && (!isTold || posted.has(warning)) ? undefined : 'comes unannounced',
      kept === undefined || (kept.dueTime !== undefined && secondsSince(kept.dueTime) >= 0)
        ? undefined
        : `comes although somebody keeps the instances until ${kept.dueTime ?? 'they say otherwise'}`,
    ];
  };

  /** What the one before did not do is tried again some hours later, so often; or in the time that a person gave it. */
  const wrongAgain = (
    drillId: string,
    known: Known | undefined,
    earlier: readonly Came[],
    executions: ReadonlyMap<string, Mirrored>,
  ): string | undefined => {
    const last = earlier.at(-1);
    if (last === undefined) return undefined;
    const { status = '', cancelRequested } = executions.get(last.cleanUpId)?.state.header ?? {};
    if (!finalStatuses.has(status)) return `comes while ${last.cleanUpId} is ${status}`;
    const keptMs = Date.parse(known?.changes.at(-1)?.time ?? '') || 0;
    const isKeptSince = keptMs / 1000 + CLOCKS_SECONDS >= last.atMs / 1000;
    // Of what it left people were told: who has looked at it may name a time again.
    const mayComeAgain = status === 'COMPLETED' && isKeptSince && hasNotTerminatedAll(drillId, executions);
    if ((status === 'COMPLETED' || cancelRequested === true) && !mayComeAgain) {
      return `comes after ${last.cleanUpId}, which is ${status}`;
    }
    const sinceKept = earlier.filter(({ atMs }) => atMs / 1000 + CLOCKS_SECONDS >= keptMs / 1000);
    if (sinceKept.length >= limits.cleanUpTries) return `comes for the ${sinceKept.length + 1}. time`;
    const isTooSoon = (nowMs() - last.atMs) / 1000 + CLOCKS_SECONDS < limits.cleanUpRetryHours * HOUR_SECONDS;
    return isTooSoon && !isKeptSince ? `comes soon after ${last.cleanUpId}` : undefined;
  };

  const watch: WorldChecker = ({ writes, committed, executions }) => {
    const violations = committed.flatMap(({ mirrored: { executionId, initialHeader } }) => {
      const { purpose, initiatedBy, relatedExecutionId = '' } = initialHeader;
      if (seen.has(executionId)) return [];
      seen.add(executionId);
      if (purpose !== 'CLEAN_UP' || initiatedBy !== 'Breakwater') return [];
      const known = items.get(relatedExecutionId);
      const earlier = cameOf.get(relatedExecutionId) ?? [];
      cameOf.set(relatedExecutionId, [...earlier, { cleanUpId: executionId, atMs: nowMs() }]);
      const drill = executions.get(relatedExecutionId);
      const wrong = [...wrongWith(drill, known), wrongAgain(relatedExecutionId, known, earlier, executions)];
      return wrong.flatMap((words) =>
        words === undefined ? [] : [`clean-up: ${executionId} of ${relatedExecutionId} ${words}`],
      );
    });
    for (const write of writes) {
      if (write.kind !== 'put' || write.item.sort !== 'automatic-clean-up') continue;
      const item = itemSchema.parse(write.item.body);
      const { executionId, state, warnedTime, notBefore, warnings } = item;
      items.set(executionId, { ...item, isStillToCome: write.item.indexes?.['open'] !== undefined });
      if (state === 'SCHEDULED' && warnedTime === undefined && notBefore !== undefined) {
        telling.set(executionId, warnings + 1);
      }
    }
    return violations;
  };

  return {
    watch,
    /** A message tells of it. Gives what is wrong with that: told before it is stored who tells, or after it was. */
    noteMessage: (
      executionId: string,
      notificationId: string,
      executions: ReadonlyMap<string, Mirrored>,
    ): 'unknown' | 'noted' | 'told' => {
      const [, what = '', number = ''] = /\/clean-up-(warning|given-up)-(\d+)$/.exec(notificationId) ?? [];
      const known = items.get(executionId);
      if (known === undefined || what === '') return 'unknown';
      posted.add(notificationId);
      if (what === 'given-up') {
        const lastId = cameOf.get(executionId)?.at(-1)?.cleanUpId ?? '';
        const hasLeft = didItsPart(executions.get(lastId)) && hasNotTerminatedAll(executionId, executions);
        return known.tries >= limits.cleanUpTries || hasLeft ? 'told' : 'unknown';
      }
      if (Number(number) <= known.warnings) return 'noted';
      return Number(number) === telling.get(executionId) ? 'told' : 'unknown';
    },
    /** Of drills whose clean-up has not come, and that nobody keeps. */
    stillToCome: (): readonly string[] =>
      [...items.values()].flatMap(({ executionId, isStillToCome }) => (isStillToCome ? [executionId] : [])),
  };
};
