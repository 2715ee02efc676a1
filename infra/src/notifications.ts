import { RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** One topic for everything that people want to know; each plan's e-mail subscribes with a filter. */
export const createTopic = (parent: Construct): { readonly topic: Topic; readonly key: Key } => {
  const scope = new Construct(parent, 'Notifications');
  // The key that SNS has by itself lets neither EventBridge nor alarms publish.
  const key = new Key(scope, 'Key', {
    description: 'Notifications of Breakwater',
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Publishers',
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('events.amazonaws.com'), new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
    }),
  );
  const topic = new Topic(scope, 'Topic', { masterKey: key, enforceSSL: true, displayName: 'Breakwater' });
  for (const service of ['events', 'cloudwatch']) topic.grantPublish(new ServicePrincipal(`${service}.amazonaws.com`));
  return { topic, key };
};
