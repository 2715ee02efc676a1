import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Identity } from './identity.ts';

/**
 * The built console, put into its bucket with the stack, and `config.json`, by which it finds the sign-in. Names under
 * `assets` carry a hash of the content, and CloudFront asks for the rest anew each time: nothing has to be invalidated.
 */
export const uploadConsole = (
  parent: Construct,
  { folder, bucket, identity }: { readonly folder: string; readonly bucket: Bucket; readonly identity: Identity },
): void => {
  const scope = new Construct(parent, 'ConsoleUpload');
  const logGroup = new LogGroup(scope, 'Log', {
    retention: RetentionDays.THREE_MONTHS,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  const upload = (id: string, sources: readonly ISource[], cacheControl: readonly CacheControl[], prefix?: string) =>
    new BucketDeployment(scope, id, {
      sources: [...sources],
      destinationBucket: bucket,
      cacheControl: [...cacheControl],
      role,
      logGroup,
      memoryLimit: 512,
      // A page that somebody has open goes on loading what it named.
      prune: false,
      ...(prefix === undefined ? {} : { destinationKeyPrefix: prefix }),
    });
  const assets = upload(
    'Assets',
    [Source.asset(join(folder, 'assets'))],
    [CacheControl.maxAge(Duration.days(365)), CacheControl.immutable()],
    'assets',
  );
  const { signInUrl, client } = identity;
  const page = upload(
    'Page',
    [
      Source.asset(folder, { exclude: ['assets', '.*'] }),
      Source.jsonData('config.json', { signInUrl, clientId: client.userPoolClientId }),
    ],
    [CacheControl.noCache()],
  );
  // No page names what is not there yet.
  page.node.addDependency(assets);

  const { defaultChild } = bucket.node;
  if (!(defaultChild instanceof CfnBucket)) throw new Error('bug: a bucket is one resource');
  const bucketId = Stack.of(scope).getLogicalId(defaultChild);
  acknowledge(
    role,
    Object.fromEntries(
      [
        ...['GetObject*', 'GetBucket*', 'List*', 'DeleteObject*', 'Abort*'].map((action) => `Action::s3:${action}`),
        'Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*',
        `Resource::<${bucketId}.Arn>/*`,
      ].map((finding) => [
        `AwsSolutions-IAM5[${finding}]`,
        'As AWS CDK grants it: reads its own assets, and writes one bucket.',
      ]),
    ),
  );
  const provider = Stack.of(scope).node.children.find(({ node }) => node.id.startsWith('Custom::CDKBucketDeployment'));
  if (provider === undefined) throw new Error('bug: a bucket deployment has a function');
  acknowledge(provider, {
    'AwsSolutions-L1': 'A function of AWS CDK, which says what it runs on; it runs at deployments only.',
  });
};
