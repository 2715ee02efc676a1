import { AwsError } from '../../wire/aws-error.ts';
import { xml } from '../../wire/xml.ts';
import { queryService } from '../query-service.ts';
import { assumeRole } from './assume-role.ts';
import { getCallerIdentity } from './get-caller-identity.ts';

const namespace = ' xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';

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
    expiredToken: () => new AwsError('ExpiredToken', 403, 'The security token included in the request is expired'),
  },
  writeAnswer: (operation, answer, requestId) =>
    xml(
      `${operation}Response`,
      { [`${operation}Result`]: answer, ResponseMetadata: { RequestId: requestId } },
      namespace,
    ),
  writeError: (error, requestId) => {
    const Type = error.status >= 500 ? 'Receiver' : 'Sender';
    return xml(
      'ErrorResponse',
      { Error: { Type, Code: error.code, Message: error.message }, RequestId: requestId },
      namespace,
    );
  },
});
