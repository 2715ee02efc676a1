/** Saves a new run and starts its driver: execution, follow-up or clean-up. The checks are `begin`'s. */
import { z } from 'zod';
import { limits } from '../domain/limits.ts';
import type { ExecutionEvent } from '../domain/model/event.ts';
import type { DriverState, ExecutionHeader, ExecutionType, Purpose } from '../domain/model/execution.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import type { PointsInTime } from '../domain/model/point-in-time.ts';
import type { RecoveryPlan } from '../domain/model/recovery-plan.ts';
import type { FrozenPlan } from '../domain/model/roster.ts';
import { isFinalExecution } from '../domain/statuses.ts';
import { addSeconds, isBefore } from '../domain/time.ts';
import { evolve } from '../domain/transition/evolve.ts';
import { initiateExecution } from '../domain/transition/initial-state.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { ItemStore, StoredItem, Write } from '../ports/item-store.ts';
import type { StateMachine } from '../ports/state-machine.ts';
import type { StartResult } from './execution-service.ts';
import { machineName } from './repair.ts';
import { cleanUpKey, idempotencyKey, planKey } from './store/execution-items.ts';
import { type LoadedHeader, readHeader } from './store/execution-reader.ts';
import { eventItems, headerItem, noChange } from './store/execution-writer.ts';
import { toJson } from './store/json.ts';

export interface StartPorts {
  readonly store: ItemStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly stateMachine: StateMachine;
}

export interface RunDraft {
  readonly plan: RecoveryPlan;
  readonly executionType: ExecutionType;
  readonly purpose?: Purpose;
  readonly relatedExecutionId?: string;
  readonly initiatedBy: string;
  /** Live instances that DRS may delete; in a clean-up, instances of adopted jobs that it may terminate. */
  readonly acceptedInstanceDeletions: readonly string[];
  readonly pointsInTime?: PointsInTime;
  readonly idempotencyKey?: string;
  /** The version of the plan that the caller has looked at. */
  readonly seenVersion?: number;
}

export type Started =
  | Extract<StartResult, { kind: 'started' | 'refused' | 'idempotency-mismatch' }>
  /** A further write of the same transaction, or another version of the plan, was in the way; nothing was started. */
  | { readonly kind: 'in-the-way' };

/** `furtherWrites` are saved with the run, or nothing is. */
export const startRun = async (
  ports: StartPorts,
  draft: RunDraft,
  furtherWrites: (executionId: string) => readonly Write[] = () => [],
): Promise<Started> => {
  const saved = await saveRun(ports, draft, furtherWrites);
  return saved.kind === 'saved' ? reportVerdict(ports, saved.executionId, saved.repeated) : saved;
};

/** What the same request under the same key has started before; undefined when it has not, or has no key. */
export const repeatRun = async (
  ports: StartPorts,
  draft: RunDraft,
): Promise<Exclude<Started, { kind: 'in-the-way' }> | undefined> => {
  const earlier = await readIdempotency(ports.store, draft, ports.clock.now());
  if (earlier.kind === 'none') return undefined;
  if (earlier.kind === 'mismatch') return { kind: 'idempotency-mismatch' };
  await startUnbegun(ports, earlier.executionId);
  return reportVerdict(ports, earlier.executionId, true);
};

type Saved =
  | { readonly kind: 'saved'; readonly executionId: string; readonly repeated: boolean }
  | Extract<Started, { kind: 'idempotency-mismatch' | 'in-the-way' }>;

/** The same without waiting for what `begin` says: nobody stands there who wants to hear it. */
export const saveRun = async (
  ports: StartPorts,
  draft: RunDraft,
  furtherWrites: (executionId: string) => readonly Write[],
): Promise<Saved> => {
  const now = ports.clock.now();
  const earlier = await readIdempotency(ports.store, draft, now);
  if (earlier.kind === 'mismatch') return { kind: 'idempotency-mismatch' };
  if (earlier.kind === 'repeated') {
    await startUnbegun(ports, earlier.executionId);
    return { kind: 'saved', executionId: earlier.executionId, repeated: true };
  }
  const { seenVersion, plan } = draft;
  if (seenVersion !== undefined && seenVersion !== plan.version) return { kind: 'in-the-way' };

  const executionId = ports.ids.next('exec');
  const event: ExecutionEvent = {
    sequence: 1,
    time: now,
    actor: draft.initiatedBy,
    data: {
      type: 'ExecutionStarted',
      ...(draft.acceptedInstanceDeletions.length === 0
        ? {}
        : { acceptedInstanceDeletions: [...draft.acceptedInstanceDeletions] }),
      ...(draft.pointsInTime === undefined ? {} : { pointsInTime: draft.pointsInTime }),
    },
  };
  const { header } = evolve({ header: initiateExecution({ ...draft, executionId, now }), waves: [], jobs: [] }, event);
  const { acceptedInstanceDeletions, pointsInTime } = draft;
  const frozen: FrozenPlan = {
    plan,
    acceptedInstanceDeletions: [...acceptedInstanceDeletions],
    ...(pointsInTime === undefined ? {} : { pointsInTime }),
  };
  const writes = [
    ...idempotencyWrites(draft, executionId, now, earlier.item),
    ...startWrites(header, event, now, frozen),
    ...furtherWrites(executionId),
  ];
  const result = await ports.store.transact(writes);
  if (!result.ok) {
    // The same request came a second time just now: then its answer is there.
    const isRepeated = draft.idempotencyKey !== undefined && result.conflicts.includes(0);
    return isRepeated ? saveRun(ports, draft, furtherWrites) : { kind: 'in-the-way' };
  }
  await ports.stateMachine.start(machineName(executionId, 1), { executionId, generation: 1 });
  return { kind: 'saved', executionId, repeated: false };
};

