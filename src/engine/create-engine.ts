/** Puts the engine together from its ports. Who runs it (Step Functions, the embedded driver) is the caller's choice. */
import { z } from 'zod';
import type { ActivityExecutors } from '../ports/activity-executor.ts';
import type { Clock } from '../ports/clock.ts';
import type { ComputeService } from '../ports/compute-service.ts';
import type { Ids } from '../ports/ids.ts';
import type { ItemStore } from '../ports/item-store.ts';
import type { Notifier } from '../ports/notifier.ts';
import type { RecoveryService } from '../ports/recovery-service.ts';
import type { StateMachine } from '../ports/state-machine.ts';
import { advance } from './advance.ts';
import { createAnnouncer, type OnEvents } from './announce.ts';
import { workOnAutomaticCleanUp } from './automatic-clean-up.ts';
import { begin } from './begin.ts';
import { type Heard, hearDrsEvent } from './drs-event.ts';
import { createEstateQueries, type EstateQueries } from './estate-queries.ts';
import { createExecutionCommands } from './execution-commands.ts';
import { createExecutionQueries } from './execution-queries.ts';
import type { ExecutionService } from './execution-service.ts';
import { finalize } from './finalize.ts';
import type { CommandText } from './notification-text.ts';
import type { Operations } from './operations.ts';
import { park, wake } from './park.ts';
import type { PlanLooks } from './plan-check/plan-looks.ts';
import { poll } from './poll.ts';
import { createFoundPoints } from './recovery-points.ts';
import { type Found, find, repair, startGeneration } from './repair.ts';
import { toJson } from './store/json.ts';
import { createObservationWriter } from './store/observation-store.ts';

export interface EnginePorts {
  readonly store: ItemStore;
  readonly recovery: RecoveryService;
  readonly compute: ComputeService;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Who does what is done around waves, by kind. */
  readonly activities: ActivityExecutors;
  readonly notifier: Notifier;
  /** What a check of a plan asks beyond what a start needs; absent: that is not known. */
  readonly looks?: PlanLooks;
  readonly stateMachine: StateMachine;
  /** A wake-up failed after its command was saved: for the log of the process. */
  readonly onWakeError?: (executionId: string, error: unknown) => void;
  /** An execution that was found could not be repaired; it is found again. */
  readonly onRepairError?: (executionId: string, error: unknown) => void;
  /** A message could not be handed over. */
  readonly onNotifyError?: (error: unknown) => void;
  /** Commands in messages; without a server's address when absent. */
  readonly command?: CommandText;
  readonly onEvents?: OnEvents;
  /** Turns of one machine before it hands over; lowered in tests. */
  readonly turnsPerDriver?: number;
  /** Days of one machine before it hands over; lowered in tests. */
  readonly driverDays?: number;
  /** An execution that nobody drove for so long starts no further wave before a person has looked. Absent: it goes on. */
  readonly confirmAfterMinutes?: number;
}

export interface Engine {
  readonly operations: Operations;
  readonly executions: ExecutionService;
  /** What AWS shows right now. */
  readonly estate: EstateQueries;
  /** An event of DRS, as EventBridge delivers it: the next look comes sooner. Anything else is ignored. */
  hearDrsEvent(event: unknown): Promise<Heard>;
  /** The open executions that are overdue, drills whose clean-up is due, and what waits for people. */
  find(): Promise<Found>;
  /** Repairs what was found; says what was done to each. One that fails is told of, and does not stop the others. */
  repair(executionIds: readonly string[]): Promise<readonly Repaired[]>;
  /** Both, one after the other. For a schedule to call. */
  findAndRepair(): Promise<readonly Repaired[]>;
  /** Resolves when no message is under way any more. Only for a process that sleeps between its turns. */
  messagesSettled(): Promise<void>;
}

export interface Repaired {
  readonly executionId: string;
  readonly result: string;
}

const payloadSchema = z.object({ executionId: z.string(), generation: z.int().positive() });
const parkPayloadSchema = payloadSchema.extend({
  taskToken: z.string(),
  version: z.int().nonnegative(),
  news: z.int().nonnegative(),
});

export const createEngine = (ports: EnginePorts): Engine => {
  const { announce, announceCleanUp, settled } = createAnnouncer(ports.notifier, {
    ...(ports.onEvents === undefined ? {} : { onEvents: ports.onEvents }),
    ...(ports.onNotifyError === undefined ? {} : { onError: ports.onNotifyError }),
    ...(ports.command === undefined ? {} : { command: ports.command }),
  });
  const pollPorts = {
    reader: ports.store,
    recovery: ports.recovery,
    compute: ports.compute,
    clock: ports.clock,
    observations: createObservationWriter(ports.store),
    wake: (executionId: string) => wake(ports, executionId),
  };
  const advancePorts = {
    ...ports,
    announce,
    pointLooks: { clock: ports.looks?.clock ?? ports.clock, found: createFoundPoints() },
    handOver: (executionId: string, generation: number) => startGeneration(ports, executionId, generation),
  };
  const foundPoints = createFoundPoints();
  const findOverdue = () => find({ reader: ports.store, clock: ports.clock });
  const repairEach = async (executionIds: readonly string[]): Promise<readonly Repaired[]> => {
    const results: Repaired[] = [];
    for (const executionId of executionIds) {
      // One that cannot be read must not keep the others from being driven.
      try {
        const result = await repair({ ...ports, announce }, executionId);
        const isOver = result === 'over';
        const cleanUpPorts = { ...ports, announceCleanUp };
        results.push({
          executionId,
          result: isOver ? await workOnAutomaticCleanUp(cleanUpPorts, executionId) : result,
        });
      } catch (error) {
        ports.onRepairError?.(executionId, error);
        results.push({ executionId, result: `failed: ${error instanceof Error ? error.message : String(error)}` });
      }
    }
    return results;
  };
  return {
    operations: {
      begin: async (payload) => {
        const { executionId, generation } = payloadSchema.parse(payload);
        return toJson(await begin({ ...ports, announce, foundPoints }, executionId, generation));
      },
      advance: async (payload) => {
        const { executionId, generation } = payloadSchema.parse(payload);
        return toJson(await advance(advancePorts, executionId, generation));
      },
      park: async (payload) => {
        await park(ports, parkPayloadSchema.parse(payload));
        return null;
      },
      poll: async (payload) => {
        await poll(pollPorts, payloadSchema.parse(payload).executionId);
        return null;
      },
      finalize: async (payload) => {
        const { executionId, generation } = payloadSchema.parse(payload);
        return toJson(await finalize({ ...ports, announce }, executionId, generation));
      },
    },
    executions: {
      ...createExecutionQueries(ports.store, ports.clock),
      ...createExecutionCommands({ ...ports, announce }),
    },
    estate: createEstateQueries(ports),
    hearDrsEvent: (event) => hearDrsEvent(pollPorts, event),
    find: findOverdue,
    repair: repairEach,
    messagesSettled: settled,
    findAndRepair: async () => repairEach((await findOverdue()).executionIds),
  };
};
