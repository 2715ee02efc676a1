import { AwsError } from '../../wire/aws-error.ts';
import { awsQueryAnswers, expiredToken, queryService } from '../query-service.ts';
import { simulatePrincipalPolicy } from './simulate-principal-policy.ts';

/** IAM: query in, XML out. Who has no rights set by a rule has them all. */
export const iam = queryService({
  name: 'iam',
  operations: [simulatePrincipalPolicy],
  errors: {
    throttled: () => new AwsError('Throttling', 400, 'Rate exceeded'),
    internal: () =>
      new AwsError('ServiceFailure', 500, 'The request processing has failed because of an unknown error'),
    accessDenied: (caller, operation, message) => {
      const text = `User: ${caller.arn} is not authorized to perform: iam:${operation}`;
      return new AwsError('AccessDenied', 403, message ?? text);
    },
    expiredToken,
  },
  ...awsQueryAnswers('https://iam.amazonaws.com/doc/2010-05-08/'),
});
