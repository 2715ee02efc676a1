/**
 * AWS for Breakwater without the SDK: the production code that pages, chunks, times out, assumes roles and reads errors,
 * straight on the simulator's services. What the SDK would serialise is written and read here, in as few words as the
 * engine needs; `test/simulation/bindings.test.ts` holds it to the SDK.
 */

import type { z } from 'zod';
import { type AccountCall, createAccountCall } from '../../src/adapters/aws/account-call.ts';
import type { AccountSession } from '../../src/adapters/aws/account-session.ts';
import { askInChunks, type Page, readAllPages } from '../../src/adapters/aws/chunks-and-pages.ts';
import { createClientSettings } from '../../src/adapters/aws/client-settings.ts';
import { createAccountAccess } from '../../src/adapters/aws/credentials.ts';
import {
  jobLogItemSchema,
  recoveryInstanceSchema,
  recoveryJobSchema,
  recoverySnapshotSchema,
  sourceServerSchema,
  takenSnapshots,
} from '../../src/adapters/aws/drs-replies.ts';
import { newestBefore, sourceServersToStart } from '../../src/adapters/aws/drs-requests.ts';
import { createdSchema, createExtended } from '../../src/adapters/aws/drs-staging.ts';
import type { Operation } from '../../src/adapters/aws/errors.ts';
import { createHomeAccess } from '../../src/adapters/aws/home-access.ts';
import { createLaunchSettingsService } from '../../src/adapters/aws/launch-settings.ts';
import {
  configurationChanges,
  configurationSchema,
  type LaunchSettingsCalls,
  launchSettingsOperations,
} from '../../src/adapters/aws/launch-settings-calls.ts';
import { createNetworkService } from '../../src/adapters/aws/network.ts';
import { createPermissionService } from '../../src/adapters/aws/permissions.ts';
import { clientTokenOf } from '../../src/adapters/aws/ssm.ts';
import {
  automationIdSchema,
  automationSchema,
  commandIdSchema,
  commandPageSchema,
  invocationPageSchema,
} from '../../src/adapters/aws/ssm-replies.ts';
import { createWireCall } from '../../src/adapters/aws/wire-call.ts';
import { limits } from '../../src/domain/limits.ts';
import type { Scope } from '../../src/domain/model/scope.ts';
import type { AutomationService } from '../../src/ports/automation-service.ts';
import type { Outcome } from '../../src/ports/aws-failure.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { ComputeService, Instance } from '../../src/ports/compute-service.ts';
import type { FunctionService } from '../../src/ports/function-service.ts';
import type { RecoveryJob, RecoveryService } from '../../src/ports/recovery-service.ts';
import type { TaggingService } from '../../src/ports/tagging-service.ts';
import type { Simulator } from '../../src/simulator/simulator-types.ts';
import type { HttpReply } from '../../src/simulator/wire/service.ts';
import { instancesIn, instanceTagsIn, templateMembers, templateVersionIn, textIn } from './query-replies.ts';

/**
 * Stands around every call on the wire, whichever binding makes it: `drs:DescribeJobs`. `about` tells calls of one name
 * apart: by whose credentials, in which Region, and what they name.
 */
export type AroundCall = <T>(operation: string, call: () => Promise<T>, about?: () => string) => Promise<T>;

export interface DirectAwsOptions {
  readonly simulator: Simulator;
  readonly clock: Clock;
  readonly homeAccountId: string;
  readonly accounts: readonly { readonly accountId: string; readonly roleArn: string }[];
  readonly around: AroundCall;
}

type Service = 'drs' | 'ec2' | 'sts' | 'ssm' | 'lambda';

