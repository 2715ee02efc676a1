import { AwsError } from '../../wire/aws-error.ts';
import { xml } from '../../wire/xml.ts';
import { queryService } from '../query-service.ts';
import { simulatePrincipalPolicy } from './simulate-principal-policy.ts';

const namespace = ' xmlns="https://iam.amazonaws.com/doc/2010-05-08/"';

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
    const content = { Error: { Type, Code: error.code, Message: error.message }, RequestId: requestId };
    return xml('ErrorResponse', content, namespace);
  },
});
