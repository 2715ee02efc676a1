/** What the templates say, where a mistake would cost much: rights, what outlives the stack, logs, findings. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as sdkDrs from '../../src/adapters/aws/sdk-drs.ts';
import * as sdkEc2 from '../../src/adapters/aws/sdk-ec2.ts';
import { waveActionsSchema } from '../../src/domain/model/wave-action.ts';
import { neededPermissions } from '../../src/domain/needed-permissions.ts';
import { definition } from '../../src/engine/drivers/definition.ts';
import { operationNames } from '../../src/engine/operations.ts';
import { environmentNames, lambdaFunctions } from '../../src/entry/lambda/functions.ts';
import {
  ourFunctions,
  resourcesOf,
  type Synthesized,
  synthesized,
  type Template,
  templateNames,
} from '../support/synth/synthesized.ts';
import { denialsOf, environmentOf, functionLogicalId, rightsOf } from './support/roles.ts';

let templates: Synthesized;
let hub: Template;
beforeAll(async () => {
  templates = await synthesized();
  hub = templates.template('Breakwater');
});

const functionNames = Object.entries(lambdaFunctions).map(([name, settings]) => ({ name, ...settings }));
const writes = /^dynamodb:(?!GetItem$|Query$|ConditionCheckItem$)/;

describe('the state machine', () => {
  it('is the definition that the engine runs, with the functions filled in, and valid Amazon States Language', () => {
    const [found] = resourcesOf(hub, 'AWS::StepFunctions::StateMachine');
    const properties = z
      .looseObject({ DefinitionString: z.string(), DefinitionSubstitutions: z.record(z.string(), z.json()) })
      .parse(found?.[1].Properties);
    const deployed: unknown = JSON.parse(properties.DefinitionString);
    expect(deployed).toEqual(definition);
    expect(properties.DefinitionSubstitutions).toEqual(
      Object.fromEntries(operationNames.map((name) => [name, { 'Fn::GetAtt': [functionLogicalId(hub, name), 'Arn'] }])),
    );
    const validate = z
      .custom<(machine: unknown) => { isValid: boolean }>((value) => typeof value === 'function')
      .parse(createRequire(import.meta.url)('asl-validator'));
    expect(validate(deployed)).toMatchObject({ isValid: true });
  });

  it('writes logs without its data, since a token is among them, and traces', () => {
    const [found] = resourcesOf(hub, 'AWS::StepFunctions::StateMachine');
    expect(found?.[1].Properties).toMatchObject({
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
      TracingConfiguration: { Enabled: true },
      StateMachineType: 'STANDARD',
    });
  });
});

describe('the functions', () => {
  it.each(functionNames)(
    '$name runs on Node 24 and arm64, with the memory and time-out of the table, and their reason',
    (each) => {
      const { name, memoryMegabytes, timeoutSeconds, operations, reason } = each;
      expect(hub.Resources[functionLogicalId(hub, name)]?.Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        MemorySize: memoryMegabytes,
        Timeout: timeoutSeconds,
        Description: reason,
      });
      expect(environmentOf(hub, name)).toMatchObject({ [environmentNames.operations]: operations.join(',') });
    },
  );

  it('share one bundle of ES modules, minified, of at most 2.5 MB', () => {
    const files = readdirSync(templates.bundle);
    expect(files.filter((file) => !file.endsWith('.mjs'))).toEqual([]);
    const text = files.map((file) => readFileSync(join(templates.bundle, file), 'utf8')).join('\n');
    expect(text.length / text.split('\n').length, 'letters a line').toBeGreaterThan(500);
    const sizes = files.map((file) => statSync(join(templates.bundle, file)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2.5 * 1024 * 1024);
    const codes = ourFunctions(hub).map(([, { Properties }]) => JSON.stringify(Properties['Code']));
    expect(new Set(codes).size).toBe(1);
  });

  it('that ask neither DRS nor EC2 load at most 1.5 MB of it', () => {
    const files = readdirSync(templates.bundle);
    const loaded = new Set<string>();
    const visit = (name: string): void => {
      if (loaded.has(name)) return;
      loaded.add(name);
      const text = readFileSync(join(templates.bundle, name), 'utf8');
      for (const [, needed = ''] of text.matchAll(/(?:from|import)"\.\/([\w-]+\.mjs)"/g)) visit(needed);
    };
    for (const name of files.filter((file) => /^(index|sdk-(sfn|sns))\b/.test(file))) visit(name);
    expect([...loaded].filter((name) => /^sdk-(ec2|drs)/.test(name))).toEqual([]);
    const bytes = [...loaded].reduce((sum, name) => sum + statSync(join(templates.bundle, name)).size, 0);
    expect(bytes).toBeGreaterThan(0.5 * 1024 * 1024);
    expect(bytes).toBeLessThan(1.5 * 1024 * 1024);
  });
});

describe('the rights of a function', () => {
  it('poll writes observations, and nothing of the executions', () => {
    const changed = rightsOf(hub, 'poll').filter(({ action }) => writes.test(action));
    expect(changed.length).toBeGreaterThan(0);
    expect(new Set(changed.map(({ resource }) => resource))).toEqual(new Set(['observations']));
  });

  /** What it may change, in words; `ConditionCheckItem` changes nothing. */
  const changedBy = (name: string) =>
    rightsOf(hub, name)
      .filter(({ action }) => writes.test(action))
      .map(({ action, resource, partitions }) =>
        partitions === undefined ? resource : `${action} ${resource} ${partitions.join()}`,
      );
  const entries = 'dynamodb:PutItem catalog audit-log';

  it('refresh writes observations and entries of the audit log, and nothing of the executions', () => {
    expect(new Set(changedBy('refresh'))).toEqual(new Set(['observations', entries]));
    const others = rightsOf(hub, 'refresh').filter(({ action }) => !/^(dynamodb|logs):/.test(action));
    expect(others.map(({ action }) => action).toSorted()).toEqual(['sqs:SendMessage', 'sts:AssumeRole']);
  });

  it.each(['advance', 'repair', 'drive'])(
    '%s adds entries to the audit log and what the topic did not take, and writes nothing else of the catalog',
    (name) => {
      expect(changedBy(name).filter((right) => right.includes('catalog'))).toEqual([
        entries,
        'dynamodb:PutItem catalog undelivered',
      ]);
    },
  );

  it('no function may delete from the audit log', () => {
    const deleting = functionNames.filter(({ name }) =>
      rightsOf(hub, name).some(
        ({ action, resource, partitions = ['audit-log'] }) =>
          action === 'dynamodb:DeleteItem' && resource === 'catalog' && partitions.includes('audit-log'),
      ),
    );
    expect(deleting.map(({ name }) => name)).toEqual(['api']);
    const stays = { action: 'dynamodb:DeleteItem', resource: 'catalog', partitions: ['audit-log'] };
    expect(denialsOf(hub, 'api')).toEqual([stays]);
  });

  it('sync-tags writes observations and entries of the audit log, and acts in the target accounts alone', () => {
    expect(new Set(changedBy('syncTags'))).toEqual(new Set(['observations', entries]));
    const others = rightsOf(hub, 'syncTags').filter(({ action }) => !/^(dynamodb|logs):/.test(action));
    expect(others.map(({ action }) => action).toSorted()).toEqual(['sqs:SendMessage', 'sts:AssumeRole']);
  });

  it('poll and refresh take a role of the target accounts that can only look, and no other function but the API, which validates it', () => {
    const takenBy = (name: string) =>
      rightsOf(hub, name).flatMap(({ action, resource }) =>
        action === 'sts:AssumeRole' ? [resource.slice(resource.lastIndexOf('/') + 1)] : [],
      );
    const looking = ['poll', 'refresh'];
    for (const name of looking) expect(takenBy(name)).toEqual(['BreakwaterTargetReadOnly']);
    expect(takenBy('api')).toEqual(['BreakwaterTarget', 'BreakwaterTargetReadOnly']);
    const others = functionNames.flatMap(({ name }) => ([...looking, 'api'].includes(name) ? [] : takenBy(name)));
    expect(new Set(others)).toEqual(new Set(['BreakwaterTarget']));
    // What else it has: its tables, the wake-up, its log.
    const changing = rightsOf(hub, 'poll').filter(({ action }) => !/^(dynamodb|logs):/.test(action));
    expect(changing.map(({ action }) => action).toSorted()).toEqual(['states:SendTaskSuccess', 'sts:AssumeRole']);
  });

  it('find reads one index, and can write nothing', () => {
    const rights = rightsOf(hub, 'find').filter(({ action }) => action.startsWith('dynamodb:'));
    expect(rights).toEqual([{ action: 'dynamodb:Query', resource: 'executions/index/OpenIndex' }]);
    const others = rightsOf(hub, 'find').filter(({ action }) => !/^(dynamodb|logs):/.test(action));
    // Handing on what was found, and what failed.
    expect(others.map(({ action }) => action).toSorted()).toEqual(['lambda:InvokeFunction', 'sqs:SendMessage']);
  });

  it('notify reads the catalog, where the webhook of a plan stands, and writes what receivers did not take alone', () => {
    const rights = rightsOf(hub, 'notify').filter(({ action }) => action.startsWith('dynamodb:'));
    const texts = rights.map(
      ({ action, resource, partitions = ['any'] }) => `${action} ${resource} ${partitions.join()}`,
    );
    expect(texts.toSorted()).toEqual([
      'dynamodb:ConditionCheckItem catalog undelivered',
      'dynamodb:DeleteItem catalog undelivered',
      'dynamodb:GetItem catalog any',
      'dynamodb:PutItem catalog undelivered',
      'dynamodb:Query catalog any',
    ]);
  });

  it('each minute what receivers did not take is tried again, by notify', () => {
    const targets = resourcesOf(hub, 'AWS::Events::Rule').flatMap(([, { Properties }]) =>
      z
        .looseObject({ ScheduleExpression: z.string().optional(), Targets: z.array(z.json()) })
        .parse(Properties)
        .Targets.map((target) => [Properties['ScheduleExpression'], JSON.stringify(target)] as const),
    );
    const redelivering = targets.filter(([, target]) => target.includes('redeliver'));
    expect(redelivering).toEqual([
      ['rate(1 minute)', expect.stringContaining(`"Fn::GetAtt":["${functionLogicalId(hub, 'notify')}","Arn"]`)],
    ]);
  });

  it('every function knows the address of the console, which the commands that it prints name', () => {
    const [distribution] = resourcesOf(hub, 'AWS::CloudFront::Distribution');
    const address = { 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': [distribution?.[0], 'DomainName'] }]] };
    for (const { name } of functionNames) {
      expect(environmentOf(hub, name), name).toMatchObject({ [environmentNames.serverUrl]: address });
    }
  });

  it('only the API reads what CloudFront sends along, and no other secret or parameter', () => {
    const [secret, ...others] = resourcesOf(hub, 'AWS::SecretsManager::Secret');
    const secretName = z.string().parse(secret?.[1].Properties['Name']);
    expect(others).toEqual([]);
    const reading = functionNames.flatMap(({ name }) =>
      rightsOf(hub, name).flatMap(({ action, resource }) =>
        /^(ssm|secretsmanager|kms:Decrypt$)/.test(action) && !resource.startsWith('NotificationsKey')
          ? [{ name, action, resource }]
          : [],
      ),
    );
    const parameter = `parameter/aws/reference/secretsmanager/${secretName}`;
    expect(reading).toEqual([
      { name: 'api', action: 'ssm:GetParameter', resource: expect.stringMatching(new RegExp(`:${parameter}$`)) },
      { name: 'api', action: 'secretsmanager:GetSecretValue', resource: `\${${secret?.[0]}}` },
    ]);
    for (const { name } of functionNames) {
      const told = environmentOf(hub, name)[environmentNames.frontDoorSecret];
      expect(told, name).toBe(name === 'api' ? secretName : undefined);
    }
    // By name alone: neither the environment nor the template holds its value.
    expect(secret?.[1].Properties['GenerateSecretString']).toMatchObject({ PasswordLength: 64 });
    expect(secret?.[1].Properties).not.toHaveProperty('SecretString');
  });

  it('only the API subscribes addresses, and to our topic alone', () => {
    const subscribing = functionNames.flatMap(({ name }) =>
      rightsOf(hub, name).flatMap(({ action, resource }) => (action === 'sns:Subscribe' ? [{ name, resource }] : [])),
    );
    expect(subscribing).toEqual([{ name: 'api', resource: expect.not.stringMatching(/^\*$/) }]);
  });

  it.each(functionNames)(
    '$name can scan nothing, and calls DRS and EC2 by the role of a target account only',
    ({ name }) => {
      const actions = rightsOf(hub, name).map(({ action }) => action);
      expect(actions.filter((action) => /Scan|\*$|^(drs|ec2|iam):/.test(action))).toEqual([]);
    },
  );
});

