import { isoTime } from '../../iso.ts';
import type { QueryInput } from '../../wire/query.ts';
import type { TemplateVersion } from '../../world/launch-template.ts';
import type { Server } from '../../world/server.ts';
import { defaultVersionNumber, launchTemplateId, templateVersions } from '../../world/server-template.ts';
import { type Ec2Call, ec2Operation } from './ec2-operation.ts';
import { ec2Error, invalidValue } from './errors.ts';
import { type Filterable, readFilters } from './filters.ts';
import { findVersion, namedTemplate } from './launch-template-request.ts';
import { versionView } from './launch-templates.ts';
import { ec2Page } from './paging.ts';

type Version = { server: Server; version: TemplateVersion };

/** Of one template, newest first; of all templates only `$Latest` and `$Default`. */
export const describeLaunchTemplateVersions = ec2Operation({
  name: 'DescribeLaunchTemplateVersions',
  members: [
    'LaunchTemplateId',
    'LaunchTemplateName',
    'LaunchTemplateVersion',
    'MinVersion',
    'MaxVersion',
    'ResolveAlias',
    'Filter',
    'MaxResults',
    'NextToken',
  ],
  run(call, input) {
    const server = namedTemplate(call, input);
    const numbers = input.list('LaunchTemplateVersion');
    const inBounds = readBounds(input);
    const holds = readFilters(input, filterable(call));
    const { items, nextToken } = ec2Page<Version>(call, input, {
      operation: 'DescribeLaunchTemplateVersions',
      min: 1,
      max: 200,
      candidates: server === undefined ? ofAll(call, numbers) : ofOne(call, server, numbers),
      matches: (one) => inBounds(one.version.number) && holds(one),
    });
    const item = items.map(({ server: owner, version }) => versionView(owner, version, call.asOf));
    return { launchTemplateVersionSet: { item }, nextToken };
  },
});

function ofOne({ asOf }: Ec2Call, server: Server, numbers: readonly string[]): Version[] {
  const id = launchTemplateId(server);
  const versions =
    numbers.length === 0
      ? templateVersions(server, asOf).reverse()
      : numbers.map((number) => findVersion(server, number, id, asOf));
  return [...new Set(versions)].map((version) => ({ server, version }));
}

function ofAll({ cell, asOf }: Ec2Call, numbers: readonly string[]): Version[] {
  if (numbers.length === 0 || numbers.some((number) => number !== '$Latest' && number !== '$Default')) {
    const message = 'Without a launch template, the versions must be $Latest or $Default.';
    throw ec2Error('MissingParameter', message);
  }
  return cell.serverList.flatMap((server) => ofOneOnce(server, numbers, asOf));
}

function ofOneOnce(server: Server, numbers: readonly string[], at: number): Version[] {
  const found = numbers.map((number) => findVersion(server, number, launchTemplateId(server), at));
  const once = new Map(found.map((version) => [version.number, version]));
  return [...once.values()].map((version) => ({ server, version }));
}

function readBounds(input: QueryInput): (number: number) => boolean {
  const [low = 1, high = Number.POSITIVE_INFINITY] = ['MinVersion', 'MaxVersion'].map((name) => {
    const text = input.text(name);
    if (text !== undefined && !/^[0-9]+$/.test(text)) throw invalidValue(text, name, 'Expecting a version number.');
    return text === undefined ? undefined : Number(text);
  });
  return (number) => number >= low && number <= high;
}

const filterable = ({ asOf }: Ec2Call): Filterable<Version> => ({
  tags: () => ({}),
  values: {
    'create-time': ({ version }) => [isoTime(version.createdAt)],
    'is-default-version': ({ server, version }) => [String(version.number === defaultVersionNumber(server, asOf))],
    'instance-type': ({ version }) => [version.data.instanceType],
    'image-id': ({ version }) => [version.data.imageId],
  },
});
