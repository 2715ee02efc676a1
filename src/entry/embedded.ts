/**
 * Engine and embedded driver over a store and an AWS: as every server of one's own runs them, and the tab of the live
 * demo. Nothing in here is of Node.
 */
import type { AwsServices } from '../adapters/aws/aws-services.ts';
import type { OnEvents } from '../engine/announce.ts';
import { createEngine, type Engine } from '../engine/create-engine.ts';
import { definition } from '../engine/drivers/definition.ts';
import { createEmbeddedMachine } from '../engine/drivers/embedded/machine.ts';
import { createActivityExecutors } from '../engine/executors/activity-executors.ts';
import type { Inventory } from '../engine/inventory/inventory.ts';
import type { CommandText } from '../engine/notification-text.ts';
import type { TagSync } from '../engine/tag-sync/tag-sync.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { ItemStore } from '../ports/item-store.ts';
import type { Notifier } from '../ports/notifier.ts';
import type { Prober } from '../ports/prober.ts';
import { withMeasuredPolls } from './measured-polls.ts';

export interface EmbeddedParts {
  readonly store: ItemStore;
  readonly aws: Pick<
    AwsServices,
    'recovery' | 'compute' | 'network' | 'launchSettings' | 'automation' | 'functions' | 'permissions' | 'identity'
  >;
  readonly clock: Clock;
  /** People's time, where `clock` runs with a simulator's. */
  readonly realClock: Clock;
  readonly ids: Ids;
  readonly inventory: Pick<Inventory, 'refreshDue'>;
  readonly tagSync: Pick<TagSync, 'runDue'>;
  /** Asks the services that plans check. */
  readonly prober: Prober;
  readonly notifier: Notifier;
  /** Commands in messages; without a server's address when absent. */
  readonly command?: CommandText;
  /** One line for whoever runs it. */
  readonly log: (line: string) => void;
  readonly onEvents?: OnEvents;
  /** `find` has run, and found so many overdue executions; undefined: it failed. */
  readonly onFind?: (overdue: number | undefined) => void;
  /** A look at everything where something was due has taken so long. */
  readonly onPoll?: (durationSeconds: number) => void;
}

export interface Embedded {
  readonly engine: Engine;
  /** Takes an event of DRS, as EventBridge delivers it. */
  readonly hearDrsEvent: (event: unknown) => void;
  /** Takes up what was running, and looks for what is overdue from then on. */
  start(): Promise<void>;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

const FIND_SECONDS = 60;
/** What is due is looked at then: each account and Region has a time of its own. */
const REFRESH_SECONDS = 60;

/** What the minute found and did, for whoever reads the log. */
const foundTexts: Readonly<Record<string, string>> = {
  'not-overdue': 'nothing is overdue',
  over: 'it is over',
  woken: 'nobody drove it: woken again',
  'woken-before': 'nobody drives it, although it was woken: it is taken over in a minute or two',
  'new-generation': 'nobody drove it: taken over, it goes on',
  'lost-race': 'somebody else sees to it',
  warned: 'its instances will be cleaned up: people are warned',
  held: 'its clean-up waits for a running execution that uses its servers',
  'nothing-left': 'nothing of it is left to clean up',
  'clean-up-started': 'its instances are cleaned up now',
  'clean-up-runs': 'its clean-up runs still',
  'clean-up-not-done': 'its clean-up left instances',
  'clean-up-given-up': 'its clean-up was given up',
  'clean-up-seen': 'its clean-up is over',
};

/** Bugs and outages, with their stack: for the log only. */
export const detailOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

export const createEmbedded = (parts: EmbeddedParts): Embedded => {
  const { store, aws, clock, ids, log, notifier, onEvents, command } = parts;
  const machine = createEmbeddedMachine({
    store,
    clock,
    ids,
    definition,
    operations: () => operations,
    onTaskError: (machineName, stateName, error) => log(`error: ${stateName} of ${machineName}: ${detailOf(error)}`),
  });
  const engine = createEngine({
    store,
    recovery: aws.recovery,
    compute: aws.compute,
    clock,
    ids,
    activities: createActivityExecutors({ store, clock, ids, aws, prober: parts.prober }),
    stateMachine: machine,
    looks: { ...aws, prober: parts.prober, clock: parts.realClock },
    ...(onEvents === undefined ? {} : { onEvents }),
    onWakeError: (executionId, error) => log(`error: waking ${executionId}: ${detailOf(error)}`),
    notifier,
    ...(command === undefined ? {} : { command }),
    onNotifyError: (error) => log(`error: a message was not sent: ${detailOf(error)}`),
  });
  const operations = withMeasuredPolls(engine.operations, clock, (seconds) => parts.onPoll?.(seconds));
  let stopFinding = (): void => undefined;
  let stopRefreshing = (): void => undefined;
  return {
    engine,
    hearDrsEvent: (event) => {
      // Lost events cost time alone.
      engine.hearDrsEvent(event).catch((error: unknown) => log(`error: an event of DRS: ${detailOf(error)}`));
    },
    start: async () => {
      await machine.resumeAll();
      stopFinding = repeat(clock, FIND_SECONDS, log, async () => {
        const found = await findAndCount(engine, parts.onFind);
        for (const { executionId, result } of found) log(`${executionId}: ${foundTexts[result] ?? result}`);
      });
      stopRefreshing = repeatFromNow(parts);
    },
    stop: () => {
      stopFinding();
      stopRefreshing();
      return machine.stop();
    },
  };
};

/** Nobody waits for the first look, nor at the end for the last: what it was to write is found again. */
const repeatFromNow = ({ clock, inventory, tagSync, log }: EmbeddedParts): (() => void) => {
  let isStopped = false;
  const refresh = async (): Promise<void> => {
    try {
      await inventory.refreshDue();
      await tagSync.runDue();
    } catch (error) {
      if (!isStopped) throw error;
    }
  };
  refresh().catch((error: unknown) => log(`error: the inventory: ${detailOf(error)}`));
  const stop = repeat(clock, REFRESH_SECONDS, log, refresh);
  return () => {
    isStopped = true;
    stop();
  };
};

const findAndCount = async (engine: Engine, onFind: EmbeddedParts['onFind']) => {
  try {
    const found = await engine.findAndRepair();
    onFind?.(found.length);
    return found;
  } catch (error) {
    onFind?.(undefined);
    throw error;
  }
};

/** Does it every so many seconds, one time after the other. Returns what ends it. */
export const repeat = (
  clock: Clock,
  seconds: number,
  log: EmbeddedParts['log'],
  task: () => Promise<void>,
): (() => void) => {
  let isStopped = false;
  let cancel: () => void = () => undefined;
  const next = (): void => {
    if (isStopped) return;
    cancel = clock.after(seconds, () => {
      task()
        .catch((error: unknown) => log(`error: ${detailOf(error)}`))
        .finally(next);
    });
  };
  next();
  return () => {
    isStopped = true;
    cancel();
  };
};