/** Actions that change something and know resources of their own; others of the same services may have `*`. */
const mayHaveAnyResource =
  /^(xray:|logs:(CreateLogDelivery|GetLogDelivery|UpdateLogDelivery|DeleteLogDelivery|ListLogDeliveries|PutResourcePolicy|DescribeResourcePolicies|DescribeLogGroups)$|(drs|ec2):(Describe|Get)|drs:List(ExtensibleSourceServers|StagingAccounts)$)/;
const statements = (template: Template) => {
  const found: {
    readonly actions: readonly string[];
    readonly resources: readonly unknown[];
    readonly isGrant: boolean;
  }[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) walk(item);
    } else if (typeof value === 'object' && value !== null) {
      if ('Action' in value && 'Effect' in value) {
        const resources = 'Resource' in value ? [value.Resource].flat() : [];
        const actions = z.union([z.string(), z.array(z.string())]).parse(value.Action);
        // A resource's own policy speaks of that resource, whatever it writes there.
        found.push({
          actions: [actions].flat(),
          resources,
          isGrant: !('Principal' in value) && value.Effect === 'Allow',
        });
      }
      for (const member of Object.values(value)) walk(member);
    }
  };
  walk(template.Resources);
  return found.filter(({ isGrant }) => isGrant);
};

describe.each(templateNames)('the template %s', (name) => {
  it('gives no right to change on every resource, where the action knows resources', () => {
    const wide = statements(templates.template(name))
      .filter(({ resources }) => resources.includes('*'))
      .flatMap(({ actions }) => actions.filter((action) => !mayHaveAnyResource.test(action)));
    expect(wide).toEqual([]);
  });

  it('says for how long each log is kept', () => {
    const logs = resourcesOf(templates.template(name), 'AWS::Logs::LogGroup');
    // A target account has nothing that writes one.
    expect(logs.length === 0).toBe(name === 'BreakwaterTarget');
    for (const [id, { Properties }] of logs) {
      // Who asked, and which way an execution went, for a year; the rest for three months.
      const days = /^(ApiAccessLog|ExecutionsLog)[0-9A-F]{8}$/.test(id) ? 365 : 90;
      expect(Properties['RetentionInDays'], id).toBe(days);
    }
  });
});

