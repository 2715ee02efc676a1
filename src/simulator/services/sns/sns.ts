import { AwsError } from '../../wire/aws-error.ts';
import { awsQueryAnswers, expiredToken, queryService } from '../query-service.ts';
import {
  createTopic,
  listSubscriptionsByTopic,
  publish,
  setSubscriptionAttributes,
  subscribe,
  unsubscribe,
} from './operations.ts';

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
    expiredToken,
  },
  ...awsQueryAnswers('https://sns.amazonaws.com/doc/2010-03-31/'),
});
