/** Breakwater as Lambda functions: the same engine and API over DynamoDB, Step Functions and the real AWS. */
import { type AwsServices, createAwsServices } from '../../adapters/aws/aws-services.ts';
import { createSecretReader } from '../../adapters/aws/secret.ts';
import { createStepFunctionsStateMachine } from '../../adapters/aws/step-functions.ts';
import { createTopicNotifier } from '../../adapters/aws/topic.ts';
import { createTopicSubscriptions } from '../../adapters/aws/topic-subscriptions.ts';
import { createDynamoDbItemStore } from '../../adapters/dynamodb/item-store.ts';
import { createProber } from '../../adapters/probe/prober.ts';
import { createSystemClock } from '../../adapters/system/clock.ts';
import { createSystemIds } from '../../adapters/system/ids.ts';
import { createWebhookSender } from '../../adapters/webhook/webhook.ts';
import type { TargetAccount } from '../../domain/model/account.ts';
import { keepAccounts } from '../../engine/known-accounts.ts';
import { assembleParts, type LambdaParts } from './assemble.ts';
import { readOnlyRoleOf } from './functions.ts';
import type { Telemetry } from './log.ts';
import type { LambdaSettings } from './settings.ts';

export const createParts = (settings: LambdaSettings, telemetry: Telemetry): LambdaParts => {
  const { region, tablePrefix, stateMachineArn, topicArn } = settings;
  const clock = createSystemClock();
  const ids = createSystemIds();
  const store = createDynamoDbItemStore({ region, tablePrefix, clock, ids });
  const known = keepAccounts(store, clock);
  const isOnlyLooking = settings.operations.every((operation) => operation === 'poll' || operation === 'refresh');
  const openAws = (accounts: () => readonly TargetAccount[]): AwsServices =>
    createAwsServices({
      // An account is reached by its registered role or not at all.
      homeAccountId: 'none',
      accounts,
      clock,
      onCall: ({ operation, outcome }) => {
        if (operation.startsWith('drs:')) telemetry.add('DrsCalls', 1);
        if (operation.startsWith('drs:') && outcome === 'throttled') telemetry.add('DrsThrottles', 1);
        if (operation === 'ec2:DescribeInstances') telemetry.add('EC2EnrichmentCount', 1);
      },
    });
  const lookingAws = openAws(() => known.now().map(asReader));
  const aws = isOnlyLooking ? lookingAws : openAws(known.now);
  const { frontDoorSecret: secretName } = settings;
  const adapters = {
    store,
    clock,
    ids,
    known,
    aws,
    lookingAws,
    stepFunctions: createStepFunctionsStateMachine({ stateMachineArn, region, clock }),
    topic: createTopicNotifier({ topicArn, region, clock }),
    subscriptions: createTopicSubscriptions({ topicArn, region, clock }),
    prober: createProber({ loopback: 'refused' }),
    webhook: createWebhookSender({ clock }),
    readFrontDoorSecret:
      secretName === undefined
        ? () => Promise.reject(new Error('bug: this function is not the API'))
        : createSecretReader({ secretName, region, clock }),
  };
  return assembleParts(adapters, settings, telemetry);
};

const asReader = (account: TargetAccount): TargetAccount =>
  account.roleArn === undefined ? account : { ...account, roleArn: readOnlyRoleOf(account.roleArn) };