it('the templates are valid, as cfn-lint reads them', (context) => {
  if (spawnSync('cfn-lint', ['--version']).error !== undefined) context.skip('cfn-lint is not installed');
  // W3005: a dependency that CDK writes down beside the reference that implies it. W3045: CloudFront's logs need the ACL.
  const paths = templateNames.map((name) => templates.path(name));
  const linted = spawnSync('cfn-lint', ['--ignore-checks', 'W3005', 'W3045', '--', ...paths], { encoding: 'utf8' });
  expect(linted.stdout).toBe('');
  expect(linted.status).toBe(0);
});

describe('the outputs', () => {
  it('are what the pages on operating name', () => {
    const outputs = z.record(z.string(), z.object({ Value: z.json() })).parse(hub['Outputs']);
    expect(Object.keys(outputs).toSorted()).toEqual(['ApiFunction', 'DrivingFunctions', 'Topic', 'Url', 'UserPool']);
    const only = (type: string) => resourcesOf(hub, type)[0]?.[0];
    expect(outputs['ApiFunction']?.Value).toEqual({ 'Fn::GetAtt': [functionLogicalId(hub, 'api'), 'Arn'] });
    expect(outputs['Topic']?.Value).toEqual({ Ref: only('AWS::SNS::Topic') });
    expect(outputs['UserPool']?.Value).toEqual({ Ref: only('AWS::Cognito::UserPool') });
    expect(JSON.stringify(outputs['Url']?.Value)).toContain(`"${only('AWS::CloudFront::Distribution')}","DomainName"`);
    const driving = ['advance', 'begin', 'drive'].map((name) => ({ Ref: functionLogicalId(hub, name) }));
    expect(outputs['DrivingFunctions']?.Value).toEqual({
      'Fn::Join': ['', driving.flatMap((name, index) => (index === 0 ? [name] : [' ', name]))],
    });
  });
});

