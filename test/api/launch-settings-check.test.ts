/** What is wrong in launch settings: told live, and on save. */
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import { clientsOf } from '../simulator/clients.ts';
import { networkOf } from '../support/estate-network.ts';
import { HOME_ACCOUNT, HOME_REGION, OTHER_ACCOUNT } from '../support/rig.ts';
import { shopEstate } from '../support/shop.ts';
import { setUpApi } from './set-up.ts';

const place = { accountId: HOME_ACCOUNT, region: HOME_REGION };
type Finding = { readonly path: readonly string[]; readonly message: string };

async function setUp() {
  const { call, rig, shop } = setUpApi();
  await call('POST', `/api/accounts/${place.accountId}`, { accountName: 'home', regions: [place.region] });
  await rig.load();
  const [one = '', two = '', three = ''] = shop.servers.application;
  const draft = (settings: object) => ({
    ...place,
    selection: { sourceServerIds: [one, two, three] },
    ...settings,
  });
  const check = async (settings: object) =>
    (await call('POST', '/api/protection-groups/launch-settings/check', draft(settings))).body;
  /** `path: message` of each error. */
  const errorsOf = async (settings: object): Promise<string[]> =>
    (await check(settings)).errors.map(({ path, message }: Finding) => `${path.join('.')}: ${message}`);
  const save = (settings: object, groupName = 'app') =>
    call('POST', '/api/protection-groups', { groupName, ...draft(settings) });
  const refuse = (operation: string) =>
    rig.simulator.faults.add({ kind: 'access-denied', operation, message: 'not authorized', times: 1 });
  return {
    call,
    rig,
    shop,
    one,
    two,
    three,
    draft,
    check,
    errorsOf,
    save,
    refuse,
    ...(await networkOf(rig.simulator)),
  };
}

