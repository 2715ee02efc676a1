import { AwsError } from '../../wire/aws-error.ts';
import type { QueryInput } from '../../wire/query.ts';
import { notImplemented } from '../../wire/service.ts';
import type { XmlObject, XmlValue } from '../../wire/xml.ts';
import { type TemplateData, templateData } from '../../world/launch-template.ts';
import { ec2Error } from './errors.ts';

/** How a member travels: read from a request below a path, and written into an answer. */
type Field = {
  /** In requests; default the member's name with a capital. */
  query?: string;
  /** In answers; default the member's name. */
  xml?: string;
  read: (input: QueryInput, path: string) => unknown;
  write: (value: unknown) => XmlValue;
};
type Shape = Record<string, Field>;

const plain = (value: unknown): XmlValue =>
  typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
const text: Field = { read: (input, path) => input.text(path), write: plain };
const flag: Field = {
  read(input, path) {
    const value = input.text(path);
    if (value === undefined || value === 'true' || value === 'false')
      return value === undefined ? value : value === 'true';
    throw ec2Error(
      'InvalidParameterValue',
      `Value (${value}) for parameter ${path} is invalid. Expecting true or false.`,
    );
  },
  write: plain,
};
const whole: Field = {
  read(input, path) {
    const value = input.text(path);
    if (value === undefined || /^[0-9]+$/.test(value)) return value === undefined ? value : Number(value);
    throw ec2Error('InvalidParameterValue', `Value (${value}) for parameter ${path} is invalid. Expecting a number.`);
  },
  write: plain,
};

const structure = (shape: Shape): Field => ({
  read(input, path) {
    const members = readShape(shape, input, path);
    return Object.keys(members).length === 0 ? undefined : members;
  },
  write: (value) => writeShape(shape, value),
});

const structures = (query: string, xml: string, shape: Shape): Field => ({
  query,
  xml,
  read(input, path) {
    const indexes = input.indexes(path);
    return indexes.length === 0 ? undefined : indexes.map((index) => readShape(shape, input, `${path}.${index}`));
  },
  write: (value) => ({ item: Array.isArray(value) ? value.map((one) => writeShape(shape, one)) : [] }),
});

const texts = (query: string, xml: string, item: string): Field => ({
  query,
  xml,
  read(input, path) {
    const list = input.list(path);
    return list.length === 0 ? undefined : list;
  },
  write: (value) => ({ [item]: Array.isArray(value) ? value.map(plain) : [] }),
});

/** RequestLaunchTemplateData and ResponseLaunchTemplateData of the EC2 API model, as far as they are kept. */
const shape: { [K in keyof Required<TemplateData>]: Field } = {
  imageId: text,
  instanceType: text,
  keyName: text,
  userData: text,
  ebsOptimized: flag,
  disableApiTermination: flag,
  disableApiStop: flag,
  instanceInitiatedShutdownBehavior: text,
  iamInstanceProfile: structure({ arn: text, name: text }),
  monitoring: structure({ enabled: flag }),
  creditSpecification: structure({ cpuCredits: text }),
  metadataOptions: structure({
    httpTokens: text,
    httpEndpoint: text,
    httpPutResponseHopLimit: whole,
    instanceMetadataTags: text,
  }),
  placement: structure({
    availabilityZone: text,
    tenancy: text,
    groupName: text,
    hostId: text,
    hostResourceGroupArn: text,
  }),
  securityGroupIds: texts('SecurityGroupId', 'securityGroupIdSet', 'item'),
  networkInterfaces: structures('NetworkInterface', 'networkInterfaceSet', {
    deviceIndex: whole,
    subnetId: text,
    groups: texts('SecurityGroupId', 'groupSet', 'groupId'),
    privateIpAddress: text,
    associatePublicIpAddress: flag,
    deleteOnTermination: flag,
    description: text,
  }),
  blockDeviceMappings: structures('BlockDeviceMapping', 'blockDeviceMappingSet', {
    deviceName: text,
    ebs: structure({
      deleteOnTermination: flag,
      encrypted: flag,
      iops: whole,
      kmsKeyId: text,
      throughput: whole,
      volumeSize: whole,
      volumeType: text,
    }),
  }),
  tagSpecifications: structures('TagSpecification', 'tagSpecificationSet', {
    resourceType: text,
    tags: structures('Tag', 'tagSet', { key: text, value: text }),
  }),
};

/** Reads `LaunchTemplateData`. A member that is not kept is refused by name: a launch would silently do without it. */
export function readTemplateData(input: QueryInput): TemplateData {
  const members = readShape(shape, input, 'LaunchTemplateData');
  const unread = input.firstUnread('LaunchTemplateData');
  if (unread !== undefined) {
    throw new AwsError(notImplemented, 501, `The simulator does not model the parameter ${unread}`);
  }
  const parsed = templateData.safeParse(members);
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path.join('.') ?? '';
  throw ec2Error('InvalidParameterValue', `LaunchTemplateData: ${path} is missing or invalid`);
}

export const templateDataView = (data: TemplateData): XmlObject => writeShape(shape, data);

function readShape(fields: Shape, input: QueryInput, path: string): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const [name, { query, read }] of Object.entries(fields)) {
    const value = read(input, `${path}.${query ?? name.charAt(0).toUpperCase() + name.slice(1)}`);
    if (value !== undefined) members[name] = value;
  }
  return members;
}

function writeShape(fields: Shape, value: unknown): XmlObject {
  const members = new Map(Object.entries(typeof value === 'object' && value !== null ? value : {}));
  const written: [string, XmlValue][] = [];
  for (const [name, { xml, write }] of Object.entries(fields)) {
    const member: unknown = members.get(name);
    if (member !== undefined) written.push([xml ?? name, write(member)]);
  }
  return Object.fromEntries(written);
}