describe('what CloudFront keeps', () => {
  // Their ids are the same in every account (CloudFront guide, "Use managed cache policies", "… origin request policies").
  const managed = {
    cachingDisabled: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
    cachingOptimized: '658327ea-f89d-4fab-a63d-7e88639e58f6',
    allViewerExceptHostHeader: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
  };
  it('is the pages: an answer of the API is never kept, and each request reaches it with its token', () => {
    const [distribution] = resourcesOf(hub, 'AWS::CloudFront::Distribution');
    const { DistributionConfig } = z
      .looseObject({
        DistributionConfig: z.looseObject({
          DefaultCacheBehavior: z.looseObject({ CachePolicyId: z.json() }),
          CacheBehaviors: z.array(z.looseObject({ PathPattern: z.string(), CachePolicyId: z.json() })),
        }),
      })
      .parse(distribution?.[1].Properties);
    expect(DistributionConfig.CacheBehaviors).toEqual([
      expect.objectContaining({
        PathPattern: '/api/*',
        CachePolicyId: managed.cachingDisabled,
        OriginRequestPolicyId: managed.allViewerExceptHostHeader,
        ViewerProtocolPolicy: 'https-only',
      }),
    ]);
    expect(DistributionConfig.DefaultCacheBehavior).toMatchObject({
      CachePolicyId: managed.cachingOptimized,
      ViewerProtocolPolicy: 'redirect-to-https',
    });
    expect(DistributionConfig.DefaultCacheBehavior).not.toHaveProperty('OriginRequestPolicyId');
  });
});

