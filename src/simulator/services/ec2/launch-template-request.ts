import type { AwsError } from '../../wire/aws-error.ts';
import type { QueryInput } from '../../wire/query.ts';
import type { TemplateVersion } from '../../world/launch-template.ts';
import type { Server } from '../../world/server.ts';
import {
  defaultVersionNumber,
  launchTemplateName,
  serverOfTemplate,
  templateVersions,
} from '../../world/server-template.ts';
import type { Ec2Call } from './ec2-operation.ts';
import { ec2Error } from './errors.ts';

export const unknownTemplate = (id: string): AwsError =>
  ec2Error(
    'InvalidLaunchTemplateId.NotFound',
    `The specified launch template, with template ID ${id}, does not exist.`,
  );

/** The server of a template id. Throws for one that is malformed or unknown. */
export function templateById({ cell }: Ec2Call, id: string): Server {
  if (!/^lt-[0-9a-f]{17}$/.test(id)) {
    throw ec2Error('InvalidLaunchTemplateId.Malformed', `The specified launch template ID '${id}' is not valid.`);
  }
  const server = serverOfTemplate(cell, id);
  if (server === undefined) throw unknownTemplate(id);
  return server;
}

export function templateByName({ cell }: Ec2Call, name: string): Server {
  const server = cell.serverList.find((one) => launchTemplateName(one) === name);
  if (server !== undefined) return server;
  const message = `The specified launch template, with template name ${name}, does not exist.`;
  throw ec2Error('InvalidLaunchTemplateName.NotFoundException', message);
}

/** The template that the request names, by `LaunchTemplateId` or `LaunchTemplateName`; undefined when by neither. */
export function namedTemplate(call: Ec2Call, input: QueryInput): Server | undefined {
  const id = input.text('LaunchTemplateId');
  const name = input.text('LaunchTemplateName');
  if (id !== undefined && name !== undefined) {
    throw ec2Error(
      'InvalidParameterCombination',
      'Specify the launch template ID or the launch template name, not both.',
    );
  }
  if (id !== undefined) return templateById(call, id);
  return name === undefined ? undefined : templateByName(call, name);
}

export function requiredTemplate(call: Ec2Call, input: QueryInput): Server {
  const server = namedTemplate(call, input);
  if (server !== undefined) return server;
  throw ec2Error('MissingParameter', 'You must specify either the launch template ID or the launch template name.');
}

/** A version by its number, `$Latest` or `$Default`. Throws for one that does not exist. */
export function findVersion(server: Server, version: string, templateId: string, at: number): TemplateVersion {
  const versions = templateVersions(server, at);
  const number = version === '$Default' ? defaultVersionNumber(server, at) : Number(version);
  const found = version === '$Latest' ? versions.at(-1) : versions.find((one) => one.number === number);
  if (found !== undefined) return found;
  const message = `Could not find the specified version ${version} for the launch template with ID ${templateId}.`;
  throw ec2Error('InvalidLaunchTemplateId.VersionNotFound', message);
}
