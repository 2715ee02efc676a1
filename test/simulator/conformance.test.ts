import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { drsModel, isRecord, shapeOf, violations } from './api-model.ts';
import { badValues } from './bad-requests.ts';
import { drsCall, homeAccount, type RawAnswer } from './wire.ts';

const operations = [
  'DescribeSourceServers',
  'StartRecovery',
  'DescribeJobs',
  'DescribeJobLogItems',
  'DescribeRecoveryInstances',
  'TerminateRecoveryInstances',
  'DescribeRecoverySnapshots',
  'GetLaunchConfiguration',
  'UpdateLaunchConfiguration',
  'GetReplicationConfiguration',
  'UpdateReplicationConfiguration',
  'DisconnectRecoveryInstance',
  'DeleteRecoveryInstance',
  'DeleteJob',
  'ListTagsForResource',
  'TagResource',
  'UntagResource',
  'InitializeService',
  'ListStagingAccounts',
  'ListExtensibleSourceServers',
  'CreateExtendedSourceServer',
];
/** A request without members cannot be wrong. */
const withMembers = operations.filter((operation) => operation !== 'InitializeService');
/** In a URL every value is text. */
const unsayable = new Set(['.tagKeys[0] is no string']);
const region = 'us-east-1';
const api = drsModel;

/** What is wrong with an answer, by the model: the output shape, or the shape and status of the error. */
function faultsOf(operation: string, answer: RawAnswer): string[] {
  const declared = api.operations[operation];
  if (answer.status < 400) {
    const expected = declared?.http.responseCode ?? 200;
    const status = answer.status === expected ? [] : [`${operation}: status ${answer.status} instead of ${expected}`];
    if (declared?.output === undefined) return [...status, ...Object.keys(answer.body)];
    return [...status, ...violations(api, declared.output.shape, answer.body)];
  }
  const name = answer.headers.get('x-amzn-errortype') ?? 'no x-amzn-errortype';
  const { error } = shapeOf(api, name);
  const status = error?.httpStatusCode === answer.status ? [] : [`${name}: status ${answer.status}`];
  return [...status, ...violations(api, name, answer.body)];
}

/** Requests about one server, job or instance, which may exist or not. */
function settingsRequests(about: { serverId: string; jobId: string | undefined; instanceId: string | undefined }) {
  const { serverId: sourceServerID, jobId: jobID = 'drsjob-00000000000000000' } = about;
  const { instanceId: recoveryInstanceID = 'i-00000000000000000' } = about;
  const resourceArn = `arn:aws:drs:${region}:${homeAccount}:source-server/${sourceServerID}`;
  return {
    GetLaunchConfiguration: { sourceServerID },
    UpdateLaunchConfiguration: { sourceServerID, copyTags: true, licensing: { osByol: false } },
    GetReplicationConfiguration: { sourceServerID },
    UpdateReplicationConfiguration: { sourceServerID, bandwidthThrottling: 100, stagingAreaTags: { Cost: 'dr' } },
    DisconnectRecoveryInstance: { recoveryInstanceID },
    DeleteRecoveryInstance: { recoveryInstanceID },
    DeleteJob: { jobID },
    ListTagsForResource: { resourceArn },
    TagResource: { resourceArn, tags: { Owner: 'shop-team' } },
    UntagResource: { resourceArn, tagKeys: ['Owner', 'Name'] },
    InitializeService: {},
    ListStagingAccounts: { maxResults: 5 },
    ListExtensibleSourceServers: { stagingAccountID: homeAccount, maxResults: 5 },
    CreateExtendedSourceServer: { sourceServerArn: resourceArn },
  };
}

const serverIds = (simulator: Simulator, place = region): string[] =>
  simulator.servers(homeAccount, place).map((server) => server.sourceServerId);
const targets = (ids: readonly string[]) => ids.map((sourceServerID) => ({ sourceServerID }));

