/** Staging accounts and extended source servers: one account's data replicates into another. */
import {
  CreateExtendedSourceServerCommand,
  DescribeSourceServersCommand,
  DrsClient,
  ListExtensibleSourceServersCommand,
  ListStagingAccountsCommand,
} from '@aws-sdk/client-drs';
import { expect, test } from 'vitest';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { drsModel, violations } from './api-model.ts';
import { sdkRequestHandler } from './sdk-handler.ts';
import { drsCall, homeAccount, secondAccount } from './wire.ts';

const region = 'us-east-1';
const openCompany = () => {
  const simulator = createSimulator({
    seed: 3,
    estate: makeEstate({
      servers: 8,
      accountIds: [homeAccount, secondAccount],
      server: (index) => ({ ebsEncryption: index === 7 ? 'DEFAULT' : 'CUSTOM' }),
    }),
  });
  const arnOf = (index: number): string => {
    const server = simulator.servers(secondAccount, region)[index];
    return `arn:aws:drs:${region}:${secondAccount}:source-server/${server?.sourceServerId}`;
  };
  const client = new DrsClient({
    region,
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'any' },
    requestHandler: sdkRequestHandler(simulator.fetch),
    maxAttempts: 1,
  });
  return { simulator, client, arnOf };
};

test('a server is extended once: it is then a source server here, and its staging account is listed', async () => {
  const { client, arnOf } = openCompany();
  expect((await client.send(new ListStagingAccountsCommand({}))).accounts).toEqual([]);
  const extensible = new ListExtensibleSourceServersCommand({ stagingAccountID: secondAccount });
  const before = (await client.send(extensible)).items?.map(({ arn }) => arn);
  expect(before).toEqual([0, 1, 2, 3].map(arnOf));

  const sourceServerArn = arnOf(1);
  const command = new CreateExtendedSourceServerCommand({ sourceServerArn, tags: { Application: 'Reports' } });
  const { sourceServer } = await client.send(command);
  expect(sourceServer?.stagingArea).toEqual({
    status: 'EXTENDED',
    stagingAccountID: secondAccount,
    stagingSourceServerArn: sourceServerArn,
  });
  expect(sourceServer?.arn).toMatch(new RegExp(`^arn:aws:drs:${region}:${homeAccount}:source-server/s-[0-9a-f]{17}$`));
  expect(sourceServer?.tags).toMatchObject({ Application: 'Reports' });
  expect((await client.send(new ListStagingAccountsCommand({}))).accounts).toEqual([{ accountID: secondAccount }]);
  expect((await client.send(extensible)).items?.map(({ arn }) => arn)).toEqual([0, 2, 3].map(arnOf));

  const filters = { stagingAccountIDs: [secondAccount] };
  const found = await client.send(new DescribeSourceServersCommand({ filters }));
  expect(found.items?.map(({ sourceServerID }) => sourceServerID)).toEqual([sourceServer?.sourceServerID]);
  await expect(client.send(command)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('is already extended'),
  });
});

test('a server with the default EBS key is not extended, and an account that is not trusted shows nothing', async () => {
  const { client, arnOf } = openCompany();
  const defaultKey = new CreateExtendedSourceServerCommand({ sourceServerArn: arnOf(3) });
  await expect(client.send(defaultKey)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('cannot be extended if it has the default EBS encryption key'),
  });
  const foreign = new ListExtensibleSourceServersCommand({ stagingAccountID: '999988887777' });
  await expect(client.send(foreign)).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('answers are of the shapes of the API model, page by page', async () => {
  const { simulator, arnOf } = openCompany();
  const arns: unknown[] = [];
  let nextToken: unknown;
  do {
    const body = { stagingAccountID: secondAccount, maxResults: 3, ...(nextToken === undefined ? {} : { nextToken }) };
    const page = await drsCall(simulator, 'ListExtensibleSourceServers', body);
    expect(page.status).toBe(200);
    expect(violations(drsModel, 'ListExtensibleSourceServersResponse', page.body)).toEqual([]);
    arns.push(page.body['items']);
    nextToken = page.body['nextToken'];
  } while (nextToken !== undefined);
  expect(arns.flat()).toHaveLength(4);
  const created = await drsCall(simulator, 'CreateExtendedSourceServer', { sourceServerArn: arnOf(0) });
  expect(created.status).toBe(201);
  const listed = await drsCall(simulator, 'ListStagingAccounts', { maxResults: 1 });
  expect(listed.body).toEqual({ accounts: [{ accountID: secondAccount }] });
  expect(violations(drsModel, 'CreateExtendedSourceServerResponse', created.body)).toEqual([]);
  expect(violations(drsModel, 'ListStagingAccountsResponse', listed.body)).toEqual([]);
});
