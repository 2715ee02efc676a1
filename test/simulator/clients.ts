import { DrsClient } from '@aws-sdk/client-drs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import { sdkRequestHandler } from './sdk-handler.ts';

export type AwsClients = { drs: DrsClient; ec2: EC2Client; sts: STSClient };
export type AwsKey = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

const anyKey: AwsKey = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };

/** Real SDK clients on a simulator, in-process or (given a URL) over a socket. They try once. */
export function clientsOf(
  target: { fetch: (request: Request) => Promise<Response> } | { url: string },
  { region = 'us-east-1', credentials = anyKey }: { region?: string; credentials?: AwsKey } = {},
): AwsClients {
  const common = { region, credentials, maxAttempts: 1 };
  const config =
    'url' in target
      ? { ...common, endpoint: target.url }
      : { ...common, endpoint: 'http://simulator.local', requestHandler: sdkRequestHandler(target.fetch) };
  return { drs: new DrsClient(config), ec2: new EC2Client(config), sts: new STSClient(config) };
}