describe('what nobody waits for', () => {
  it('is kept when it fails for good: what the topic and each rule bring to a function has the dead-letter queue', () => {
    const [queue, ...others] = resourcesOf(hub, 'AWS::SQS::Queue');
    expect(others).toEqual([]);
    const arn = { 'Fn::GetAtt': [queue?.[0], 'Arn'] };
    const subscriptions = resourcesOf(hub, 'AWS::SNS::Subscription');
    expect(subscriptions.map(([, { Properties }]) => Properties['RedrivePolicy'])).toEqual([
      { deadLetterTargetArn: arn },
    ]);
    const targets = resourcesOf(hub, 'AWS::Events::Rule').flatMap(([, { Properties }]) =>
      z.array(z.looseObject({ DeadLetterConfig: z.json().optional() })).parse(Properties['Targets']),
    );
    expect(targets.length).toBeGreaterThan(5);
    for (const target of targets) expect(target).toMatchObject({ DeadLetterConfig: { Arn: arn } });
  });
});

describe('what outlives the stack', () => {
  it('are the tables, whole and recoverable to any point of time', () => {
    const tables = resourcesOf(hub, 'AWS::DynamoDB::Table');
    expect(tables).toHaveLength(3);
    for (const [id, { DeletionPolicy, UpdateReplacePolicy, Properties }] of tables) {
      expect([DeletionPolicy, UpdateReplacePolicy], id).toEqual(['Retain', 'Retain']);
      expect(Properties, id).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
      });
    }
  });

  it('has the keys and the indexes that the store asks by, and forgets what has expired', () => {
    const schemaOf = (partition: string, sort: string) => [
      { AttributeName: partition, KeyType: 'HASH' },
      { AttributeName: sort, KeyType: 'RANGE' },
    ];
    const found = resourcesOf(hub, 'AWS::DynamoDB::Table').map(([, { Properties }]) => Properties);
    for (const { TableName, KeySchema, TimeToLiveSpecification } of found) {
      expect([KeySchema, TimeToLiveSpecification], JSON.stringify(TableName)).toEqual([
        schemaOf('partition', 'sort'),
        { AttributeName: 'expiresAt', Enabled: true },
      ]);
    }
    const types = found.flatMap(({ AttributeDefinitions }) =>
      z.array(z.looseObject({ AttributeType: z.string() })).parse(AttributeDefinitions),
    );
    expect(new Set(types.map(({ AttributeType }) => AttributeType))).toEqual(new Set(['S']));
    const indexes = found.map(({ TableName, GlobalSecondaryIndexes }) => [TableName, GlobalSecondaryIndexes]);
    expect(Object.fromEntries(indexes)).toEqual({
      'breakwater-catalog': undefined,
      'breakwater-executions': ['open', 'list', 'status', 'plan'].map((name) => ({
        IndexName: `${name.charAt(0).toUpperCase()}${name.slice(1)}Index`,
        KeySchema: schemaOf(`${name}Partition`, `${name}Sort`),
        Projection: { ProjectionType: 'ALL' },
      })),
      'breakwater-observations': undefined,
    });
  });

  it('are the users', () => {
    const [pool] = resourcesOf(hub, 'AWS::Cognito::UserPool');
    expect(pool?.[1]).toMatchObject({ DeletionPolicy: 'Retain', Properties: { MfaConfiguration: 'ON' } });
  });
});

