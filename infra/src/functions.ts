import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { tables as tableDefinitions } from '../../src/adapters/dynamodb/tables.ts';
import { auditPartition } from '../../src/engine/audit-items.ts';
import { undeliveredPartition } from '../../src/engine/undelivered.ts';
import { environmentNames, lambdaFunctions, readOnlyRoleOf } from '../../src/entry/lambda/functions.ts';
import { acknowledge } from './acknowledge.ts';
import type { FrontDoorSecret } from './front-door-secret.ts';
import { type FunctionRights, functionRights, tableActions, writeActions } from './table-rights.ts';
import type { Tables } from './tables.ts';
import { targetRoleName } from './target-account.ts';

export type FunctionName = keyof typeof lambdaFunctions;
export type Functions = Readonly<Record<FunctionName, LambdaFunction>>;

export interface FunctionsOptions {
  readonly tables: Tables;
  readonly tablePrefix: string;
  readonly topic: ITopic;
  readonly topicKey: IKey;
  /** `step-functions` or `schedule`. */
  readonly driver: string;
  readonly stateMachineArn: string;
  /** The folder of the bundle. */
  readonly bundle: string;
  /** For `api`. */
  readonly frontDoorSecret: FrontDoorSecret;
  readonly serverUrl: string;
  readonly version: string;
}

/** Invoked without anybody waiting: what fails for good is kept for a look. */
const withoutCaller: ReadonlySet<string> = new Set([
  'find',
  'repair',
  'drive',
  'hear',
  'refresh',
  'syncTags',
  'notify',
]);