describe('DRS answers are of the shapes of the API model', () => {
  test('a drill of the whole sample company, watched to its end and cleaned up', async () => {
    const simulator = createSimulator({ seed: 21 });
    const all = serverIds(simulator);
    const found: string[] = [];
    const call = async (operation: string, body: unknown): Promise<RawAnswer> => {
      const answer = await drsCall(simulator, operation, body);
      found.push(...faultsOf(operation, answer));
      return answer;
    };
    const startable = simulator.servers(homeAccount, region).filter((one) => !one.name.startsWith('norecovery'));
    const started = await call('StartRecovery', {
      sourceServers: targets(startable.map((one) => one.sourceServerId)),
      isDrill: true,
      tags: { Purpose: 'conformance' },
    });
    expect(started.status).toBe(202);
    const jobId = simulator.jobs(homeAccount, region)[0]?.jobId;
    for (let minute = 0; minute < 60; minute += 1) {
      await call('DescribeJobs', { filters: { jobIDs: [jobId] } });
      await call('DescribeRecoveryInstances', { maxResults: 200 });
      if (minute % 10 === 0) await call('DescribeSourceServers', { maxResults: 200 });
      if (minute % 10 === 0) await call('DescribeJobLogItems', { jobID: jobId, maxResults: 500 });
      simulator.clock.advance(60);
    }
    for (const id of all.slice(0, 3)) await call('DescribeRecoverySnapshots', { sourceServerID: id, order: 'ASC' });
    const launched = simulator.servers(homeAccount, region).flatMap((one) => one.instanceId ?? []);
    expect(launched.length).toBeGreaterThan(60);
    // The job of the stuck server holds all its servers for ever, so that the clean-up is refused.
    const refused = await call('TerminateRecoveryInstances', { recoveryInstanceIDs: launched.slice(0, 5) });
    expect(refused.headers.get('x-amzn-errortype')).toBe('ConflictException');
    expect([...new Set(found.map((one) => one.replaceAll(/\[[0-9]+\]/g, '[]')))]).toEqual([]);
  });

  test('whatever is asked in whatever order, every answer and every refusal fits', async () => {
    const seed = 1729;
    const step = fc.record({
      operation: fc.constantFrom(...operations),
      pick: fc.nat(40),
      drill: fc.boolean(),
      wait: fc.nat(400),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const simulator = createSimulator({
          seed,
          estate: makeEstate({ servers: 30 }),
          quotas: { jobsInProgress: 3, serversPerJob: 6, serversInAllJobs: 8 },
        });
        const ids = [...serverIds(simulator), 's-00000000000000000'];
        for (const { operation, pick, drill, wait } of steps) {
          const jobIds = simulator.jobs(homeAccount, region).map((job) => job.jobId);
          const instances = simulator.servers(homeAccount, region).flatMap((one) => one.instanceId ?? []);
          const inputs: Record<string, unknown> = {
            DescribeSourceServers: { filters: { sourceServerIDs: ids.slice(0, pick) }, maxResults: pick + 1 },
            StartRecovery: {
              sourceServers: targets(ids.slice(pick % 31, (pick % 31) + 1 + (pick % 8))),
              isDrill: drill,
            },
            DescribeJobs: { filters: { jobIDs: jobIds.slice(0, pick) }, maxResults: 2 },
            DescribeJobLogItems: { jobID: jobIds[0] ?? 'drsjob-00000000000000000', maxResults: pick + 1 },
            DescribeRecoveryInstances: { filters: { sourceServerIDs: ids.slice(0, pick) } },
            TerminateRecoveryInstances: { recoveryInstanceIDs: [instances[pick % 5] ?? 'i-00000000000000000'] },
            DescribeRecoverySnapshots: { sourceServerID: ids[pick % 31], maxResults: pick + 1 },
            ...settingsRequests({
              serverId: `${ids[pick % 31]}`,
              jobId: jobIds[pick % 3],
              instanceId: instances[pick % 5],
            }),
          };
          expect(faultsOf(operation, await drsCall(simulator, operation, inputs[operation]))).toEqual([]);
          simulator.clock.advance(wait + 1);
        }
      }),
      { seed, numRuns: 60 },
    );
  });

  test.each(withMembers)('%s refuses every request that the model does not allow', async (operation) => {
    const simulator = createSimulator({ seed: 5, estate: makeEstate({ servers: 1 }) });
    const input = api.operations[operation]?.input.shape ?? 'no input';
    const cases = badValues(api, input).filter(({ why }) => !unsayable.has(why));
    const accepted: string[] = [];
    for (const { why, value } of cases) {
      const answer = await drsCall(simulator, operation, value);
      if (answer.status !== 400 || answer.headers.get('x-amzn-errortype') !== 'ValidationException') {
        accepted.push(`${why}: ${answer.status} ${JSON.stringify(answer.body)}`);
      }
    }
    expect(accepted).toEqual([]);
    expect(simulator.jobs(homeAccount, region)).toEqual([]);
    expect(cases.length).toBeGreaterThan(3);
  });

  test('a member that the model does not know is ignored, and null means absent', async () => {
    const simulator = createSimulator({ estate: makeEstate({ servers: 1 }) });
    const answer = await drsCall(simulator, 'DescribeSourceServers', {
      colour: 'blue',
      filters: null,
      maxResults: null,
    });
    expect(answer.status).toBe(200);
    expect(answer.body['items']).toHaveLength(1);
  });

  test('an operation that is not modelled is refused by name', async () => {
    const simulator = createSimulator();
    const answer = await drsCall(simulator, 'ReverseReplication', { recoveryInstanceID: 'i-1' });
    expect(answer.status).toBe(501);
    expect(answer.headers.get('x-amzn-errortype')).toBe('NotImplementedBySimulator');
    expect(answer.body['message']).toContain('ReverseReplication');
    expect(isRecord(answer.body)).toBe(true);
  });
});