describe('launch settings are checked', () => {
  test('settings that AWS can launch with have no errors, and nothing is saved by asking', async () => {
    const { check, call, one, subnet, securityGroupIds } = await setUp();
    const found = await check({
      launchConfig: { subnetId: subnet.subnetId, securityGroupIds, instanceType: 'm5.xlarge' },
      serverOverrides: { [one]: { staticPrivateIp: `${subnet.prefix}.77`, instanceType: 'm7i.metal-24xl' } },
    });
    expect(found).toEqual({ errors: [], unchecked: [] });
    expect((await call('GET', '/api/protection-groups')).body.items).toEqual([]);
  });

  test('the first four addresses and the last are refused, those beside them are not', async () => {
    const { errorsOf, one, subnet } = await setUp();
    const network = subnet.prefix.split('.').slice(0, 2).join('.');
    const refused: string[] = [];
    for (const host of ['0.0', '0.1', '0.2', '0.3', '0.4', '255.254', '255.255']) {
      const serverOverrides = { [one]: { staticPrivateIp: `${network}.${host}` } };
      const errors = await errorsOf({ launchConfig: { subnetId: subnet.subnetId }, serverOverrides });
      if (errors.length > 0) refused.push(host);
    }
    expect(refused).toEqual(['0.0', '0.1', '0.2', '0.3', '255.255']);
  });

  test('an address must be one, be private, and lie in the subnet of its server', async () => {
    const { call, draft, errorsOf, one, two, subnet, homeSubnet } = await setUp();
    const overrides = (staticPrivateIp: string) => ({
      launchConfig: { subnetId: subnet.subnetId },
      serverOverrides: { [one]: { staticPrivateIp } },
    });
    const address = '/api/protection-groups/launch-settings/check';
    const malformed = await call('POST', address, draft(overrides('10.20.0.256')));
    expect([malformed.status, malformed.body.errors]).toEqual([
      422,
      [{ path: ['serverOverrides', one, 'staticPrivateIp'], message: 'an IPv4 address looks like 10.0.1.20' }],
    ]);
    for (const foreign of ['127.0.0.1', '169.254.169.254', '198.18.0.9', '8.8.8.8']) {
      expect(await errorsOf(overrides(foreign)), foreign).toEqual([expect.stringContaining('not a private address')]);
    }
    expect(await errorsOf(overrides(`${homeSubnet.prefix}.9`))).toEqual([
      expect.stringContaining('outside of the subnet'),
    ]);
    const own = { [two]: { subnetId: homeSubnet.subnetId, staticPrivateIp: `${homeSubnet.prefix}.9` } };
    expect(await errorsOf({ launchConfig: { subnetId: subnet.subnetId }, serverOverrides: own })).toEqual([]);
    expect(await errorsOf({ serverOverrides: { [one]: { staticPrivateIp: '10.0.0.9' } } })).toEqual([
      expect.stringContaining('needs a subnetId'),
    ]);
  });

  test('an address is for one server: of the group, of other groups, and of all interfaces in the subnet', async () => {
    const { rig, shop, save, errorsOf, one, two, subnet } = await setUp();
    const launchConfig = { subnetId: subnet.subnetId };
    const staticPrivateIp = `${subnet.prefix}.90`;
    const twice = { [one]: { staticPrivateIp }, [two]: { staticPrivateIp } };
    const inGroup = await errorsOf({ launchConfig, serverOverrides: twice });
    expect(inGroup).toHaveLength(1);
    expect(inGroup[0]).toMatch(/staticPrivateIp: s-\w+ of this group has it already$/);

    const [web = ''] = shop.servers.web;
    const other = {
      launchConfig,
      selection: { sourceServerIds: [web] },
      serverOverrides: { [web]: { staticPrivateIp } },
    };
    expect((await save(other, 'web')).status).toBe(201);
    expect(await errorsOf({ launchConfig, serverOverrides: { [one]: { staticPrivateIp } } })).toEqual([
      `serverOverrides.${one}.staticPrivateIp: ${web} of group "web" has it already`,
    ]);

    const planId = await rig.savePlan('db', [{ servers: shop.servers.database.slice(0, 1) }]);
    const executionId = await rig.launch(planId);
    await rig.runToEnd(executionId);
    const [server] = await rig.servers(executionId);
    const inUse = `${server?.observed?.privateIp}`;
    expect(await errorsOf({ launchConfig, serverOverrides: { [one]: { staticPrivateIp: inUse } } })).toEqual([
      expect.stringMatching(new RegExp(`staticPrivateIp: in use: eni-\\w+ of ${server?.observed?.instanceId} has it`)),
    ]);
    // Its own next launch deletes that instance.
    const self = `${server?.sourceServerId}`;
    const ownAddress = {
      selection: { sourceServerIds: [self] },
      serverOverrides: { [self]: { staticPrivateIp: inUse } },
    };
    expect(await errorsOf({ launchConfig, ...ownAddress })).toEqual([]);
  });

  test('subnets, security groups and types must exist; metal is offered in the zone that has it only', async () => {
    const { errorsOf, one, subnet, homeSubnet } = await setUp();
    const launchConfig = {
      subnetId: 'subnet-00000000000000bad',
      securityGroupIds: ['sg-00000000000000bad'],
      instanceType: 'm99.large',
    };
    expect((await errorsOf({ launchConfig })).toSorted()).toEqual([
      'launchConfig.instanceType: not offered in us-east-1',
      'launchConfig.securityGroupIds: no such security group here: sg-00000000000000bad',
      'launchConfig.subnetId: no such subnet in 111122223333/us-east-1',
    ]);
    const metal = { subnetId: subnet.subnetId, instanceType: 'm7i.metal-24xl' };
    expect(await errorsOf({ launchConfig: { ...metal, instanceType: 'm7i-flex.large' } })).toEqual([]);
    expect(await errorsOf({ launchConfig: metal })).toEqual([]);
    const moved = { [one]: { subnetId: homeSubnet.subnetId } };
    expect(await errorsOf({ launchConfig: metal, serverOverrides: moved })).toEqual([
      'launchConfig.instanceType: not offered in us-east-1b, the zone of the subnet',
    ]);
  });

  test('what contradicts itself is told before AWS is asked', async () => {
    const { rig, errorsOf, one, two, three } = await setUp();
    const stranger = 's-0000000000000dead';
    const errors = await errorsOf({
      launchConfig: { instanceType: 'm5.large', targetInstanceTypeRightSizingMethod: 'BASIC' },
      serverOverrides: {
        [one]: { subnetId: 'subnet-01234567', staticPrivateIp: '10.0.0.9', copyPrivateIp: true },
        [two]: { launchIntoInstanceId: 'i-0123456789abcdef0', instanceType: 'm5.large' },
        [three]: { copyTags: null },
        [stranger]: { copyTags: true },
      },
    });
    expect(errors).toHaveLength(4);
    expect(errors).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^launchConfig\.instanceType: has no effect/),
        expect.stringMatching(/s-0000000000000dead: the group does not select this server/),
        `serverOverrides.${one}.staticPrivateIp: not together with copyPrivateIp: a server has one address`,
        `serverOverrides.${two}.instanceType: not together with launchIntoInstanceId: an existing instance keeps its own`,
      ]),
    );
    expect(rig.simulator.calls().counts['ec2:DescribeSubnets']).toBe(1);
  });

  test('a field that DRS owns is refused in words, and so is one that nobody knows', async () => {
    const { save } = await setUp();
    const { status, body } = await save({ launchConfig: { imageId: 'ami-1', instanceTyp: 'm5.large' } });
    expect(status).toBe(422);
    expect(body.errors).toEqual([
      { path: ['launchConfig', 'imageId'], message: 'DRS sets imageId itself, at each launch: it cannot be set here' },
      { path: ['launchConfig', 'instanceTyp'], message: 'unknown field "instanceTyp"; did you mean "instanceType"?' },
    ]);
  });

  test('defect 8.3.25: the account of the servers is asked, with its own credentials', async () => {
    const { rig, check, subnet } = await setUp();
    const far = await networkOf(rig.simulator, 'eu-west-1').catch(() => undefined);
    expect(far).toBeUndefined();
    const found = await check({ accountId: OTHER_ACCOUNT, launchConfig: { subnetId: subnet.subnetId } });
    expect(found.errors).toEqual([]);
    expect(found.unchecked).toEqual([
      { path: ['launchConfig', 'subnetId'], message: expect.stringContaining('sts:AssumeRole') },
    ]);
  });

  test('what AWS does not answer is unchecked, never right: the save says so, and saves', async () => {
    const { check, save, refuse, subnet } = await setUp();
    const launchConfig = { subnetId: subnet.subnetId, instanceProfileName: 'web' };
    refuse('DescribeSubnets');
    const expected = [
      {
        path: ['launchConfig', 'subnetId'],
        message: 'not checked: ec2:DescribeSubnets: UnauthorizedOperation: not authorized',
      },
      { path: ['launchConfig', 'instanceProfileName'], message: expect.stringMatching(/^not checked: IAM/) },
    ];
    expect(await check({ launchConfig })).toEqual({ errors: [], unchecked: expected });
    refuse('DescribeSubnets');
    const saved = await save({ launchConfig });
    expect([saved.status, saved.body.unchecked]).toEqual([201, expected]);
  });

  test('a save is refused for what is wrong, field by field, and a description is mended without asking AWS', async () => {
    const { call, save, rig, subnet } = await setUp();
    const refused = await save({ launchConfig: { subnetId: 'subnet-00000000000000bad' } });
    expect([refused.status, refused.body.errors]).toEqual([
      422,
      [{ path: ['launchConfig', 'subnetId'], message: 'no such subnet in 111122223333/us-east-1' }],
    ]);
    const saved = await save({ launchConfig: { subnetId: subnet.subnetId } });
    const { groupId, version, createdTime: _c, updatedTime: _u, updatedBy: _b, ...definition } = saved.body;
    const asked = rig.simulator.calls().counts['ec2:DescribeSubnets'];
    const body = { ...definition, description: 'the application', version };
    expect((await call('PUT', `/api/protection-groups/${groupId}`, body)).status).toBe(200);
    expect(rig.simulator.calls().counts['ec2:DescribeSubnets']).toBe(asked);
  });

  test.each(['by itself', 'by a file'])(
    'of two groups saved %s at once with one address, the second is refused',
    async (how) => {
      const { call, rig, one, two, subnet } = await setUp();
      const definition = (groupName: string, id: string) => ({
        kind: 'ProtectionGroup' as const,
        groupName,
        description: '',
        ...place,
        selection: { sourceServerIds: [id] },
        launchConfig: { subnetId: subnet.subnetId },
        serverOverrides: { [id]: { staticPrivateIp: `${subnet.prefix}.90` } },
      });
      const save = (groupName: string, id: string) =>
        how === 'by a file'
          ? rig.catalog.apply([definition(groupName, id)], { actor: 'ana' })
          : rig.catalog.putGroup(definition(groupName, id), 'ana');
      const [a, b] = await rig.clock.complete(Promise.all([save('a', one), save('b', two)]));
      const refused = [a, b].filter(({ kind }) => kind === 'invalid');
      expect(refused).toMatchObject([
        { errors: [{ message: expect.stringMatching(/^s-\w+ of group "[ab]" has it already$/) }] },
      ]);
      expect((await call('GET', '/api/protection-groups')).body.items).toHaveLength(1);
    },
  );

  test('groups of one file are checked beside each other, and none is saved when one is wrong', async () => {
    const { call, one, two, subnet } = await setUp();
    const group = (groupName: string, id: string) => ({
      kind: 'ProtectionGroup',
      groupName,
      ...place,
      selection: { sourceServerIds: [id] },
      launchConfig: { subnetId: subnet.subnetId },
      serverOverrides: { [id]: { staticPrivateIp: `${subnet.prefix}.90` } },
    });
    const refused = await call('POST', '/api/apply', { documents: [group('a', one), group('b', two)] });
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map(({ path }: Finding) => path[1])).toEqual([0, 1]);
    expect((await call('GET', '/api/protection-groups')).body.items).toEqual([]);
    expect((await call('POST', '/api/apply', { documents: [group('a', one)] })).status).toBe(200);
  });
});