export const createDirectAws = ({ simulator, clock, homeAccountId, accounts, around }: DirectAwsOptions) => {
  const exchange = async (
    { operation }: Operation,
    scope: Scope,
    session: AccountSession,
    request: { readonly path: string; readonly body: string; readonly target?: string },
  ): Promise<HttpReply> => {
    const service = serviceOf(operation);
    const { credentials } = session;
    const { accessKeyId } = typeof credentials === 'function' ? await credentials() : credentials;
    const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261102/${scope.region}/${service}/aws4_request`;
    const call = { method: 'POST', search: '', target: null, ...request };
    const about = (): string => aboutOf(authorization, request.path + request.body);
    const reply = await around(operation, () => simulator.exchange(call, authorization), about);
    if (reply.status >= 300) throw service === 'ec2' || service === 'sts' ? xmlError(reply) : jsonError(reply);
    return reply;
  };

  const wireCall = createWireCall({ clock });
  const home = createHomeAccess({
    settings: () => {
      throw new Error('bug: the direct binding has no SDK');
    },
    staticCredentials: { accessKeyId: 'AKIAHOME', secretAccessKey: 'secret' },
  });
  const callFromHome = createAccountCall({ access: home, wireCall, clock });
  // As with the SDK, whose client is loaded first: all who wait for credentials begin their time before STS's begins.
  const homeCall: AccountCall = async (request, send) => {
    await Promise.resolve();
    return callFromHome(request, send);
  };
  const callerIdentityBy = (accountCall: AccountCall) => async (scope: Scope) => {
    const reply = await accountCall({ ...getCallerIdentity, scope }, (session) =>
      exchange(getCallerIdentity, scope, session, form('GetCallerIdentity', {})),
    );
    return mapped(reply, ({ body }) => ({
      accountId: textIn(body, 'Account') ?? '',
      principalArn: textIn(body, 'Arn') ?? '',
    }));
  };
  const sts = {
    callerIdentity: callerIdentityBy(homeCall),
    assumeRole: async (scope: Scope, { roleArn }: { readonly roleArn: string }) => {
      const reply = await homeCall({ ...assumeRole, scope }, (session) =>
        exchange(assumeRole, scope, session, form('AssumeRole', { RoleArn: roleArn, RoleSessionName: 'breakwater' })),
      );
      return mapped(reply, ({ body }) => ({
        credentials: { accessKeyId: textIn(body, 'AccessKeyId') ?? '', secretAccessKey: 'secret' },
        expiryTime: new Date(textIn(body, 'Expiration') ?? '').toISOString(),
      }));
    },
  };
  const access = createAccountAccess({ accounts, clock, home, sts, homeAccountId });
  const call = createAccountCall({ access, wireCall, clock });

  const askDrs = async (scope: Scope, operation: Operation, input: object): Promise<Outcome<Reply>> => {
    const path = `/${operation.operation.slice('drs:'.length)}`;
    const reply = await call({ ...operation, scope }, (session) =>
      exchange(operation, scope, session, { path, body: JSON.stringify(input) }),
    );
    return mapped(reply, ({ body }): Reply => JSON.parse(body));
  };
  const pagesOf = <Item>(
    scope: Scope,
    operation: Operation,
    parse: (item: unknown) => Item,
    input: object,
    isEnough?: (items: readonly Item[]) => boolean,
  ) =>
    readAllPages(
      clock,
      operation,
      async (from) =>
        mapped(
          await askDrs(scope, operation, { ...input, ...from }),
          ({ items = [], nextToken }): Page<Item> => ({
            items: items.map(parse),
            nextToken,
          }),
        ),
      isEnough,
    );
  const serverPages = (scope: Scope, filters: object) =>
    pagesOf(scope, describeSourceServers, (item) => sourceServerSchema.parse(item), { filters, maxResults });
  const instancePages = (scope: Scope, filters: object) =>
    pagesOf(scope, describeRecoveryInstances, (item) => recoveryInstanceSchema.parse(item), { filters, maxResults });
  const jobPages = (scope: Scope, filters: object) =>
    pagesOf(scope, describeJobs, (item) => recoveryJobSchema.parse(item), { filters });
  const started = async (scope: Scope, operation: Operation, input: object): Promise<Outcome<RecoveryJob>> =>
    mapped(await askDrs(scope, operation, input), ({ job }) => recoveryJobSchema.parse(job));

  const recovery: RecoveryService = {
    describeSourceServers: (scope, ids) =>
      ids === undefined
        ? serverPages(scope, {})
        : askInChunks(clock, ids, limits.sourceServerIdsPerRequest, (chunk) =>
            serverPages(scope, { sourceServerIDs: chunk }),
          ),
    describeJobs: async (scope, filter) => {
      const jobs =
        'since' in filter
          ? await jobPages(scope, { fromDate: filter.since })
          : await askInChunks(clock, filter.jobIds, limits.jobIdsPerRequest, (chunk) =>
              jobPages(scope, { jobIDs: chunk }),
            );
      return mapped(jobs, (all) => all.toSorted((a, b) => createdMs(b) - createdMs(a)));
    },
    describeJobLog: (scope, jobID) =>
      pagesOf(scope, describeJobLogItems, (item) => jobLogItemSchema.parse(item), { jobID }),
    describeRecoveryInstances: (scope, ids) =>
      ids === undefined
        ? instancePages(scope, {})
        : askInChunks(clock, ids, limits.sourceServerIdsPerRequest, (chunk) =>
            instancePages(scope, { sourceServerIDs: chunk }),
          ),
    describeRecoverySnapshots: async (scope, sourceServerID, newestAtOrBefore) =>
      mapped(
        await pagesOf(
          scope,
          describeRecoverySnapshots,
          (item) => recoverySnapshotSchema.parse(item),
          { sourceServerID, ...newestBefore(newestAtOrBefore) },
          (items) => newestAtOrBefore !== undefined && takenSnapshots(items, newestAtOrBefore).length > 0,
        ),
        (items) => takenSnapshots(items, newestAtOrBefore),
      ),
    startRecovery: (scope, { sourceServerIds, isDrill, recoverySnapshotIds }) =>
      started(scope, startRecovery, {
        sourceServers: sourceServersToStart(sourceServerIds, recoverySnapshotIds),
        isDrill,
      }),
    terminateRecoveryInstances: (scope, ids) =>
      started(scope, terminateRecoveryInstances, { recoveryInstanceIDs: [...ids] }),
  };

  const askEc2 = async (scope: Scope, ids: readonly string[]): Promise<Outcome<readonly Instance[]>> => {
    const members = Object.fromEntries(ids.map((id, index) => [`InstanceId.${index + 1}`, id]));
    const reply = await call({ ...describeInstances, scope }, (session) =>
      exchange(describeInstances, scope, session, form('DescribeInstances', members)),
    );
    if (reply.ok || !reply.failure.code.startsWith('InvalidInstanceID.')) {
      return mapped(reply, ({ body }) => instancesIn(body));
    }
    // For one id that it does not know, EC2 refuses them all.
    const { message } = reply.failure;
    const known = ids.filter((id) => !message.includes(id));
    if (known.length === ids.length) return reply;
    return known.length === 0 ? { ok: true, value: [] } : askEc2(scope, known);
  };
  const compute: ComputeService = {
    describeInstances: (scope, ids) =>
      askInChunks(clock, ids, limits.instanceIdsPerRequest, (chunk) => askEc2(scope, chunk)),
  };
  const askSsm = async <Answer>(
    scope: Scope,
    operation: Operation,
    schema: z.ZodType<Answer>,
    input: object,
  ): Promise<Outcome<Answer>> => {
    const target = `AmazonSSM.${operation.operation.slice('ssm:'.length)}`;
    const reply = await call({ ...operation, scope }, (session) =>
      exchange(operation, scope, session, { path: '/', body: JSON.stringify(input), target }),
    );
    return mapped(reply, ({ body }) => schema.parse(JSON.parse(body)));
  };
  const automation: AutomationService = {
    startAutomation: (scope, { documentName, documentVersion, parameters, token }) =>
      askSsm(scope, startAutomation, automationIdSchema, {
        DocumentName: documentName,
        DocumentVersion: documentVersion,
        Parameters: parameters,
        ClientToken: clientTokenOf(token),
      }),
    describeAutomation: (scope, AutomationExecutionId) =>
      askSsm(scope, getAutomation, automationSchema, { AutomationExecutionId }),
    sendCommand: (scope, { documentName, documentVersion, parameters, instanceIds, comment }) =>
      askSsm(scope, sendCommand, commandIdSchema, {
        DocumentName: documentName,
        DocumentVersion: documentVersion,
        Parameters: parameters,
        InstanceIds: instanceIds,
        Comment: comment,
      }),
    findCommand: async (scope, { comment, since }) => {
      const commands = await readAllPages(clock, listCommands, ({ nextToken: NextToken }) =>
        askSsm(scope, listCommands, commandPageSchema, {
          Filters: [{ key: 'InvokedAfter', value: since }],
          NextToken,
        }),
      );
      return mapped(commands, (all) => {
        const found = all.find((each) => each.comment === comment);
        return found === undefined ? {} : { commandId: found.commandId };
      });
    },
    describeCommand: (scope, CommandId) =>
      readAllPages(clock, listInvocations, ({ nextToken: NextToken }) =>
        askSsm(scope, listInvocations, invocationPageSchema, { CommandId, Details: true, NextToken }),
      ),
  };
  const functions: FunctionService = {
    invoke: async (scope, { functionName, payload }) => {
      const path = `/2015-03-31/functions/${functionName}/invocations`;
      const reply = await call({ ...invokeFunction, scope }, (session) =>
        exchange(invokeFunction, scope, session, { path, body: payload }),
      );
      return mapped(reply, ({ headers, body }) => {
        const functionError = headers['x-amz-function-error'];
        return { payload: body, ...(functionError === undefined ? {} : { functionError }) };
      });
    },
  };
  const { getConfiguration, updateConfiguration, describeVersions, createVersion, modifyTemplate } =
    launchSettingsOperations;
  const askTemplates = async (scope: Scope, operation: Operation, members: Readonly<Record<string, string>>) =>
    mapped(
      await call({ ...operation, scope }, (session) =>
        exchange(operation, scope, session, form(operation.operation.slice('ec2:'.length), members)),
      ),
      ({ body }) => body,
    );
  const launchSettingsCalls: LaunchSettingsCalls = {
    getConfiguration: async (scope, sourceServerID) =>
      mapped(await askDrs(scope, getConfiguration, { sourceServerID }), (reply) => configurationSchema.parse(reply)),
    updateConfiguration: (scope, sourceServerID, changes) =>
      askDrs(scope, updateConfiguration, { sourceServerID, ...configurationChanges(changes) }),
    describeDefaultVersion: async (scope, LaunchTemplateId) =>
      mapped(
        await askTemplates(scope, describeVersions, { LaunchTemplateId, 'LaunchTemplateVersion.1': '$Default' }),
        (body) => ({ LaunchTemplateVersions: [templateVersionIn(body)] }),
      ),
    createVersion: async (scope, { LaunchTemplateData, ...request }) =>
      mapped(
        await askTemplates(scope, createVersion, { ...request, ...templateMembers(LaunchTemplateData) }),
        (body) => ({ LaunchTemplateVersion: templateVersionIn(body) }),
      ),
    modifyTemplate: (scope, LaunchTemplateId, SetDefaultVersion) =>
      askTemplates(scope, modifyTemplate, { LaunchTemplateId, SetDefaultVersion }),
  };
  const tagging: TaggingService = {
    describeInstanceTags: (scope, instanceIds) =>
      askInChunks(clock, instanceIds, limits.valuesPerFilter, (chunk) =>
        readAllPages(clock, describeInstances, async ({ nextToken }) => {
          const values = Object.fromEntries(chunk.map((id, index) => [`Filter.1.Value.${index + 1}`, id]));
          const reply = await call({ ...describeInstances, scope }, (session) =>
            exchange(
              describeInstances,
              scope,
              session,
              form('DescribeInstances', {
                'Filter.1.Name': 'instance-id',
                ...values,
                ...(nextToken === undefined ? {} : { NextToken: nextToken }),
              }),
            ),
          );
          return mapped(reply, ({ body }) => ({ items: instanceTagsIn(body), nextToken: textIn(body, 'nextToken') }));
        }),
      ),
    tagSourceServer: async (scope, { arn, tags }) =>
      mapped(
        await call({ ...tagResource, scope }, (session) =>
          exchange(tagResource, scope, session, {
            path: `/tags/${encodeURIComponent(arn)}`,
            body: JSON.stringify({ tags }),
          }),
        ),
        () => undefined,
      ),
  };
  // Asked rarely: by the SDK, which is loaded then.
  const settings = createClientSettings({
    fetch: async (request) => around(...(await wireCallOf(request, () => simulator.fetch(request)))),
  });
  return {
    recovery,
    staging: {
      listStagingAccounts: notBound,
      listExtensibleServers: notBound,
      createExtendedServer: async (scope: Scope, sourceServerArn: string) =>
        mapped(await askDrs(scope, createExtended, { sourceServerArn }), (reply) => createdSchema.parse(reply)),
    },
    compute,
    automation,
    functions,
    permissions: createPermissionService({
      call,
      iamSettings: (region) => settings('iam', region),
      ec2Settings: (region) => settings('ec2', region),
    }),
    network: createNetworkService({ call, clock, settings: (region) => settings('ec2', region) }),
    launchSettings: createLaunchSettingsService(launchSettingsCalls),
    tagging,
    identity: {
      callerIdentity: callerIdentityBy(createAccountCall({ access: access.anew, wireCall, clock })),
      ownIdentity: (region: string) => sts.callerIdentity({ accountId: homeAccountId, region }),
    },
    load: async () => {},
  };
};

/** As `AroundCall` is told of it. */
export const wireCallOf = async (request: Request, send: () => Promise<Response>) => {
  const { pathname } = new URL(request.url);
  const body = await request.clone().text();
  const about = (): string => aboutOf(request.headers.get('authorization') ?? '', pathname + body);
  return [operationOf(request, body), send, about] as const;
};

/** `drs:DescribeJobs`: in the path of DRS's requests, in the body of the others'. */
const operationOf = ({ url, headers }: Request, body: string): string => {
  const { hostname, pathname } = new URL(url);
  const service = hostname.split('.')[0] ?? '';
  const target = headers.get('x-amz-target');
  if (target !== null) return `${service}:${target.slice(target.indexOf('.') + 1)}`;
  if (service === 'lambda') return 'lambda:InvokeFunction';
  if (pathname.startsWith('/tags/')) return `${service}:TagResource`;
  if (pathname !== '/') return `${service}:${pathname.slice(1)}`;
  return `${service}:${new URLSearchParams(body).get('Action') ?? ''}`;
};

/** The SDK writes the same request otherwise: what both have is who asks where, and the ids that are named. */
const aboutOf = (authorization: string, request: string): string => {
  const [, accessKeyId, region] = /Credential=([^/]*)\/[^/]*\/([^/]*)/.exec(authorization) ?? [];
  return [accessKeyId, region, ...(request.match(/[a-z]+-[0-9a-f]{17}/g) ?? [])].join(' ');
};

const notBound = async (): Promise<never> => {
  throw new Error('bug: staging accounts are listed by the SDK alone');
};

interface Reply {
  readonly items?: readonly unknown[];
  readonly nextToken?: string;
  readonly job?: unknown;
}

const read = (operation: string): Operation => ({ operation, mutates: false });
const mutation = (operation: string): Operation => ({ operation, mutates: true });
const getCallerIdentity = read('sts:GetCallerIdentity');
const assumeRole = read('sts:AssumeRole');
const describeInstances = read('ec2:DescribeInstances');
const tagResource = mutation('drs:TagResource');
const maxResults = limits.drsItemsPerPage;
const describeSourceServers = read('drs:DescribeSourceServers');
const describeJobs = read('drs:DescribeJobs');
const describeJobLogItems = read('drs:DescribeJobLogItems');
const describeRecoveryInstances = read('drs:DescribeRecoveryInstances');
const describeRecoverySnapshots = read('drs:DescribeRecoverySnapshots');
const startRecovery = mutation('drs:StartRecovery');
const terminateRecoveryInstances = mutation('drs:TerminateRecoveryInstances');

const startAutomation = mutation('ssm:StartAutomationExecution');
const getAutomation = read('ssm:GetAutomationExecution');
const sendCommand = mutation('ssm:SendCommand');
const listCommands = read('ssm:ListCommands');
const listInvocations = read('ssm:ListCommandInvocations');
const invokeFunction = mutation('lambda:InvokeFunction');

const known: readonly Service[] = ['drs', 'ec2', 'sts', 'ssm', 'lambda'];

const serviceOf = (operation: string): Service => known.find((name) => operation.startsWith(`${name}:`)) ?? 'sts';

const createdMs = ({ creationTime }: RecoveryJob): number => Date.parse(creationTime ?? '') || 0;

const form = (action: string, members: Readonly<Record<string, string>>) => ({
  path: '/',
  body: new URLSearchParams({ Action: action, ...members }).toString(),
});

const mapped = <From, To>(outcome: Outcome<From>, map: (value: From) => To): Outcome<To> =>
  outcome.ok ? { ok: true, value: map(outcome.value) } : outcome;

/** As the SDK throws it: one without words has these. */
const sdkError = (reply: HttpReply, name: string, told: string, members: object): Error => {
  const message = told === '' ? 'UnknownError' : told;
  return Object.assign(new Error(message), members, {
    name,
    message,
    $fault: reply.status >= 500 ? 'server' : 'client',
    $metadata: { httpStatusCode: reply.status },
    $response: { statusCode: reply.status, headers: reply.headers, body: reply.body },
  });
};

const jsonError = (reply: HttpReply): Error => {
  const { message, ...members }: { message?: string } = JSON.parse(reply.body);
  return sdkError(reply, reply.headers['x-amzn-errortype'] ?? 'UnknownError', message ?? '', members);
};

const xmlError = (reply: HttpReply): Error =>
  sdkError(reply, textIn(reply.body, 'Code') ?? 'UnknownError', textIn(reply.body, 'Message') ?? '', {});
