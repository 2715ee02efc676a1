/** A valid call of each operation that the simulator has, as a client writes it: what is hostile is made from these. */
import { makeEstate } from '../../../src/simulator/estate/make-estate.ts';
import { otherId } from '../../../src/simulator/ids.ts';
import { services } from '../../../src/simulator/services/services.ts';
import { createSimulator, type Simulator } from '../../../src/simulator/simulator.ts';
import type { Service } from '../../../src/simulator/wire/service.ts';

/** Where what the calls name exists. */
export const calledWorld = (): Simulator => createSimulator({ seed: 1, estate: makeEstate({ servers: 5 }) });

export interface Modelled {
  readonly service: Service['name'];
  readonly operation: string;
}

export const modelledOperations: readonly Modelled[] = services.flatMap(({ name, operations }) =>
  operations.map((operation) => ({ service: name, operation })),
);

interface ValidCall {
  readonly method: string;
  /** What of the path is the caller's: an operation, an ARN, a function. */
  readonly name: string;
  readonly pathOf: (name: string) => string;
  readonly search: string;
  readonly target: string | null;
  readonly input: unknown;
  readonly write: (input: unknown) => string;
}

const place = { accountId: '111122223333', region: 'us-east-1' } as const;
const sourceServerID = calledWorld().servers(place.accountId, place.region)[0]?.sourceServerId ?? '';
const sourceServerArn = `arn:aws:drs:${place.region}:${place.accountId}:source-server/${sourceServerID}`;
const roleArn = `arn:aws:iam::${place.accountId}:role/RecoveryOperator`;
const topicArn = `arn:aws:sns:${place.region}:${place.accountId}:plans`;
const LaunchTemplateId = otherId('lt', sourceServerID);
const noInstance = `i-${'0'.repeat(17)}`;
const noRun = '00000000-0000-0000-0000-000000000000';

const asJson = (input: unknown): string => JSON.stringify(input) ?? '';
const post = { method: 'POST', name: '', pathOf: (name: string) => `/${name}`, search: '', target: null } as const;

/** Of several operations: each takes what it knows. */
const drsInput = {
  filters: {
    sourceServerIDs: [sourceServerID],
    fromDate: '2026-11-02T00:00:00Z',
    fromDateTime: '2026-11-02T00:00:00Z',
  },
  sourceServers: [{ sourceServerID }],
  sourceServerID,
  sourceServerArn,
  stagingAccountID: place.accountId,
  jobID: `drsjob-${'0'.repeat(17)}`,
  recoveryInstanceID: noInstance,
  recoveryInstanceIDs: [noInstance],
  launchDisposition: 'STOPPED',
  licensing: { osByol: true },
  stagingAreaTags: { Name: 'x' },
  order: 'ASC',
  maxResults: 5,
  isDrill: true,
  tags: { Name: 'x' },
};
const tagMethods: Readonly<Record<string, string>> = {
  ListTagsForResource: 'GET',
  TagResource: 'POST',
  UntagResource: 'DELETE',
};

const drsCall = (operation: string): ValidCall => {
  const call = { ...post, name: operation, input: drsInput, write: asJson };
  const method = tagMethods[operation];
  if (method === undefined) return operation === 'ListStagingAccounts' ? { ...call, method: 'GET' } : call;
  const search = operation === 'UntagResource' ? '?tagKeys=Name' : '';
  return { ...call, method, search, name: encodeURIComponent(sourceServerArn), pathOf: (name) => `/tags/${name}` };
};

const lambdaCall = (): ValidCall => ({
  ...post,
  name: 'tell',
  pathOf: (name) => `/2015-03-31/functions/${name}/invocations`,
  input: { idempotencyId: 'x' },
  write: asJson,
});

