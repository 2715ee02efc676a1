import { isoTime } from '../../iso.ts';
import type { XmlObject } from '../../wire/xml.ts';
import type { TemplateVersion } from '../../world/launch-template.ts';
import type { Server } from '../../world/server.ts';
import {
  defaultVersionNumber,
  launchTemplateId,
  launchTemplateName,
  templateVersions,
} from '../../world/server-template.ts';
import { type Ec2Call, ec2Operation } from './ec2-operation.ts';
import { ec2Error, missing } from './errors.ts';
import { readFilters } from './filters.ts';
import { readTemplateData, templateDataView } from './launch-template-data.ts';
import { findVersion, requiredTemplate, templateById, templateByName } from './launch-template-request.ts';
import { ec2Page } from './paging.ts';
import { tagSet, templateTags } from './tags.ts';

/** DRS makes one template for each source server; there are no others. */
export const describeLaunchTemplates = ec2Operation({
  name: 'DescribeLaunchTemplates',
  members: ['LaunchTemplateId', 'LaunchTemplateName', 'Filter', 'MaxResults', 'NextToken'],
  run(call, input) {
    const { cell, asOf } = call;
    const named = [
      ...input.list('LaunchTemplateId').map((id) => templateById(call, id)),
      ...input.list('LaunchTemplateName').map((name) => templateByName(call, name)),
    ];
    const { items, nextToken } = ec2Page<Server>(call, input, {
      operation: 'DescribeLaunchTemplates',
      min: 1,
      max: 200,
      candidates: named.length > 0 ? named : cell.serverList,
      matches: readFilters<Server>(input, {
        tags: (server) => templateTags(cell, server, asOf),
        values: {
          'launch-template-name': (server) => [launchTemplateName(server)],
          'create-time': (server) => [isoTime(server.addedAt)],
        },
      }),
    });
    return { launchTemplates: { item: items.map((server) => templateView(call, server, asOf)) }, nextToken };
  },
});

/**
 * Makes a version out of the source version (none: out of nothing) and the members that are given. It does not become
 * the default. The same ClientToken and the same request answer the version that exists.
 */
export const createLaunchTemplateVersion = ec2Operation({
  name: 'CreateLaunchTemplateVersion',
  members: [
    'LaunchTemplateId',
    'LaunchTemplateName',
    'SourceVersion',
    'VersionDescription',
    'LaunchTemplateData',
    'ClientToken',
  ],
  run(call, input) {
    const { world, cell, now, caller } = call;
    const server = requiredTemplate(call, input);
    const id = launchTemplateId(server);
    const source = input.text('SourceVersion');
    const description = input.text('VersionDescription');
    const clientToken = input.text('ClientToken');
    const given = readTemplateData(input);
    if (Object.keys(given).length === 0) throw missing('LaunchTemplateData');
    const request = JSON.stringify([source, description, given]);
    const made = server.templateVersions.find((one) => one.clientToken === clientToken && clientToken !== undefined);
    if (made !== undefined && made.request !== request) {
      const message = `The client token ${clientToken} was used before, with other parameters`;
      throw ec2Error('IdempotentParameterMismatch', message);
    }
    if (made !== undefined) return { launchTemplateVersion: versionView(server, made, now) };
    const base = source === undefined ? {} : findVersion(server, source, id, now).data;
    const templateVersion: TemplateVersion = {
      number: templateVersions(server, now).length + 1,
      createdAt: now,
      createdBy: caller.arn,
      ...(description === undefined ? {} : { description }),
      data: { ...base, ...given },
      ...(clientToken === undefined ? {} : { clientToken, request }),
    };
    const { accountId, region } = cell;
    world.commit({
      kind: 'template-version',
      at: now,
      accountId,
      region,
      sourceServerId: server.id,
      templateVersion,
    });
    return { launchTemplateVersion: versionView(server, templateVersion, now) };
  },
});

/** Chooses the version that DRS launches with. */
export const modifyLaunchTemplate = ec2Operation({
  name: 'ModifyLaunchTemplate',
  members: ['LaunchTemplateId', 'LaunchTemplateName', 'SetDefaultVersion', 'ClientToken'],
  run(call, input) {
    const { world, cell, now } = call;
    const server = requiredTemplate(call, input);
    const version = input.text('SetDefaultVersion');
    if (version === undefined) throw missing('SetDefaultVersion');
    const { number } = findVersion(server, version, launchTemplateId(server), now);
    if (number !== defaultVersionNumber(server, now)) {
      const { accountId, region } = cell;
      world.commit({ kind: 'template-default', at: now, accountId, region, sourceServerId: server.id, number });
    }
    return { launchTemplate: templateView(call, server, now) };
  },
});

function templateView({ cell }: Ec2Call, server: Server, at: number): XmlObject {
  const versions = templateVersions(server, at);
  return {
    launchTemplateId: launchTemplateId(server),
    launchTemplateName: launchTemplateName(server),
    createTime: isoTime(server.addedAt),
    createdBy: versions[0]?.createdBy,
    defaultVersionNumber: defaultVersionNumber(server, at),
    latestVersionNumber: versions.length,
    tagSet: tagSet(templateTags(cell, server, at)),
  };
}

/** `launchTemplateVersionSet` item. */
export function versionView(server: Server, version: TemplateVersion, at: number): XmlObject {
  return {
    launchTemplateId: launchTemplateId(server),
    launchTemplateName: launchTemplateName(server),
    versionNumber: version.number,
    versionDescription: version.description,
    createTime: isoTime(version.createdAt),
    createdBy: version.createdBy,
    defaultVersion: version.number === defaultVersionNumber(server, at),
    launchTemplateData: templateDataView(version.data),
  };
}