export const createFunctions = (parent: Construct, options: FunctionsOptions) => {
  const scope = new Construct(parent, 'Functions');
  const deadLetters = new Queue(scope, 'DeadLetters', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  const create = (name: FunctionName): LambdaFunction => {
    const rights: FunctionRights = functionRights[name];
    const { operations, memoryMegabytes, timeoutSeconds, reason } = lambdaFunctions[name];
    const logGroup = new LogGroup(scope, `${name}-log`, {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${name}-role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      ...policiesOf(rights, options, scope),
    });
    if (rights.subscribes) {
      acknowledge(role, {
        'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:sns:<AWS::Region>:<AWS::AccountId>:*]':
          'A subscription is named by its topic and an id that SNS gives; nothing but ending and filtering is allowed.',
      });
    }
    for (const taken of rolesTaken(rights)) {
      acknowledge(role, {
        [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::*:role/${taken}]`]:
          'Target accounts come and go in the registry; the role has one name, and lets nobody in without its ExternalId.',
      });
    }
    logGroup.grantWrite(role);
    return new LambdaFunction(scope, name, {
      description: reason,
      code: Code.fromAsset(options.bundle),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memoryMegabytes,
      timeout: Duration.seconds(timeoutSeconds),
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: {
        [environmentNames.operations]: operations.join(','),
        [environmentNames.driver]: options.driver,
        [environmentNames.stateMachineArn]: options.stateMachineArn,
        [environmentNames.tablePrefix]: options.tablePrefix,
        [environmentNames.topicArn]: options.topic.topicArn,
        [environmentNames.serverUrl]: options.serverUrl,
        [environmentNames.version]: options.version,
        ...(rights.readsFrontDoorSecret ? { [environmentNames.frontDoorSecret]: options.frontDoorSecret.name } : {}),
        NODE_OPTIONS: '--enable-source-maps',
      },
      ...(withoutCaller.has(name) ? { deadLetterQueue: deadLetters } : {}),
    });
  };
  const functions: Functions = {
    begin: create('begin'),
    advance: create('advance'),
    park: create('park'),
    poll: create('poll'),
    finalize: create('finalize'),
    find: create('find'),
    repair: create('repair'),
    drive: create('drive'),
    hear: create('hear'),
    refresh: create('refresh'),
    syncTags: create('syncTags'),
    api: create('api'),
    notify: create('notify'),
  };
  return { functions, deadLetters };
};

const rolesTaken = ({ reachesTargets = [] }: FunctionRights): readonly string[] =>
  reachesTargets.map((purpose) => (purpose === 'to look' ? readOnlyRoleOf(targetRoleName) : targetRoleName));

/** Nothing else of the catalog. */
const ofUndelivered = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [undeliveredPartition] } };

/** None at all for a function without rights: IAM takes no empty policy. */
const policiesOf = (rights: FunctionRights, options: FunctionsOptions, scope: Construct) => {
  const { partition } = Stack.of(scope);
  const statements: PolicyStatement[] = [];
  const allow = (
    sid: string,
    actions: readonly string[],
    resources: readonly string[],
    conditions: Readonly<Record<string, unknown>> = {},
  ): void => {
    statements.push(
      new PolicyStatement({ sid, effect: Effect.ALLOW, actions: [...actions], resources: [...resources], conditions }),
    );
  };
  for (const table of ['catalog', 'executions', 'observations'] as const) {
    const right = rights.tables[table];
    const { tableArn } = options.tables[table];
    const indexes = Object.values(tableDefinitions[table].indexes);
    const indexArns = indexes.map(({ indexName }) => `${tableArn}/index/${indexName}`);
    const sid = `${table.charAt(0).toUpperCase()}${table.slice(1)}`;
    if (right === 'read open index') {
      allow(sid, ['dynamodb:Query'], [`${tableArn}/index/${tableDefinitions.executions.indexes.open?.indexName}`]);
    } else if (right === 'keep undelivered') {
      allow(sid, tableActions.read, [tableArn]);
      // Nothing else of the catalog, whose partitions are groups, plans and accounts.
      allow(`${sid}Undelivered`, writeActions, [tableArn], ofUndelivered);
    } else if (right === 'audit') {
      allow(sid, tableActions.read, [tableArn]);
      allow(`${sid}Audit`, ['dynamodb:PutItem'], [tableArn], {
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [auditPartition] },
      });
    } else if (right !== undefined) {
      allow(sid, tableActions[right], [tableArn]);
      if (table === 'catalog' && right === 'write') {
        // Any of them: a request over several partitions must not slip through.
        const conditions = { 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': [auditPartition] } };
        const denied = { actions: ['dynamodb:DeleteItem'], resources: [tableArn], conditions };
        statements.push(new PolicyStatement({ sid: `${sid}AuditStays`, effect: Effect.DENY, ...denied }));
      }
      if (indexArns.length > 0) allow(`${sid}Indexes`, ['dynamodb:Query'], indexArns);
    }
  }
  if (rights.startsMachines) allow('StartMachines', ['states:StartExecution'], [options.stateMachineArn]);
  // A token is its own right; the action knows the state machine as its resource.
  if (rights.sendsTokens) allow('SendTokens', ['states:SendTaskSuccess'], [options.stateMachineArn]);
  if (rights.publishes) {
    allow('Publish', ['sns:Publish'], [options.topic.topicArn]);
    allow('PublishEncrypted', ['kms:GenerateDataKey', 'kms:Decrypt'], [options.topicKey.keyArn]);
    if (rights.tables.catalog !== 'write' && rights.tables.catalog !== 'keep undelivered') {
      allow('KeepUndelivered', ['dynamodb:PutItem'], [options.tables.catalog.tableArn], ofUndelivered);
    }
  }
  if (rights.subscribes) {
    allow('Subscribe', ['sns:Subscribe'], [options.topic.topicArn]);
    // Their resource type is `topic` (Service Authorization Reference, Amazon SNS). SNS has been seen to ask for
    // `arn:aws:sns:<Region>:<account>:*` at Unsubscribe, and a subscription's ARN begins with its topic's: this holds all.
    allow(
      'Subscriptions',
      ['sns:SetSubscriptionAttributes', 'sns:Unsubscribe'],
      [`arn:${partition}:sns:${Aws.REGION}:${Aws.ACCOUNT_ID}:*`],
    );
  }
  if (rights.readsFrontDoorSecret) {
    allow('FrontDoor', ['ssm:GetParameter'], [options.frontDoorSecret.parameterArn]);
    allow('FrontDoorSecret', ['secretsmanager:GetSecretValue'], [options.frontDoorSecret.secret.secretArn]);
  }
  if (rolesTaken(rights).length > 0) {
    // Accounts come and go in the registry; the role's name, its trust and the ExternalId are what is fixed.
    const roleArns = rolesTaken(rights).map((role) => `arn:${partition}:iam::*:role/${role}`);
    allow('ReachTargets', ['sts:AssumeRole'], roleArns);
  }
  return statements.length === 0 ? {} : { inlinePolicies: { rights: new PolicyDocument({ statements }) } };
};