const reportSchema = z.object({
  pluginReports: z.array(
    z.object({
      pluginName: z.string(),
      conclusion: z.string(),
      violations: z.array(z.unknown()),
      suppressedViolations: z.array(z.object({ reason: z.string().min(20) })).default([]),
    }),
  ),
});

describe('findings', () => {
  it('there are none, and each that is acknowledged has a reason', () => {
    // cdk-nag reports nothing when it finds nothing: that it looks is shown by findings.test.ts.
    const report = readFileSync(join(templates.folder, 'validation-report.json'), 'utf8');
    const { pluginReports } = reportSchema.parse(JSON.parse(report));
    expect(pluginReports.map(({ pluginName }) => pluginName)).toContain('CloudFormation Validate');
    for (const { pluginName, conclusion, violations } of pluginReports) {
      expect([conclusion, violations], pluginName).toEqual(['success', []]);
    }
  });

  it('writing them warns of nothing: no part of AWS CDK is in use that will go', () => {
    expect(templates.printed).toContain('Templates written');
    expect(templates.printed).not.toMatch(/warn|deprecat/i);
  });
});

describe('the console', () => {
  const uploads = () =>
    resourcesOf(hub, 'Custom::CDKBucketDeployment').map(([, { Properties }]) => ({
      properties: Properties,
      files: z
        .array(z.string())
        .parse(Properties['SourceObjectKeys'])
        .flatMap((key) => readdirSync(join(templates.folder, `asset.${key.replace('.zip', '')}`))),
    }));

  it('is put into its bucket by the stack: what never changes for a year, the rest asked for at each load', () => {
    const [assets, page, ...others] = uploads();
    expect(others).toEqual([]);
    expect(assets?.properties).toMatchObject({
      DestinationBucketKeyPrefix: 'assets',
      SystemMetadata: { 'cache-control': 'max-age=31536000, immutable' },
    });
    expect(assets?.files.filter((file) => /^index-[\w-]+\.js$/.test(file)).length).toBeGreaterThan(0);
    expect(page?.properties).toMatchObject({ SystemMetadata: { 'cache-control': 'no-cache' }, Prune: false });
    expect(page?.files).toEqual(expect.arrayContaining(['index.html', 'config.json']));
    expect(page?.files).not.toContain('assets');
    const pageId = resourcesOf(hub, 'Custom::CDKBucketDeployment').map(([id]) => id);
    expect(hub.Resources[pageId[1] ?? '']).toMatchObject({ DependsOn: expect.arrayContaining([pageId[0]]) });
  });

  it('is told where people sign in, and as which client', () => {
    const page = uploads()[1];
    const [, markers] = z.array(z.record(z.string(), z.json())).parse(page?.properties['SourceMarkers']);
    const texts = JSON.stringify(markers);
    for (const type of ['AWS::Cognito::UserPoolDomain', 'AWS::Cognito::UserPoolClient']) {
      const [found] = resourcesOf(hub, type);
      expect(texts, type).toContain(JSON.stringify({ Ref: found?.[0] }));
    }
  });

  it('may write that bucket and no other', () => {
    const [, policy] = resourcesOf(hub, 'AWS::IAM::Policy').find(([id]) => id.startsWith('ConsoleUpload')) ?? [];
    const written = statements({
      Resources: { Policy: { Type: '', Metadata: {}, Properties: policy?.Properties ?? {} } },
    })
      .filter(({ actions }) => actions.some((action) => /^s3:(Put|Delete)/.test(action)))
      .flatMap(({ resources }) => resources);
    const [bucketId] = resourcesOf(hub, 'AWS::S3::Bucket').find(([id]) => id.startsWith('ConsolePages')) ?? [];
    expect(written).toHaveLength(2);
    for (const resource of written) expect(JSON.stringify(resource)).toContain(`"Fn::GetAtt":["${bucketId}","Arn"]`);
  });
});