describe('an existing instance to be launched into', () => {
  const tags = { AWSDRS: 'AllowLaunchingIntoThisInstance' };
  const instance = (name: string, more: object = {}) => ({ name, ...place, tags, ...more });
  const instances = [
    instance('fit'),
    instance('untagged', { tags: {} }),
    instance('graviton', { instanceType: 'm7g.large' }),
    instance('windows', { os: 'windows' }),
    instance('uefi', { bootMode: 'uefi' }),
    instance('running', { state: 'running' }),
  ];
  const setUpInstances = async () => {
    const { call, rig, shop } = setUpApi({}, { estate: { ...makeEstate(shopEstate), instances } });
    await call('POST', `/api/accounts/${place.accountId}`, { accountName: 'home', regions: [place.region] });
    await rig.load();
    const { Reservations = [] } = await clientsOf(rig.simulator).ec2.send(new DescribeInstancesCommand({}));
    const ids = new Map(
      Reservations.flatMap(({ Instances = [] }) =>
        Instances.map(({ InstanceId = '', Tags = [] }) => [Tags.find(({ Key }) => Key === 'Name')?.Value, InstanceId]),
      ),
    );
    const [one = '', two = '', three = ''] = shop.servers.application;
    const definition = (serverOverrides: object) => ({
      ...place,
      selection: { sourceServerIds: [one, two, three] },
      serverOverrides,
    });
    const check = async (serverOverrides: object) =>
      (await call('POST', '/api/protection-groups/launch-settings/check', definition(serverOverrides))).body;
    const save = (serverOverrides: object) =>
      call('POST', '/api/protection-groups', { groupName: 'app', ...definition(serverOverrides) });
    return { rig, one, two, check, save, idOf: (name: string) => `${ids.get(name)}` };
  };

  test.each([
    ['untagged', 'it lacks the tag AWSDRS = AllowLaunchingIntoThisInstance'],
    ['graviton', 'its architecture is arm64, and has to be x86_64'],
    ['windows', 'its platform is Windows, and has to be Linux'],
    ['uefi', 'its boot mode is uefi, and has to be legacy-bios'],
  ])('that is %s is refused at its field, live and on save', async (name, message) => {
    const { one, check, save, idOf } = await setUpInstances();
    const serverOverrides = { [one]: { launchIntoInstanceId: idOf(name) } };
    const errors = [{ path: ['serverOverrides', one, 'launchIntoInstanceId'], message }];
    expect(await check(serverOverrides)).toEqual({ errors, unchecked: [] });
    const saved = await save(serverOverrides);
    expect([saved.status, saved.body.errors]).toEqual([422, errors]);
  });

  test('that is fit is saved, one that nobody has is not, and one for two servers is refused at the second', async () => {
    const { one, two, check, save, idOf } = await setUpInstances();
    const into = (launchIntoInstanceId: string) => ({ launchIntoInstanceId });
    expect((await check({ [one]: into('i-0123456789abcdef0') })).errors).toEqual([
      {
        path: ['serverOverrides', one, 'launchIntoInstanceId'],
        message: `there is no such instance in ${HOME_ACCOUNT}/${HOME_REGION}`,
      },
    ]);
    const both = { [one]: into(idOf('fit')), [two]: into(idOf('fit')) };
    expect((await check(both)).errors).toEqual([
      {
        path: ['serverOverrides', expect.any(String), 'launchIntoInstanceId'],
        message: expect.stringContaining('has it already'),
      },
    ]);
    expect(await check({ [one]: into(idOf('fit')) })).toEqual({ errors: [], unchecked: [] });
    expect((await save({ [one]: into(idOf('fit')) })).status).toBe(201);
  });

  test('that runs is saved, and told: it has to be stopped by then', async () => {
    const { one, save, idOf } = await setUpInstances();
    const saved = await save({ [one]: { launchIntoInstanceId: idOf('running') } });
    expect([saved.status, saved.body.unchecked]).toEqual([
      201,
      [
        {
          path: ['serverOverrides', one, 'launchIntoInstanceId'],
          message: `whether it will be stopped at the launch is not known: ${idOf('running')} is running, and DRS launches into a stopped instance only`,
        },
      ],
    ]);
  });

  test.each(['DescribeInstances', 'DescribeSourceServers'])(
    'that %s does not tell of is unchecked, not right',
    async (operation) => {
      const { rig, one, check, idOf } = await setUpInstances();
      rig.simulator.faults.add({ kind: 'access-denied', operation, message: 'not authorized', times: 1 });
      const found = await check({ [one]: { launchIntoInstanceId: idOf('fit') } });
      expect(found.errors).toEqual([]);
      expect(found.unchecked).toEqual([
        {
          path: ['serverOverrides', one, 'launchIntoInstanceId'],
          message: expect.stringMatching(/^not checked: .*not authorized/),
        },
      ]);
    },
  );
});

