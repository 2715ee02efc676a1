import { AwsError } from '../../wire/aws-error.ts';
import { xml } from '../../wire/xml.ts';
import { queryService } from '../query-service.ts';
import { describeInstanceTypeOfferings, describeInstanceTypes } from './describe-instance-types.ts';
import { describeInstances } from './describe-instances.ts';
import { describeLaunchTemplateVersions } from './describe-launch-template-versions.ts';
import { describeSecurityGroups, describeSubnets } from './describe-network.ts';
import { startInstances, stopInstances, terminateInstances } from './instance-power.ts';
import { createLaunchTemplateVersion, describeLaunchTemplates, modifyLaunchTemplate } from './launch-templates.ts';
import { describeNetworkInterfaces } from './network-interface.ts';
import { createTags, describeTags } from './tag-operations.ts';

const namespace = ' xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"';

/** EC2: query in, XML out. Errors as in "Error codes for the Amazon EC2 API". */
export const ec2 = queryService({
  name: 'ec2',
  operations: [
    createLaunchTemplateVersion,
    createTags,
    describeInstances,
    describeInstanceTypeOfferings,
    describeInstanceTypes,
    describeLaunchTemplates,
    describeLaunchTemplateVersions,
    describeNetworkInterfaces,
    describeSecurityGroups,
    describeSubnets,
    describeTags,
    modifyLaunchTemplate,
    startInstances,
    stopInstances,
    terminateInstances,
  ],
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
