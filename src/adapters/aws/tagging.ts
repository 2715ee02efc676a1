import { z } from 'zod';
import { limits } from '../../domain/limits.ts';
import type { Scope } from '../../domain/model/scope.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TaggingService } from '../../ports/tagging-service.ts';
import type { AccountCall } from './account-call.ts';
import { askInChunks, readAllPages } from './chunks-and-pages.ts';
import type { ClientSettings } from './client-settings.ts';
import type { Operation } from './errors.ts';
import { createServiceRequest } from './service-request.ts';

/** Tags in EC2 and DRS through the AWS SDK. */
export function createTaggingService(options: {
  readonly call: AccountCall;
  readonly clock: Clock;
  readonly drsSettings: (region: string) => ClientSettings;
  readonly ec2Settings: (region: string) => ClientSettings;
}): TaggingService {
  const { call, clock } = options;
  const askEc2 = createServiceRequest({
    call,
    loadSdk: () => import('./sdk-ec2.ts'),
    makeClient: (sdk, region, { credentials }) => new sdk.EC2Client({ ...options.ec2Settings(region), credentials }),
  });
  const askDrs = createServiceRequest({
    call,
    loadSdk: () => import('./sdk-drs.ts'),
    makeClient: (sdk, region, { credentials }) => new sdk.DrsClient({ ...options.drsSettings(region), credentials }),
  });

  // By a filter, not by ids: an instance that is gone is left out then, and fails nobody else's.
  const readTags = (scope: Scope, Values: string[]) =>
    readAllPages(clock, describeInstances, ({ nextToken }) =>
      askEc2(scope, describeInstances, pageSchema, (sdk, client, sendOptions) =>
        client.send(
          new sdk.DescribeInstancesCommand({
            Filters: [{ Name: 'instance-id', Values }],
            ...(nextToken === undefined ? {} : { NextToken: nextToken }),
          }),
          sendOptions,
        ),
      ),
    );

  return {
    describeInstanceTags: (scope, instanceIds) =>
      askInChunks(clock, instanceIds, limits.valuesPerFilter, (chunk) => readTags(scope, chunk)),

    async tagSourceServer(scope, { arn, tags }) {
      const reply = await askDrs(scope, tagResource, z.object({}), (sdk, client, sendOptions) =>
        client.send(new sdk.TagResourceCommand({ resourceArn: arn, tags: { ...tags } }), sendOptions),
      );
      return reply.ok ? { ok: true, value: undefined } : reply;
    },
  };
}

const describeInstances: Operation = { operation: 'ec2:DescribeInstances', mutates: false };
const tagResource: Operation = { operation: 'drs:TagResource', mutates: true };

const instanceSchema = z
  .object({ InstanceId: z.string(), Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]) })
  .transform(({ InstanceId, Tags }) => ({
    instanceId: InstanceId,
    tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
  }));

const pageSchema = z
  .object({
    // EC2 writes the list also when it is empty: a reply without it is no answer.
    Reservations: z.array(z.object({ Instances: z.array(instanceSchema).default([]) })),
    NextToken: z.string().optional(),
  })
  .transform(({ Reservations, NextToken }) => ({
    items: Reservations.flatMap(({ Instances }) => Instances),
    nextToken: NextToken,
  }));
