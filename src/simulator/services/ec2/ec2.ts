import { AwsError } from '../../wire/aws-error.ts';
import { xml } from '../../wire/xml.ts';
import { queryService } from '../query-service.ts';
import { describeInstances } from './describe-instances.ts';

const namespace = ' xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"';

/** EC2: query in, XML out. Errors as in "Error codes for the Amazon EC2 API". */
export const ec2 = queryService({
  name: 'ec2',
  operations: [describeInstances],
  errors: {
    throttled: () => new AwsError('RequestLimitExceeded', 503, 'Request limit exceeded.'),
    internal: () => new AwsError('InternalError', 500, 'An internal error has occurred'),
    accessDenied: (caller, operation, message) => {
      const text = `You are not authorized to perform this operation. User: ${caller.arn} is not authorized to perform: ec2:${operation}`;
      return new AwsError('UnauthorizedOperation', 403, message ?? text);
    },
    expiredToken: () => new AwsError('RequestExpired', 400, 'Request has expired.'),
  },
  writeAnswer: (operation, answer, requestId) => xml(`${operation}Response`, { requestId, ...answer }, namespace),
  writeError: (error, requestId) =>
    xml('Response', { Errors: { Error: { Code: error.code, Message: error.message } }, RequestID: requestId }),
});
