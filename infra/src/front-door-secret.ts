import { Aws } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** What CloudFront sends with each request to the API, so that the API knows what came past the firewall. */
export interface FrontDoorSecret {
  readonly secret: Secret;
  readonly name: string;
  /** By which CloudFormation fills in its value; the template does not hold it. */
  readonly reference: string;
  /** By which Parameter Store hands it through. */
  readonly parameterArn: string;
}

export const createFrontDoorSecret = (scope: Construct, tablePrefix: string): FrontDoorSecret => {
  const name = `${tablePrefix}-front-door`;
  const secret = new Secret(scope, 'FrontDoorSecret', {
    secretName: name,
    description: 'CloudFront sends it with each request to the API of Breakwater',
    // It goes into a header.
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
  });
  acknowledge(secret, {
    'AwsSolutions-SMG4':
      'CloudFront has its value from the deployment: one that changed by itself would shut everybody out. It opens nothing without a token.',
  });
  return {
    secret,
    name,
    reference: secret.secretValue.unsafeUnwrap(),
    parameterArn: `arn:${Aws.PARTITION}:ssm:${Aws.REGION}:${Aws.ACCOUNT_ID}:parameter/aws/reference/secretsmanager/${name}`,
  };
};
