import { z } from 'zod';
import { limits } from '../../domain/limits.ts';
import type { Scope } from '../../domain/model/scope.ts';
import type { AwsFailure, Outcome } from '../../ports/aws-failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ComputeService, Instance } from '../../ports/compute-service.ts';
import type { AccountCall } from './account-call.ts';
import { askInChunks, type Page, readAllPages } from './chunks-and-pages.ts';
import type { ClientSettings } from './client-settings.ts';
import type { Operation } from './errors.ts';
import { present } from './present.ts';
import { createServiceRequest } from './service-request.ts';

/** Amazon EC2 through the AWS SDK. */
export function createEc2ComputeService(options: {
  readonly call: AccountCall;
  readonly clock: Clock;
  readonly settings: (region: string) => ClientSettings;
}): ComputeService {
  const { clock } = options;
  const request = createServiceRequest({
    call: options.call,
    loadSdk: () => import('./sdk-ec2.ts'),
    makeClient: (sdk, region, { credentials }) => new sdk.EC2Client({ ...options.settings(region), credentials }),
  });

  // No `MaxResults`: EC2 forbids it together with ids.
  const readInstances = (scope: Scope, InstanceIds: string[]) =>
    readAllPages(clock, describeInstances, ({ nextToken }) =>
      request(scope, describeInstances, instancePageSchema, (sdk, client, sendOptions) =>
        client.send(
          new sdk.DescribeInstancesCommand({
            InstanceIds,
            ...(nextToken === undefined ? {} : { NextToken: nextToken }),
          }),
          sendOptions,
        ),
      ),
    );

  /** For one id that EC2 does not know it refuses the whole request: the ids that it names are left out of the next. */
  async function readKnownInstances(scope: Scope, instanceIds: string[]): Promise<Outcome<readonly Instance[]>> {
    let remaining = instanceIds;
    while (remaining.length > 0) {
      const answer = await readInstances(scope, remaining);
      if (answer.ok || !isAboutIds(answer.failure)) return answer;
      const named = idsNamedIn(answer.failure.message);
      const others = remaining.filter((id) => !named.has(id));
      // It names none of ours: to ask again would go on for ever.
      if (others.length === remaining.length) return answer;
      remaining = others;
    }
    return { ok: true, value: [] };
  }

  return {
    describeInstances: (scope, instanceIds) =>
      askInChunks(clock, instanceIds, limits.instanceIdsPerRequest, (chunk) => readKnownInstances(scope, chunk)),
  };
}

const describeInstances: Operation = { operation: 'ec2:DescribeInstances', mutates: false };

const isAboutIds = ({ code }: AwsFailure): boolean =>
  code === 'InvalidInstanceID.NotFound' || code === 'InvalidInstanceID.Malformed';

/** `The instance IDs 'i-…, i-…' do not exist`, `Invalid id: "…"`: all that is quoted, and every word. */
const idsNamedIn = (message: string): ReadonlySet<string> => {
  const quoted = [...message.matchAll(/"([^"]*)"/g)].flatMap(([, text]) => text ?? []);
  return new Set([...quoted, ...(message.match(/[\w-]+/g) ?? [])]);
};

const text = z.string().optional();

const instanceSchema = z
  .object({
    InstanceId: z.string(),
    InstanceType: text,
    State: z.object({ Name: text }).optional(),
    PrivateIpAddress: text,
    PublicIpAddress: text,
    LaunchTime: z.date().optional(),
    Tags: z.array(z.object({ Key: z.string(), Value: z.string().default('') })).default([]),
    Architecture: text,
    VirtualizationType: text,
    RootDeviceType: text,
    /** `windows`, or nothing. */
    Platform: text,
    BootMode: text,
    CurrentInstanceBootMode: text,
    Placement: z.object({ Tenancy: text }).optional(),
  })
  .transform(
    (instance): Instance =>
      present({
        instanceId: instance.InstanceId,
        instanceType: instance.InstanceType,
        instanceState: instance.State?.Name,
        privateIp: instance.PrivateIpAddress,
        publicIp: instance.PublicIpAddress,
        launchTime: instance.LaunchTime?.toISOString(),
        tags: Object.fromEntries(instance.Tags.map(({ Key, Value }) => [Key, Value])),
        architecture: instance.Architecture,
        virtualizationType: instance.VirtualizationType,
        rootDeviceType: instance.RootDeviceType,
        isWindows: instance.Platform?.toLowerCase() === 'windows',
        bootMode: instance.CurrentInstanceBootMode ?? instance.BootMode,
        tenancy: instance.Placement?.Tenancy,
      }),
  );

const instancePageSchema = z
  .object({
    // EC2 writes the list also when it is empty: a reply without it is no answer.
    Reservations: z.array(z.object({ Instances: z.array(instanceSchema).default([]) })),
    NextToken: text,
  })
  .transform(
    ({ Reservations, NextToken }): Page<Instance> => ({
      items: Reservations.flatMap(({ Instances }) => Instances),
      nextToken: NextToken,
    }),
  );