const jsonCall = (target: string, input: object): ValidCall => ({ ...post, target, input, write: asJson });
const ssmInput = {
  DocumentName: 'Open',
  Parameters: { door: ['front'] },
  AutomationExecutionId: noRun,
  CommandId: noRun,
  InstanceId: noInstance,
  InstanceIds: [noInstance],
  Filters: [{ key: 'InvokedAfter', value: '2026-11-02T00:00:00Z' }],
  Details: true,
};
const quotaInput = { ServiceCode: 'drs', QuotaCode: 'L-B827C881', MaxResults: 5 };

const formCall = (action: string, input: Readonly<Record<string, string>>): ValidCall => ({
  ...post,
  input,
  write: (members) => {
    const entries: readonly (readonly [string, unknown])[] =
      typeof members === 'object' && members !== null ? Object.entries(members) : [['Filter', members]];
    const pairs: [string, string][] = entries.map(([name, value]) => [
      name,
      typeof value === 'string' ? value : asJson(value),
    ]);
    return new URLSearchParams([['Action', action], ...pairs]).toString();
  },
});

const filter = (name: string) => ({ 'Filter.1.Name': name, 'Filter.1.Value.1': '*a*', MaxResults: '5' });
/** EC2 takes no member of another operation. */
const ec2Input: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CreateLaunchTemplateVersion: { LaunchTemplateId, SourceVersion: '1', 'LaunchTemplateData.InstanceType': 'm5.large' },
  CreateTags: { 'ResourceId.1': LaunchTemplateId, 'Tag.1.Key': 'Name', 'Tag.1.Value': 'x' },
  DescribeInstances: filter('instance-id'),
  DescribeInstanceTypeOfferings: { LocationType: 'region', ...filter('instance-type') },
  DescribeInstanceTypes: { 'InstanceType.1': 'm5.large' },
  DescribeLaunchTemplates: filter('launch-template-name'),
  DescribeLaunchTemplateVersions: { LaunchTemplateId, 'LaunchTemplateVersion.1': '$Latest' },
  DescribeNetworkInterfaces: filter('subnet-id'),
  DescribeSecurityGroups: filter('group-name'),
  DescribeSubnets: filter('vpc-id'),
  DescribeTags: filter('key'),
  ModifyLaunchTemplate: { LaunchTemplateId, SetDefaultVersion: '1' },
  StartInstances: { 'InstanceId.1': noInstance },
  StopInstances: { 'InstanceId.1': noInstance },
  TerminateInstances: { 'InstanceId.1': noInstance },
};
const snsInput = {
  Name: 'plans',
  TopicArn: topicArn,
  Protocol: 'email',
  Endpoint: 'ana@example.com',
  'Attributes.entry.1.key': 'FilterPolicy',
  'Attributes.entry.1.value': '{"plan":["shop"]}',
  AttributeName: 'FilterPolicy',
  AttributeValue: '{"plan":["shop"]}',
  SubscriptionArn: `${topicArn}:${noRun}`,
  Subject: 'Plan shop',
  Message: 'It waits for you',
  'MessageAttributes.entry.1.Name': 'plan',
  'MessageAttributes.entry.1.Value.DataType': 'String',
  'MessageAttributes.entry.1.Value.StringValue': 'shop',
};
const iamInput = {
  PolicySourceArn: roleArn,
  'ActionNames.member.1': 'drs:StartRecovery',
  'ResourceArns.member.1': '*',
};
const stsInput = { RoleArn: roleArn, RoleSessionName: 'breakwater', DurationSeconds: '900' };

const protocols: Readonly<Record<Service['name'], (operation: string) => ValidCall>> = {
  drs: drsCall,
  ec2: (operation) => formCall(operation, ec2Input[operation] ?? {}),
  iam: (operation) => formCall(operation, iamInput),
  lambda: lambdaCall,
  servicequotas: (operation) => jsonCall(`ServiceQuotasV20190624.${operation}`, quotaInput),
  sns: (operation) => formCall(operation, snsInput),
  ssm: (operation) => jsonCall(`AmazonSSM.${operation}`, ssmInput),
  sts: (operation) => formCall(operation, stsInput),
};

export const validCall = ({ service, operation }: Modelled): ValidCall => protocols[service](operation);
