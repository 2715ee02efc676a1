import { AwsError } from '../../wire/aws-error.ts';
import { xml } from '../../wire/xml.ts';
import { queryService } from '../query-service.ts';
import {
  createTopic,
  listSubscriptionsByTopic,
  publish,
  setSubscriptionAttributes,
  subscribe,
  unsubscribe,
} from './operations.ts';

const namespace = ' xmlns="https://sns.amazonaws.com/doc/2010-03-31/"';

/** SNS: query in, XML out. */
export const sns = queryService({
  name: 'sns',
  operations: [createTopic, listSubscriptionsByTopic, publish, setSubscriptionAttributes, subscribe, unsubscribe],
  errors: {
    throttled: () => new AwsError('Throttled', 429, 'Rate exceeded'),
    internal: () => new AwsError('InternalError', 500, 'Internal error'),
    accessDenied: (caller, operation, message) => {
      const text = `User: ${caller.arn} is not authorized to perform: SNS:${operation}`;
      return new AwsError('AuthorizationError', 403, message ?? text);
    },
    expiredToken: () => new AwsError('ExpiredToken', 403, 'The security token included in the request is expired'),
  },
  writeAnswer: (operation, answer, requestId) => {
    const isEmpty = Object.keys(answer).length === 0;
    const result = isEmpty ? {} : { [`${operation}Result`]: answer };
    return xml(`${operation}Response`, { ...result, ResponseMetadata: { RequestId: requestId } }, namespace);
  },
  writeError: (error, requestId) => {
    const Type = error.status >= 500 ? 'Receiver' : 'Sender';
    const content = { Error: { Type, Code: error.code, Message: error.message }, RequestId: requestId };
    return xml('ErrorResponse', content, namespace);
  },
});