describe('the API', () => {
  it('lets nobody in without a token of the user pool, but to its health', () => {
    const routes = resourcesOf(hub, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties);
    const open = routes.filter(({ AuthorizationType }) => AuthorizationType !== 'JWT').map(({ RouteKey }) => RouteKey);
    expect(open).toEqual(['GET /api/health']);
    expect(JSON.stringify(resourcesOf(hub, 'AWS::ApiGatewayV2::Api'))).not.toContain('Cors');
  });

  it('takes the tokens of that user pool for its own client alone', () => {
    const [authorizer, ...others] = resourcesOf(hub, 'AWS::ApiGatewayV2::Authorizer');
    const [pool] = resourcesOf(hub, 'AWS::Cognito::UserPool');
    const [client] = resourcesOf(hub, 'AWS::Cognito::UserPoolClient');
    expect(others).toEqual([]);
    const issuer = ['https://cognito-idp.', { Ref: 'AWS::Region' }, '.amazonaws.com/', { Ref: pool?.[0] }];
    expect(authorizer?.[1].Properties).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Audience: [{ Ref: client?.[0] }], Issuer: { 'Fn::Join': ['', issuer] } },
    });
    const routes = resourcesOf(hub, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties);
    const guarded = routes.filter(({ AuthorizationType }) => AuthorizationType === 'JWT');
    for (const { RouteKey, AuthorizerId } of guarded)
      expect(AuthorizerId, JSON.stringify(RouteKey)).toEqual({ Ref: authorizer?.[0] });
  });

  it('is throttled, and every call of it is logged', () => {
    const [stage] = resourcesOf(hub, 'AWS::ApiGatewayV2::Stage');
    expect(stage?.[1].Properties).toMatchObject({
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
      AccessLogSettings: { DestinationArn: expect.anything() },
    });
  });
});

