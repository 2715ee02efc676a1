import { Duration, Stack } from 'aws-cdk-lib';
import { CfnEventBus, CfnRule, EventBus, Match, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { LambdaOperation } from '../../src/entry/lambda/functions.ts';
import type { Functions } from './functions.ts';
import type { Parameters } from './parameters.ts';
import { drsEventTypes, hubBusName } from './target-account.ts';

/** What makes the engine look: on schedules, and whenever DRS says something. */
export const createWakeUps = (
  parent: Construct,
  {
    functions,
    deadLetters,
    parameters,
  }: { readonly functions: Functions; readonly deadLetters: IQueue; readonly parameters: Parameters },
): void => {
  const scope = new Construct(parent, 'WakeUps');
  const target = (name: 'find' | 'drive' | 'notify', operation: LambdaOperation = name) =>
    new LambdaFunction(functions[name], {
      event: RuleTargetInput.fromObject({ operation }),
      deadLetterQueue: deadLetters,
      // The next minute brings the next one.
      retryAttempts: 0,
      maxEventAge: Duration.minutes(1),
    });
  new Rule(scope, 'FindEachMinute', { schedule: Schedule.rate(Duration.minutes(1)), targets: [target('find')] });
  new Rule(scope, 'RedeliverEachMinute', {
    schedule: Schedule.rate(Duration.minutes(1)),
    targets: [target('notify', 'redeliver')],
  });
  const drive = new Rule(scope, 'DriveEachMinute', {
    schedule: Schedule.rate(Duration.minutes(1)),
    targets: [target('drive')],
  });
  const every = (id: string, name: 'refresh' | 'syncTags', operation: string, minutes: number): void => {
    new Rule(scope, id, {
      schedule: Schedule.rate(Duration.minutes(minutes)),
      targets: [
        new LambdaFunction(functions[name], {
          event: RuleTargetInput.fromObject({ operation }),
          deadLetterQueue: deadLetters,
          retryAttempts: 0,
          maxEventAge: Duration.minutes(minutes),
        }),
      ],
    });
  };
  // Each account and Region is due every 15 minutes, after a failure every five.
  every('RefreshInventory', 'refresh', 'refresh', 5);
  // Due every 1 to 24 hours, when somebody has said so; a large run goes on in several.
  every('SyncTags', 'syncTags', 'sync-tags', 15);
  const { defaultChild } = drive.node;
  if (!(defaultChild instanceof CfnRule)) throw new Error('bug: a rule is an AWS::Events::Rule');
  defaultChild.state = parameters.whenScheduled('ENABLED', 'DISABLED');

  // What was found goes on to `repair` by Lambda itself: `find` needs no code, and no right to any table, for that.
  new CfnEventInvokeConfig(scope, 'FoundToRepair', {
    functionName: functions.find.functionName,
    qualifier: '$LATEST',
    maximumRetryAttempts: 0,
    destinationConfig: { onSuccess: { destination: functions.repair.functionArn } },
  });
  functions.find.addToRolePolicy(
    new PolicyStatement({
      sid: 'HandOn',
      actions: ['lambda:InvokeFunction'],
      resources: [functions.repair.functionArn],
    }),
  );

  const bus = new EventBus(scope, 'DrsEvents', { eventBusName: hubBusName });
  const { defaultChild: cfnBus } = bus.node;
  if (!(cfnBus instanceof CfnEventBus)) throw new Error('bug: an event bus is an AWS::Events::EventBus');
  // Not an AWS::Events::EventBusPolicy: cdk-nag reads a deprecated property of those, and each synthesis would warn of it.
  cfnBus.policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'TargetAccounts',
        Effect: 'Allow',
        Principal: { AWS: parameters.targetAccountIds },
        Action: 'events:PutEvents',
        Resource: Stack.of(bus).formatArn({ service: 'events', resource: 'event-bus', resourceName: hubBusName }),
        // Nothing but what DRS says may come in, whoever sends it.
        Condition: { StringEquals: { 'events:source': 'aws.drs' } },
      },
    ],
  };
  new Rule(scope, 'DrsEventsToHear', {
    eventBus: bus,
    eventPattern: { source: ['aws.drs'], detailType: Match.anyOf(...drsEventTypes) },
    targets: [
      new LambdaFunction(functions.hear, {
        deadLetterQueue: deadLetters,
        // Later than that the poll has seen it.
        retryAttempts: 2,
        maxEventAge: Duration.minutes(5),
      }),
    ],
  });
};
