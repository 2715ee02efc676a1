import { AwsError } from '../../wire/aws-error.ts';
import {
  type CommonErrors,
  type HttpReply,
  type HttpRequest,
  notImplemented,
  type Service,
} from '../../wire/service.ts';
import { createExtendedSourceServer } from './create-extended-source-server.ts';
import { deleteJob } from './delete-job.ts';
import { describeJobLogItems } from './describe-job-log-items.ts';
import { describeJobs } from './describe-jobs.ts';
import { describeRecoveryInstances } from './describe-recovery-instances.ts';
import { describeRecoverySnapshots } from './describe-recovery-snapshots.ts';
import { describeSourceServers } from './describe-source-servers.ts';
import { initializeService } from './initialize-service.ts';
import { getLaunchConfiguration, updateLaunchConfiguration } from './launch-configuration.ts';
import { listExtensibleSourceServers } from './list-extensible-source-servers.ts';
import { listStagingAccounts } from './list-staging-accounts.ts';
import type { DrsOperation } from './operation.ts';
import { deleteRecoveryInstance, disconnectRecoveryInstance } from './release-recovery-instance.ts';
import { getReplicationConfiguration, updateReplicationConfiguration } from './replication-configuration.ts';
import { readRequest, routeOf } from './request.ts';
import { startRecovery } from './start-recovery.ts';
import { listTagsForResource, tagResource, untagResource } from './tags.ts';
import { terminateRecoveryInstances } from './terminate-recovery-instances.ts';

/** To add an operation: write its file, put its request shape into shapes.ts, and list it here. */
const operations: readonly DrsOperation[] = [
  createExtendedSourceServer,
  deleteJob,
  deleteRecoveryInstance,
  describeJobLogItems,
  describeJobs,
  describeRecoveryInstances,
  describeRecoverySnapshots,
  describeSourceServers,
  disconnectRecoveryInstance,
  getLaunchConfiguration,
  getReplicationConfiguration,
  initializeService,
  listExtensibleSourceServers,
  listStagingAccounts,
  listTagsForResource,
  startRecovery,
  tagResource,
  terminateRecoveryInstances,
  untagResource,
  updateLaunchConfiguration,
  updateReplicationConfiguration,
];
const byRoute = new Map(
  operations.map((operation) => {
    const { method, path } = operation.route ?? { method: 'POST', path: `/${operation.name}` };
    return [`${method} ${path}`, operation];
  }),
);

const errors: CommonErrors = {
  throttled: (retryAfterSeconds) =>
    new AwsError('ThrottlingException', 429, 'Rate exceeded', {
      members: { serviceCode: 'drs' },
      headers: { 'retry-after': String(retryAfterSeconds) },
    }),
  internal: (retryAfterSeconds) =>
    new AwsError('InternalServerException', 500, 'An internal error occurred', {
      headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
    }),
  accessDenied: (caller, operation, message) =>
    new AwsError(
      'AccessDeniedException',
      403,
      message ??
        `User: ${caller.arn} is not authorized to perform: drs:${operation} because no identity-based policy allows the drs:${operation} action`,
      { members: { code: 'AccessDeniedException' } },
    ),
  expiredToken: () =>
    new AwsError('ExpiredTokenException', 403, 'The security token included in the request is expired'),
};

/** Elastic Disaster Recovery, protocol rest-json (API model 2020-02-26). */
export const drs: Service = {
  name: 'drs',
  operations: operations.map((operation) => operation.name),
  errors,
  writeError,
  bind(request) {
    const operation = byRoute.get(routeOf(request));
    if (operation === undefined) throw unmodelled(request);
    return {
      name: operation.name,
      run(call) {
        const { accountId } = call.caller;
        const cell = call.world.cell(accountId, call.region);
        const answer = operation.answer({ ...call, accountId, cell }, readRequest(request));
        return json(operation.status, answer, call.requestId);
      },
    };
  },
};

function unmodelled({ method, path }: HttpRequest): AwsError {
  const operation = method === 'POST' && /^\/[A-Za-z]+$/.test(path) ? path.slice(1) : `${method} ${path}`;
  return new AwsError(notImplemented, 501, `The simulator does not model the DRS operation ${operation}`);
}

function json(
  status: number,
  body: object | undefined,
  requestId: string,
  headers: Record<string, string> = {},
): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, ...headers },
    body: body === undefined ? '' : JSON.stringify(body),
  };
}

function writeError(error: AwsError, requestId: string): HttpReply {
  const headers = { 'x-amzn-errortype': error.code, ...error.headers };
  return json(error.status, { message: error.message, ...error.members }, requestId, headers);
}
