import { AwsError } from '../../wire/aws-error.ts';
import { awsQueryAnswers, expiredToken, queryService } from '../query-service.ts';
import { assumeRole } from './assume-role.ts';
import { getCallerIdentity } from './get-caller-identity.ts';

/** STS: query in, XML out. */
export const sts = queryService({
  name: 'sts',
  operations: [assumeRole, getCallerIdentity],
  errors: {
    throttled: () => new AwsError('Throttling', 400, 'Rate exceeded'),
    internal: () =>
      new AwsError('InternalFailure', 500, 'The request processing has failed because of an internal error'),
    accessDenied: (caller, operation, message) => {
      const text = `User: ${caller.arn} is not authorized to perform: sts:${operation}`;
      return new AwsError('AccessDenied', 403, message ?? text);
    },
    expiredToken,
  },
  ...awsQueryAnswers('https://sts.amazonaws.com/doc/2011-06-15/'),
});