/** AWS's answers to one operation, changed on their way. */
const changing =
  (operation: string, change: (reply: string) => string) =>
  async (request: Request, send: (request: Request) => Promise<Response>): Promise<Response> => {
    const asked = await request.clone().text();
    const reply = await send(request);
    return asked.includes(`Action=${operation}`) ? new Response(change(await reply.text()), reply) : reply;
  };

test('an address in use is told to the server that wants it, and not when another subnet has it', async () => {
  let elsewhere = false;
  const network = changing('DescribeNetworkInterfaces', (reply) =>
    elsewhere ? reply.replaceAll(/<subnetId>[^<]*</g, '<subnetId>subnet-0e15e<') : reply,
  );
  const { call, rig, shop } = setUpApi({}, { network });
  await rig.load();
  const { subnet } = await networkOf(rig.simulator);
  const executionId = await rig.launch(await rig.savePlan('db', [{ servers: shop.servers.database }]));
  await rig.runToEnd(executionId);
  const used = (await rig.servers(executionId)).map(({ observed }) => `${observed?.privateIp}`);
  const [one = '', two = '', three = ''] = shop.servers.application;
  const definition = {
    ...place,
    selection: { sourceServerIds: [one, two, three] },
    launchConfig: { subnetId: subnet.subnetId },
    serverOverrides: {
      [one]: { staticPrivateIp: used[0] },
      [two]: { staticPrivateIp: used[1] },
      [three]: { staticPrivateIp: `${subnet.prefix}.201` },
    },
  };
  const check = async (): Promise<Finding[]> =>
    (await call('POST', '/api/protection-groups/launch-settings/check', definition)).body.errors;
  expect(new Set((await check()).map(({ path }) => path[1]))).toEqual(new Set([one, two]));
  elsewhere = true;
  expect(await check()).toEqual([]);
});