/** Who saved it may have died before its machine was started. A machine that runs already is left alone, by its name. */
const startUnbegun = async (ports: StartPorts, executionId: string): Promise<void> => {
  const loaded = await readHeader(ports.store, executionId);
  if (loaded === undefined || hasBegun(loaded) || isFinalExecution(loaded.header.status)) return;
  const { generation } = loaded.driver;
  await ports.stateMachine.start(machineName(executionId, generation), { executionId, generation });
};

/** By which the execution that is cleaned up knows its clean-ups. */
const cleanUpLink = ({ executionId, purpose, relatedExecutionId }: ExecutionHeader): readonly StoredItem[] =>
  purpose !== 'CLEAN_UP' || relatedExecutionId === undefined
    ? []
    : [{ ...cleanUpKey(relatedExecutionId, executionId), version: 1, body: toJson({ executionId }) }];

const startWrites = (
  header: ExecutionHeader,
  event: ExecutionEvent,
  now: Instant,
  frozen: FrozenPlan,
): readonly Write[] => {
  const driver: DriverState = { generation: 1, turns: 0, startedTime: now, nextWakeTime: now };
  const items: readonly StoredItem[] = [
    headerItem(header, driver, 1, noChange),
    { ...planKey(header.executionId), version: 1, body: toJson(frozen) },
    ...eventItems(header.executionId, [event]),
    ...cleanUpLink(header),
  ];
  return items.map((item) => ({ kind: 'put', item, condition: { kind: 'absent' } }));
};

const idempotencySchema = z.object({ executionId: z.string(), request: z.string(), expiresTime: z.string() });

/** The request as text: the same key with another text is another request. */
const requestText = (draft: RunDraft): string =>
  JSON.stringify([
    draft.plan.planId,
    draft.executionType,
    draft.purpose ?? 'LAUNCH',
    draft.relatedExecutionId ?? '',
    draft.acceptedInstanceDeletions.toSorted(),
    // Without one the text is what it always was: keys of a run of an earlier version stay good.
    ...(draft.pointsInTime === undefined ? [] : [draft.pointsInTime]),
    ...(draft.seenVersion === undefined ? [] : [draft.seenVersion]),
  ]);

type Earlier =
  | { readonly kind: 'none'; readonly item?: StoredItem }
  | { readonly kind: 'repeated'; readonly executionId: string }
  | { readonly kind: 'mismatch' };

const readIdempotency = async (store: ItemStore, draft: RunDraft, now: Instant): Promise<Earlier> => {
  if (draft.idempotencyKey === undefined) return { kind: 'none' };
  const item = await store.get(idempotencyKey(draft.idempotencyKey));
  if (item === undefined) return { kind: 'none' };
  const stored = idempotencySchema.parse(item.body);
  if (!isBefore(now, stored.expiresTime)) return { kind: 'none', item };
  return stored.request === requestText(draft)
    ? { kind: 'repeated', executionId: stored.executionId }
    : { kind: 'mismatch' };
};

const idempotencyWrites = (
  draft: RunDraft,
  executionId: string,
  now: Instant,
  expired: StoredItem | undefined,
): readonly Write[] => {
  if (draft.idempotencyKey === undefined) return [];
  const expiresTime = addSeconds(now, limits.idempotencyHours * 3600);
  return [
    {
      kind: 'put',
      item: {
        ...idempotencyKey(draft.idempotencyKey),
        version: (expired?.version ?? 0) + 1,
        body: toJson({ executionId, request: requestText(draft), expiresTime }),
        expiresTime,
      },
      condition: expired === undefined ? { kind: 'absent' } : { kind: 'version', version: expired.version },
    },
  ];
};

/** Often the verdict is there within a second; waiting for it spares the caller a second question. */
const reportVerdict = async (
  ports: StartPorts,
  executionId: string,
  repeated: boolean,
): Promise<Extract<StartResult, { kind: 'started' | 'refused' }>> => {
  const giveUpTime = addSeconds(ports.clock.now(), limits.verdictWaitSeconds);
  for (;;) {
    const loaded = await readHeader(ports.store, executionId);
    if (loaded?.header.status === 'REFUSED') {
      return { kind: 'refused', executionId, refusals: loaded.header.refusals ?? [], repeated };
    }
    if (loaded !== undefined && hasBegun(loaded)) return { kind: 'started', executionId, verdict: 'BEGUN', repeated };
    if (!isBefore(ports.clock.now(), giveUpTime)) return { kind: 'started', executionId, repeated };
    await new Promise<void>((resolve) => ports.clock.after(VERDICT_LOOK_SECONDS, resolve));
  }
};

const VERDICT_LOOK_SECONDS = 0.1;
const hasBegun = (loaded: LoadedHeader): boolean => loaded.header.rosterId !== undefined;
