/** The functions' handlers: the engine, the API and the messages, put together over whatever adapters there are. */
import { randomBytes } from 'node:crypto';
import type { AwsServices } from '../../adapters/aws/aws-services.ts';
import { commandFlags, printedCommand } from '../../cli/printed-command.ts';
import { limits } from '../../domain/limits.ts';
import { type Notification, notificationSchema } from '../../domain/model/notification.ts';
import { createAccounts } from '../../engine/accounts.ts';
import { createAuditLog } from '../../engine/audit-log.ts';
import { createCatalog } from '../../engine/catalog.ts';
import { createEngine, type Engine } from '../../engine/create-engine.ts';
import { createWebhookNotifier } from '../../engine/deliver.ts';
import { definition } from '../../engine/drivers/definition.ts';
import { createScheduledMachine } from '../../engine/drivers/embedded/scheduled-machine.ts';
import { takeOverForSchedule, takeOverFromSchedule } from '../../engine/drivers/take-over.ts';
import { createActivityExecutors } from '../../engine/executors/activity-executors.ts';
import { keepRefused } from '../../engine/keep-refused.ts';
import type { KnownAccounts } from '../../engine/known-accounts.ts';
import { createGroupLaunchSettings } from '../../engine/launch-settings/launch-settings.ts';
import { followPlans } from '../../engine/plan-notifications.ts';
import { toJson } from '../../engine/store/json.ts';
import { createMessageTest, isTestMessage } from '../../engine/test-message.ts';
import { keepUndelivered, readUndelivered, redeliver } from '../../engine/undelivered.ts';
import { readOrCreateWebhookKey } from '../../engine/webhook-key.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EmailSubscriptions } from '../../ports/email-subscriptions.ts';
import type { Ids } from '../../ports/ids.ts';
import type { ItemStore } from '../../ports/item-store.ts';
import type { Notifier } from '../../ports/notifier.ts';
import type { Prober } from '../../ports/prober.ts';
import type { StateMachine } from '../../ports/state-machine.ts';
import type { WebhookSender } from '../../ports/webhook.ts';
import { withMeasuredPolls } from '../measured-polls.ts';
import { createFrontDoor } from './front-door.ts';
import { readOnlyRoleOf } from './functions.ts';
import { createCalledApi, directToRequest, toDirectAnswer } from './http.ts';
import type { Telemetry } from './log.ts';
import { measureEvents } from './measures.ts';
import type { Handlers } from './router.ts';
import type { LambdaSettings } from './settings.ts';

export interface LambdaParts {
  readonly handlers: Handlers;
  /** Loads what is loaded at first use (clients of AWS, the API); while the function starts, this costs nobody time. */
  load(): Promise<void>;
  /** Resolves when no message is under way: what is not sent before the function ends may never be. */
  settled(): Promise<void>;
}

/** What reaches beyond the process. */
export interface LambdaAdapters {
  readonly store: ItemStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly known: KnownAccounts;
  readonly aws: AwsServices;
  /** With roles that may look and nothing else. */
  readonly lookingAws: AwsServices;
  readonly stepFunctions: StateMachine;
  readonly topic: Notifier;
  readonly subscriptions: EmailSubscriptions;
  readonly prober: Prober;
  readonly webhook: WebhookSender;
  /** What CloudFront sends with each request. */
  readonly readFrontDoorSecret: () => Promise<string>;
}