test('what is claimed in another account is no conflict here', async () => {
  const { call, rig, shop } = setUpApi();
  await rig.load();
  const { subnet } = await networkOf(rig.simulator);
  const [one = '', two = ''] = shop.servers.application;
  const claiming = (accountId: string, id: string) => ({
    groupName: accountId,
    accountId,
    region: HOME_REGION,
    selection: { sourceServerIds: [id] },
    launchConfig: { subnetId: subnet.subnetId },
    serverOverrides: { [id]: { staticPrivateIp: `${subnet.prefix}.91` } },
  });
  expect((await call('POST', '/api/protection-groups', claiming(OTHER_ACCOUNT, one))).status).toBe(201);
  expect((await call('POST', '/api/protection-groups', claiming(HOME_ACCOUNT, two))).status).toBe(201);
});

test('security groups of another VPC than the subnet’s are refused, each by name', async () => {
  const foreign = changing('DescribeSecurityGroups', (reply) =>
    reply.replaceAll(/<vpcId>[^<]*</g, '<vpcId>vpc-0elsewhere<'),
  );
  const { call, rig, shop } = setUpApi({}, { network: foreign });
  await rig.load();
  const { subnet, securityGroupIds } = await networkOf(rig.simulator);
  const definition = (launchConfig: object) => ({
    ...place,
    selection: { sourceServerIds: shop.servers.application },
    launchConfig,
  });
  const errorsOf = async (launchConfig: object): Promise<Finding[]> =>
    (await call('POST', '/api/protection-groups/launch-settings/check', definition(launchConfig))).body.errors;
  const errors = await errorsOf({ subnetId: subnet.subnetId, securityGroupIds: securityGroupIds.slice(0, 2) });
  expect(errors.map(({ path, message }) => [path.join('.'), message])).toEqual(
    securityGroupIds
      .slice(0, 2)
      .map((id) => [
        'launchConfig.securityGroupIds',
        expect.stringMatching(new RegExp(`^${id} is of vpc-0elsewhere, and the subnet of vpc-`)),
      ]),
  );
  // Without a subnet nobody knows which VPC is meant.
  expect(await errorsOf({ securityGroupIds })).toEqual([]);
});

test('security groups of two VPCs are refused without a subnet too: no instance can have them', async () => {
  const network = changing('DescribeSecurityGroups', (reply) =>
    reply.replace(/<vpcId>[^<]*</, '<vpcId>vpc-0elsewhere<'),
  );
  const { call, rig, shop } = setUpApi({}, { network });
  await rig.load();
  const { securityGroupIds } = await networkOf(rig.simulator);
  const [one = '', two = ''] = securityGroupIds;
  const { body } = await call('POST', '/api/protection-groups/launch-settings/check', {
    ...place,
    selection: { sourceServerIds: shop.servers.application },
    launchConfig: { securityGroupIds: [one, two] },
  });
  expect(body.errors).toEqual([
    {
      path: ['launchConfig', 'securityGroupIds'],
      message: expect.stringMatching(new RegExp(`^${two} is of vpc-\\w+, and ${one} of vpc-0elsewhere$`)),
    },
  ]);
});
