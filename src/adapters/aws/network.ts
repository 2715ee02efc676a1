import { z } from 'zod';
import { limits } from '../../domain/limits.ts';
import type { Scope } from '../../domain/model/scope.ts';
import type { Clock } from '../../ports/clock.ts';
import type {
  AddressHolder,
  NetworkService,
  SecurityGroup,
  Subnet,
  TypeOffering,
} from '../../ports/network-service.ts';
import type { AccountCall } from './account-call.ts';
import { askInChunks, type Page, readAllPages } from './chunks-and-pages.ts';
import type { ClientSettings } from './client-settings.ts';
import type { Operation } from './errors.ts';
import { present } from './present.ts';
import { createServiceRequest } from './service-request.ts';

type Sdk = typeof import('./sdk-ec2.ts');
type Client = InstanceType<Sdk['EC2Client']>;
interface Question {
  readonly Filters: { Name: string; Values: string[] }[];
  readonly NextToken?: string;
}

/**
 * Amazon EC2 through the AWS SDK. All is asked by filter: asked by ids, EC2 would refuse the whole for one that it does
 * not know.
 */
export function createNetworkService(options: {
  readonly call: AccountCall;
  readonly clock: Clock;
  readonly settings: (region: string) => ClientSettings;
}): NetworkService {
  const { clock } = options;
  const request = createServiceRequest({
    call: options.call,
    loadSdk: () => import('./sdk-ec2.ts'),
    makeClient: (sdk, region, { credentials }) => new sdk.EC2Client({ ...options.settings(region), credentials }),
  });

  const askFor =
    <Item>(
      operation: Operation,
      filter: string,
      schema: z.ZodType<Page<Item>>,
      send: (sdk: Sdk, client: Client, question: Question, options: { abortSignal: AbortSignal }) => Promise<unknown>,
    ) =>
    (scope: Scope, values: readonly string[]) =>
      askInChunks(clock, values, limits.valuesPerFilter, (Values) =>
        readAllPages(clock, operation, ({ nextToken }) =>
          request(scope, operation, schema, (sdk, client, sendOptions) => {
            const question = { Filters: [{ Name: filter, Values }], ...present({ NextToken: nextToken }) };
            return send(sdk, client, question, sendOptions);
          }),
        ),
      );

  return {
    describeSubnets: askFor(reading('DescribeSubnets'), 'subnet-id', subnetPage, (sdk, client, question, sendOptions) =>
      client.send(new sdk.DescribeSubnetsCommand(question), sendOptions),
    ),
    describeSecurityGroups: askFor(
      reading('DescribeSecurityGroups'),
      'group-id',
      groupPage,
      (sdk, client, question, sendOptions) => client.send(new sdk.DescribeSecurityGroupsCommand(question), sendOptions),
    ),
    describeAddressHolders: askFor(
      reading('DescribeNetworkInterfaces'),
      'addresses.private-ip-address',
      interfacePage,
      (sdk, client, question, sendOptions) =>
        client.send(new sdk.DescribeNetworkInterfacesCommand(question), sendOptions),
    ),
    describeTypeOfferings: askFor(
      reading('DescribeInstanceTypeOfferings'),
      'instance-type',
      offeringPage,
      (sdk, client, question, sendOptions) =>
        client.send(
          new sdk.DescribeInstanceTypeOfferingsCommand({ LocationType: 'availability-zone', ...question }),
          sendOptions,
        ),
    ),
  };
}

const reading = (operation: string): Operation => ({ operation: `ec2:${operation}`, mutates: false });

const text = z.string().optional();

const subnetPage = z
  .object({
    Subnets: z.array(
      z.object({ SubnetId: z.string(), VpcId: z.string(), CidrBlock: z.string(), AvailabilityZone: z.string() }),
    ),
    NextToken: text,
  })
  .transform(
    ({ Subnets, NextToken }): Page<Subnet> => ({
      items: Subnets.map(({ SubnetId, VpcId, CidrBlock, AvailabilityZone }) => ({
        subnetId: SubnetId,
        vpcId: VpcId,
        cidrBlock: CidrBlock,
        availabilityZone: AvailabilityZone,
      })),
      nextToken: NextToken,
    }),
  );

const groupPage = z
  .object({ SecurityGroups: z.array(z.object({ GroupId: z.string(), VpcId: text })), NextToken: text })
  .transform(
    ({ SecurityGroups, NextToken }): Page<SecurityGroup> => ({
      items: SecurityGroups.map(({ GroupId, VpcId }) => present({ groupId: GroupId, vpcId: VpcId })),
      nextToken: NextToken,
    }),
  );

const interfacePage = z
  .object({
    NetworkInterfaces: z.array(
      z.object({
        NetworkInterfaceId: z.string(),
        SubnetId: z.string(),
        Description: text,
        PrivateIpAddresses: z.array(z.object({ PrivateIpAddress: z.string() })).default([]),
        Attachment: z.object({ InstanceId: text }).optional(),
      }),
    ),
    NextToken: text,
  })
  .transform(
    ({ NetworkInterfaces, NextToken }): Page<AddressHolder> => ({
      items: NetworkInterfaces.map(({ NetworkInterfaceId, SubnetId, Description, PrivateIpAddresses, Attachment }) =>
        present({
          networkInterfaceId: NetworkInterfaceId,
          subnetId: SubnetId,
          addresses: PrivateIpAddresses.map(({ PrivateIpAddress }) => PrivateIpAddress),
          instanceId: Attachment?.InstanceId,
          description: Description === '' ? undefined : Description,
        }),
      ),
      nextToken: NextToken,
    }),
  );

const offeringPage = z
  .object({
    InstanceTypeOfferings: z.array(z.object({ InstanceType: z.string(), Location: z.string() })),
    NextToken: text,
  })
  .transform(
    ({ InstanceTypeOfferings, NextToken }): Page<TypeOffering> => ({
      items: InstanceTypeOfferings.map(({ InstanceType, Location }) => ({
        instanceType: InstanceType,
        availabilityZone: Location,
      })),
      nextToken: NextToken,
    }),
  );