export const assembleParts = (
  adapters: LambdaAdapters,
  settings: LambdaSettings,
  telemetry: Pick<Telemetry, 'add' | 'info' | 'error'>,
): LambdaParts => {
  const { store, clock, ids, known, aws, lookingAws, topic, prober, webhook } = adapters;
  const scheduled = createScheduledMachine({
    store,
    clock,
    ids,
    definition,
    operations: () => operations,
    onTaskError: (machineName, stateName, error) => telemetry.error(`${stateName} of ${machineName}`, error),
    // A person waits there, and the function has the rights that `begin` needs.
    beginsAtOnce: settings.operations.includes('api'),
  });
  const isScheduled = settings.driver === 'schedule';
  const stateMachine = isScheduled ? scheduled : adapters.stepFunctions;
  const engine: Engine = createEngine({
    store,
    recovery: aws.recovery,
    compute: aws.compute,
    clock,
    ids,
    activities: createActivityExecutors({ store, clock, ids, aws, prober }),
    looks: { ...aws, prober, clock },
    stateMachine,
    notifier: keepRefused(topic, keepUndelivered({ store, clock }, 'topic')),
    onNotifyError: (error) => telemetry.error('a message', error),
    onRepairError: (executionId, error) => {
      telemetry.error(`repairing ${executionId}`, error);
      telemetry.add('RepairsFailed', 1);
    },
    onWakeError: (executionId, error) => telemetry.error(`waking ${executionId}`, error),
    command: printedCommand('./breakwater', { server: settings.serverUrl }),
    onEvents: measureEvents(telemetry.add),
    // The hub's Region may have been down, and its plans recovered by another machine meanwhile.
    confirmAfterMinutes: limits.confirmAfterMinutes,
  });
  const operations = withMeasuredPolls(engine.operations, clock, (seconds) =>
    telemetry.add('PollingDuration', seconds * 1000),
  );
  const newSecret = () => randomBytes(32).toString('base64url');
  const messages = { store, webhook, clock, log: (line: string) => telemetry.info(line, {}) };
  const webhooks = createWebhookNotifier({ ...messages, reader: store, keep: keepUndelivered(messages, 'webhook') });
  const accounts = createAccounts({
    store,
    clock,
    ids,
    ...aws,
    looking: { ...lookingAws, roleArnOf: readOnlyRoleOf },
  });
  const calledApi = createCalledApi();
  const makeApi = async () => {
    // Routes and their schemas load with the one function that answers people.
    const { createApi } = await import('../../api/app.ts');
    return createApi({
      catalog: createCatalog({
        store,
        clock,
        ids,
        aws,
        everyAccountByRole: true,
        onAccountsChanged: known.reload,
        onPlansChanged: () =>
          followPlans({ store, newSecret, subscriptions: adapters.subscriptions }).catch((error: unknown) =>
            telemetry.error('the subscriptions of a plan', error),
          ),
      }),
      webhookKey: () => readOrCreateWebhookKey(store, newSecret),
      testMessages: createMessageTest({ store, clock, ids, webhook, newSecret, email: topic }),
      undelivered: () => readUndelivered(store),
      executions: engine.executions,
      estate: engine.estate,
      accounts: {
        ...accounts,
        // Another instance of this function may have saved the entry a moment ago.
        check: async (accountId) => {
          await known.reload();
          return accounts.check(accountId);
        },
      },
      launchSettings: createGroupLaunchSettings({ store, clock, ids, ...aws }),
      authenticate: calledApi.authenticate,
      addressOf: calledApi.addressOf,
      audit: createAuditLog({ store, clock, ids }),
      commandFlags: () => commandFlags({ server: settings.serverUrl }),
      installation: () => ({
        notifications: { kind: 'topic', topicArn: settings.topicArn },
      }),
      clock,
      version: settings.version,
      reportError: (error) => telemetry.error('the API', error),
    });
  };
  let opened: ReturnType<typeof makeApi> | undefined;
  const openApi = (): ReturnType<typeof makeApi> => {
    opened ??= makeApi();
    return opened;
  };
  const fetchApi = async (request: Request): Promise<Response> => (await openApi()).fetch(request);

  const frontDoor = createFrontDoor({
    readSecret: adapters.readFrontDoorSecret,
    clock,
    calledApi,
    fetch: fetchApi,
    onRefused: (detail) => telemetry.info('refused: not by the console', detail),
  });

  const takeOver = async (): Promise<void> => {
    const ports = { store, clock, stateMachine };
    const taken = await (isScheduled ? takeOverForSchedule(ports) : takeOverFromSchedule(ports));
    if (taken.length > 0) telemetry.info('taken over', { executionIds: taken });
  };

  return {
    handlers: {
      begin: async ({ payload }) => {
        await known.refresh();
        return operations.begin(payload);
      },
      advance: async ({ payload }) => {
        await known.refresh();
        return operations.advance(payload);
      },
      park: ({ payload }) => operations.park(payload),
      poll: async ({ payload }) => {
        await known.refresh();
        return operations.poll(payload);
      },
      finalize: ({ payload }) => operations.finalize(payload),
      find: async () => {
        const { executionIds, waiting } = await engine.find();
        telemetry.add('OverdueExecutions', executionIds.length);
        telemetry.add('PausedExecutions', waiting.pausedExecutions);
        telemetry.add('OldestPauseAge', waiting.oldestPauseSeconds);
        telemetry.add('OldestGateAge', waiting.oldestGateSeconds);
        return { executionIds: executionIds.slice(0, FOUND_MAX) };
      },
      repair: async ({ executionIds }) => {
        if (!isScheduled) await takeOver();
        const repaired = await engine.repair(executionIds);
        if (repaired.length > 0) telemetry.info('repaired', { repaired });
        return toJson({ repaired });
      },
      drive: async () => {
        if (!isScheduled) return { ran: 0 };
        await known.refresh();
        await takeOver();
        return { ran: await scheduled.runDue() };
      },
      refresh: async () => {
        await known.refresh();
        return { refreshed: await accounts.inventory.refreshDue() };
      },
      syncTags: async () => {
        await known.refresh();
        return { synced: await accounts.tagSync.runDue() };
      },
      hear: async ({ event }) => ({ heard: await engine.hearDrsEvent(event) }),
      api: async (invocation) => {
        await known.refresh();
        if ('http' in invocation) return frontDoor(invocation.http);
        // IAM has let them invoke this function, which is the right of an administrator.
        const caller = { actor: `automation:${invocation.direct.actor}`, roles: ['Admin'] as const };
        return toDirectAnswer(await calledApi.callAs(caller, directToRequest(invocation.direct), fetchApi));
      },
      notify: async ({ messages }) => {
        // Alarms come by the same topic, and are no messages of a plan.
        const told = messages.flatMap(({ text }) => notificationIn(text) ?? []).filter((one) => !isTestMessage(one));
        await Promise.all(told.map((notification) => webhooks.notify(notification)));
        return { told: told.length };
      },
      redeliver: async () => {
        await redeliver({ ...messages, topic });
        return null;
      },
    },
    load: async () => {
      await Promise.all([aws.load(), settings.operations.includes('api') && openApi()]);
    },
    settled: () => engine.messagesSettled(),
  };
};

/** Undefined: an alarm, or what somebody else published. */
const notificationIn = (text: string): Notification | undefined => {
  try {
    return notificationSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/** What is found in one minute; an answer of Lambda's holds many more, and the next minute finds the rest. */
const FOUND_MAX = 1000;