describe('a target account', () => {
  const targetRole = (name: string) => {
    const roles = resourcesOf(templates.template('BreakwaterTarget'), 'AWS::IAM::Role');
    const role = roles.find(([, { Properties }]) => Properties['RoleName'] === name);
    if (role === undefined) throw new Error(`no role ${name}`);
    return role[1].Properties;
  };

  it('lets Breakwater call what it calls, and nothing else of DRS', () => {
    const called = [
      ...Object.keys(sdkDrs).map((name) => ['drs', name]),
      ...Object.keys(sdkEc2).map((name) => ['ec2', name]),
    ]
      .filter(([, name = '']) => name.endsWith('Command'))
      .map(([service = '', name = '']) => `${service}:${name.replace(/Command$/, '')}`);
    const Properties = targetRole('BreakwaterTarget');
    const direct = statements({ Resources: { Role: { Type: '', Properties, Metadata: {} } } });
    const allowed = direct.flatMap(({ actions }) => actions).filter((action) => /^(drs|ec2):/.test(action));
    expect(allowed.toSorted()).toEqual(called.toSorted());
  });

  it('lets the role ask what it may do itself, and of nobody else; the one that only looks asks nothing', () => {
    const asks = (name: string) =>
      JSON.stringify(targetRole(name)['Policies']).match(/\{[^{}]*"iam:SimulatePrincipalPolicy".*?"Sid":"\w+"\}/g) ??
      [];
    const [own, ...others] = asks('BreakwaterTarget');
    expect(others).toEqual([]);
    expect(own).toContain(':role/BreakwaterTarget"');
    expect(own).toContain('"Sid":"AsksWhatItMay"');
    expect(asks('BreakwaterTargetReadOnly')).toEqual([]);
  });

  it('lets the role do all that a check asks about', () => {
    const asked = neededPermissions({
      accountId: '111122223333',
      region: 'eu-west-1',
      sourceServerId: 's-00000000000000001',
      appliesSettings: true,
      launchesIntoInstances: true,
      actions: waveActionsSchema.parse({
        after: [
          { kind: 'SSM_AUTOMATION', actionName: 'a', documentName: 'Breakwater-A' },
          { kind: 'SSM_COMMAND', actionName: 'b', documentName: 'Breakwater-B' },
          { kind: 'LAMBDA', actionName: 'c', functionName: 'Breakwater-C' },
        ],
      }).after,
    }).flatMap(({ actions }) => actions);
    const allowed = JSON.stringify(templates.template('BreakwaterTarget'));
    expect(asked.filter((action) => !allowed.includes(`"${action}"`))).toEqual([]);
  });

  it.each(['BreakwaterTarget', 'BreakwaterTargetReadOnly'])('lets nobody in as %s without the ExternalId', (name) => {
    expect(targetRole(name)['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [{ Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } } }],
    });
  });

  it('has a role that can describe, and nothing else: no launch through DRS either', () => {
    const reader = targetRole('BreakwaterTargetReadOnly');
    const actions = statements({ Resources: { Role: { Type: '', Properties: reader, Metadata: {} } } }).flatMap(
      (statement) => statement.actions,
    );
    expect(actions.length).toBeGreaterThan(3);
    expect(actions.filter((action) => !/^(drs|ec2):Describe/.test(action))).toEqual([]);
    expect(reader['ManagedPolicyArns']).toBeUndefined();
  });

  it('lets DRS act for Breakwater, and Breakwater not by itself', () => {
    const [policy] = resourcesOf(templates.template('BreakwaterTarget'), 'AWS::IAM::ManagedPolicy');
    const document = z
      .object({ Statement: z.array(z.looseObject({ Sid: z.string(), Condition: z.record(z.string(), z.json()) })) })
      .parse(policy?.[1].Properties['PolicyDocument']);
    expect(document.Statement.length).toBeGreaterThan(20);
    for (const { Sid, Condition } of document.Statement) {
      const isPassing = Sid === 'DrsRoles';
      expect(JSON.stringify(Condition), Sid).toContain(isPassing ? 'iam:PassedToService' : 'drs.amazonaws.com');
    }
  });
});
