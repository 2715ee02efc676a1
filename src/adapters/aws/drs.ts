import { z } from 'zod';
import { limits } from '../../domain/limits.ts';
import type { Scope } from '../../domain/model/scope.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RecoveryJob, RecoveryService } from '../../ports/recovery-service.ts';
import type { AccountCall } from './account-call.ts';
import { askInChunks, readAllPages } from './chunks-and-pages.ts';
import type { ClientSettings } from './client-settings.ts';
import {
  jobLogItemSchema,
  recoveryInstanceSchema,
  recoveryJobSchema,
  recoverySnapshotSchema,
  sourceServerSchema,
  takenSnapshots,
} from './drs-replies.ts';
import { newestBefore, sourceServersToStart } from './drs-requests.ts';
import type { Operation } from './errors.ts';
import { createServiceRequest } from './service-request.ts';

/** AWS Elastic Disaster Recovery through the AWS SDK. */
export function createDrsRecoveryService(options: {
  readonly call: AccountCall;
  readonly clock: Clock;
  readonly settings: (region: string) => ClientSettings;
}): RecoveryService {
  const { clock } = options;
  const request = createServiceRequest({
    call: options.call,
    loadSdk: () => import('./sdk-drs.ts'),
    makeClient: (sdk, region, { credentials }) => new sdk.DrsClient({ ...options.settings(region), credentials }),
  });

  const readSourceServers = (scope: Scope, filters: { sourceServerIDs?: string[] }) =>
    readAllPages(clock, describeSourceServers, (nextToken) =>
      request(scope, describeSourceServers, sourceServerPageSchema, (sdk, client, sendOptions) =>
        client.send(new sdk.DescribeSourceServersCommand({ filters, maxResults, ...nextToken }), sendOptions),
      ),
    );

  const readJobs = (scope: Scope, filters: { jobIDs: string[] } | { fromDate: string }) =>
    readAllPages(clock, describeJobs, (nextToken) =>
      request(scope, describeJobs, jobPageSchema, (sdk, client, sendOptions) =>
        client.send(new sdk.DescribeJobsCommand({ filters, ...nextToken }), sendOptions),
      ),
    );

  const readRecoveryInstances = (scope: Scope, filters: { sourceServerIDs?: string[] }) =>
    readAllPages(clock, describeRecoveryInstances, (nextToken) =>
      request(scope, describeRecoveryInstances, recoveryInstancePageSchema, (sdk, client, sendOptions) =>
        client.send(new sdk.DescribeRecoveryInstancesCommand({ filters, maxResults, ...nextToken }), sendOptions),
      ),
    );

  return {
    describeSourceServers: (scope, sourceServerIds) =>
      sourceServerIds === undefined
        ? readSourceServers(scope, {})
        : askInChunks(clock, sourceServerIds, limits.sourceServerIdsPerRequest, (chunk) =>
            readSourceServers(scope, { sourceServerIDs: chunk }),
          ),

    async describeJobs(scope, filter) {
      const jobs =
        'since' in filter
          ? await readJobs(scope, { fromDate: filter.since })
          : await askInChunks(clock, filter.jobIds, limits.jobIdsPerRequest, (chunk) =>
              readJobs(scope, { jobIDs: chunk }),
            );
      return jobs.ok ? { ok: true, value: jobs.value.toSorted(newestFirst) } : jobs;
    },

    describeJobLog: (scope, jobID) =>
      readAllPages(clock, describeJobLogItems, (nextToken) =>
        request(scope, describeJobLogItems, jobLogPageSchema, (sdk, client, sendOptions) =>
          client.send(new sdk.DescribeJobLogItemsCommand({ jobID, ...nextToken }), sendOptions),
        ),
      ),

    describeRecoveryInstances: (scope, sourceServerIds) =>
      sourceServerIds === undefined
        ? readRecoveryInstances(scope, {})
        : askInChunks(clock, sourceServerIds, limits.sourceServerIdsPerRequest, (chunk) =>
            readRecoveryInstances(scope, { sourceServerIDs: chunk }),
          ),

    async describeRecoverySnapshots(scope, sourceServerID, newestAtOrBefore) {
      const input = { sourceServerID, ...newestBefore(newestAtOrBefore) };
      const snapshots = await readAllPages(
        clock,
        describeRecoverySnapshots,
        (nextToken) =>
          request(scope, describeRecoverySnapshots, recoverySnapshotPageSchema, (sdk, client, sendOptions) =>
            client.send(new sdk.DescribeRecoverySnapshotsCommand({ ...input, ...nextToken }), sendOptions),
          ),
        (items) => newestAtOrBefore !== undefined && takenSnapshots(items, newestAtOrBefore).length > 0,
      );
      return snapshots.ok ? { ok: true, value: takenSnapshots(snapshots.value, newestAtOrBefore) } : snapshots;
    },

    async startRecovery(scope, { sourceServerIds, isDrill, recoverySnapshotIds }) {
      const sourceServers = sourceServersToStart(sourceServerIds, recoverySnapshotIds);
      const reply = await request(scope, startRecovery, startedJobSchema, (sdk, client, sendOptions) =>
        client.send(new sdk.StartRecoveryCommand({ sourceServers, isDrill }), sendOptions),
      );
      return reply.ok ? { ok: true, value: reply.value.job } : reply;
    },

    async terminateRecoveryInstances(scope, recoveryInstanceIds) {
      const recoveryInstanceIDs = [...recoveryInstanceIds];
      const reply = await request(scope, terminateRecoveryInstances, startedJobSchema, (sdk, client, sendOptions) =>
        client.send(new sdk.TerminateRecoveryInstancesCommand({ recoveryInstanceIDs }), sendOptions),
      );
      return reply.ok ? { ok: true, value: reply.value.job } : reply;
    },
  };
}

const maxResults = limits.drsItemsPerPage;

const describeSourceServers: Operation = { operation: 'drs:DescribeSourceServers', mutates: false };
const describeJobs: Operation = { operation: 'drs:DescribeJobs', mutates: false };
const describeJobLogItems: Operation = { operation: 'drs:DescribeJobLogItems', mutates: false };
const describeRecoveryInstances: Operation = { operation: 'drs:DescribeRecoveryInstances', mutates: false };
const describeRecoverySnapshots: Operation = { operation: 'drs:DescribeRecoverySnapshots', mutates: false };
const startRecovery: Operation = { operation: 'drs:StartRecovery', mutates: true };
const terminateRecoveryInstances: Operation = { operation: 'drs:TerminateRecoveryInstances', mutates: true };

/** DRS writes the list also when it is empty: a reply without it is no answer. */
const pageOf = <Item>(item: z.ZodType<Item>) => z.object({ items: z.array(item), nextToken: z.string().optional() });
const sourceServerPageSchema = pageOf(sourceServerSchema);
const jobPageSchema = pageOf(recoveryJobSchema);
const jobLogPageSchema = pageOf(jobLogItemSchema);
const recoveryInstancePageSchema = pageOf(recoveryInstanceSchema);
const recoverySnapshotPageSchema = pageOf(recoverySnapshotSchema);
const startedJobSchema = z.object({ job: recoveryJobSchema });

/** Jobs of which DRS does not say when they began come last. */
const newestFirst = (a: RecoveryJob, b: RecoveryJob): number => creationMs(b) - creationMs(a);
const creationMs = ({ creationTime }: RecoveryJob): number => Date.parse(creationTime ?? '') || 0;
