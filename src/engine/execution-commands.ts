/** Starting executions, and what people ask of running ones: decided, saved, and only then the driver is woken. */

import { z } from 'zod';
import { actions, can } from '../domain/can.ts';
import { limits } from '../domain/limits.ts';
import type { ExecutionEvent } from '../domain/model/event.ts';
import type { DriverState, ExecutionHeader, ExecutionState } from '../domain/model/execution.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import { addSeconds, isBefore } from '../domain/time.ts';
import { evolve } from '../domain/transition/evolve.ts';
import { initiateExecution } from '../domain/transition/initial-state.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { ItemStore, StoredItem, Write } from '../ports/item-store.ts';
import type { StateMachine } from '../ports/state-machine.ts';
import { applyInput } from './apply-input.ts';
import { readPlan } from './catalog-reader.ts';
import { viewLoaded } from './execution-queries.ts';
import type {
  CommandResult,
  ExecutionService,
  OperatorCommand,
  StartRequest,
  StartResult,
} from './execution-service.ts';
import { wake } from './park.ts';
import { machineName } from './repair.ts';
import { idempotencyKey, planKey } from './store/execution-items.ts';
import { type LoadedHeader, readHeader } from './store/execution-reader.ts';
import { eventItems, headerItem } from './store/execution-writer.ts';
import { toJson } from './store/json.ts';

export interface CommandPorts {
  readonly store: ItemStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly stateMachine: StateMachine;
}

export const createExecutionCommands = (ports: CommandPorts): Pick<ExecutionService, 'start' | 'command'> => ({
  start: (request) => startExecution(ports, request),
  command: (executionId, command, actor) => commandExecution(ports, executionId, command, actor),
});

const commandExecution = async (
  ports: CommandPorts,
  executionId: string,
  command: OperatorCommand,
  actor: string,
): Promise<CommandResult> => {
  const applied = await applyInput(ports, executionId, { ...command, actor });
  switch (applied.kind) {
    case 'missing':
      return { kind: 'not-found' };
    case 'rejected':
      return { kind: 'not-allowed', reason: applied.reason, allowed: allowedActions(applied.state) };
    case 'saved':
      // Committed first; a wake-up that is lost now is made good by `find`.
      await wake(ports, executionId);
      return { kind: 'accepted', execution: await viewLoaded(ports.store, applied.loaded) };
  }
};

const allowedActions = (state: ExecutionState): readonly string[] =>
  actions.flatMap((action) => {
    const allowed = can(action, state);
    if (!allowed.allowed) return [];
    return allowed.waveNumbers === undefined ? [action] : allowed.waveNumbers.map((wave) => `${action} wave ${wave}`);
  });

const idempotencySchema = z.object({ executionId: z.string(), request: z.string(), expiresTime: z.string() });

const startExecution = async (ports: CommandPorts, request: StartRequest): Promise<StartResult> => {
  const plan = await readPlan(ports.store, request.planId);
  if (plan === undefined) return { kind: 'plan-not-found' };
  const now = ports.clock.now();
  const earlier = await readIdempotency(ports.store, request, now);
  if (earlier.kind === 'mismatch') return { kind: 'idempotency-mismatch' };
  if (earlier.kind === 'repeated') return reportVerdict(ports, earlier.executionId, true);

  const executionId = ports.ids.next('exec');
  const initiated = initiateExecution({
    executionId,
    plan,
    executionType: request.executionType,
    initiatedBy: request.initiatedBy,
    now,
  });
  const event: ExecutionEvent = {
    sequence: 1,
    time: now,
    actor: request.initiatedBy,
    data: { type: 'ExecutionStarted' },
  };
  const { header } = evolve({ header: initiated, waves: [], jobs: [] }, event);
  const result = await ports.store.transact([
    ...startWrites(header, event, now, { plan, acceptedInstanceDeletions: request.acceptedInstanceDeletions }),
    ...idempotencyWrites(request, executionId, now, earlier.item),
  ]);
  // Only the idempotency item can be in the way: the same request came a second time just now.
  if (!result.ok) return startExecution(ports, request);
  await ports.stateMachine.start(machineName(executionId, 1), { executionId, generation: 1 });
  return reportVerdict(ports, executionId, false);
};

const startWrites = (
  header: ExecutionHeader,
  event: ExecutionEvent,
  now: Instant,
  frozen: { readonly plan: unknown; readonly acceptedInstanceDeletions: readonly string[] },
): readonly Write[] => {
  const driver: DriverState = { generation: 1, turns: 0, nextWakeTime: now };
  const items: readonly StoredItem[] = [
    headerItem(header, driver, 1),
    { ...planKey(header.executionId), version: 1, body: toJson(frozen) },
    ...eventItems(header.executionId, [event]),
  ];
  return items.map((item) => ({ kind: 'put', item, condition: { kind: 'absent' } }));
};

/** The request as text: the same key with another text is another request. */
const requestText = (request: StartRequest): string =>
  JSON.stringify([request.planId, request.executionType, [...request.acceptedInstanceDeletions].sort()]);

type Earlier =
  | { readonly kind: 'none'; readonly item?: StoredItem }
  | { readonly kind: 'repeated'; readonly executionId: string }
  | { readonly kind: 'mismatch' };

const readIdempotency = async (store: ItemStore, request: StartRequest, now: Instant): Promise<Earlier> => {
  if (request.idempotencyKey === undefined) return { kind: 'none' };
  const item = await store.get(idempotencyKey(request.idempotencyKey));
  if (item === undefined) return { kind: 'none' };
  const stored = idempotencySchema.parse(item.body);
  if (!isBefore(now, stored.expiresTime)) return { kind: 'none', item };
  return stored.request === requestText(request)
    ? { kind: 'repeated', executionId: stored.executionId }
    : { kind: 'mismatch' };
};

const idempotencyWrites = (
  request: StartRequest,
  executionId: string,
  now: Instant,
  expired: StoredItem | undefined,
): readonly Write[] => {
  if (request.idempotencyKey === undefined) return [];
  const expiresTime = addSeconds(now, limits.idempotencyHours * 3600);
  return [
    {
      kind: 'put',
      item: {
        ...idempotencyKey(request.idempotencyKey),
        version: (expired?.version ?? 0) + 1,
        body: toJson({ executionId, request: requestText(request), expiresTime }),
        expiresTime,
      },
      condition: expired === undefined ? { kind: 'absent' } : { kind: 'version', version: expired.version },
    },
  ];
};

/** Often the verdict is there within a second; waiting for it spares the caller a second question. */
const reportVerdict = async (ports: CommandPorts, executionId: string, repeated: boolean): Promise<StartResult> => {
  const giveUpTime = addSeconds(ports.clock.now(), limits.verdictWaitSeconds);
  for (;;) {
    const loaded = await readHeader(ports.store, executionId);
    if (loaded?.header.status === 'REFUSED') {
      return { kind: 'refused', executionId, refusals: loaded.header.refusals ?? [] };
    }
    if (loaded !== undefined && hasBegun(loaded)) return { kind: 'started', executionId, verdict: 'BEGUN', repeated };
    if (!isBefore(ports.clock.now(), giveUpTime)) return { kind: 'started', executionId, repeated };
    await new Promise<void>((resolve) => ports.clock.after(VERDICT_LOOK_SECONDS, resolve));
  }
};

const VERDICT_LOOK_SECONDS = 0.1;
const hasBegun = (loaded: LoadedHeader): boolean => loaded.header.rosterId !== undefined;
