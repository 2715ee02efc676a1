/** Reads the simulator's own XML, which is regular: each element on the spot, no attributes within. */

import { type templateDataOf, templateVersionSchema } from '../../src/adapters/aws/launch-template.ts';
import { present } from '../../src/adapters/aws/present.ts';
import type { Instance } from '../../src/ports/compute-service.ts';
import type { Tags } from '../../src/ports/tagging-service.ts';

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The text of the first element of this name. */
export const textIn = (xml: string, name: string): string | undefined => {
  const start = xml.indexOf(`<${name}>`);
  if (start === -1) return undefined;
  const end = xml.indexOf(`</${name}>`, start);
  const text = xml.slice(start + name.length + 2, end);
  return text.replaceAll(/&(amp|lt|gt|quot|apos);/g, (whole, entity: string) => entities[entity] ?? whole);
};

/** The instances of a DescribeInstancesResponse. */
export const instancesIn = (xml: string): readonly Instance[] =>
  xml
    .split('<instancesSet>')
    .slice(1)
    .map((part) => {
      const state = textIn(part.slice(part.indexOf('<instanceState>')), 'name');
      const launchTime = textIn(part, 'launchTime');
      const members = {
        instanceType: textIn(part, 'instanceType'),
        instanceState: state,
        privateIp: textIn(part, 'privateIpAddress'),
        publicIp: textIn(part, 'ipAddress'),
        launchTime: launchTime === undefined ? undefined : new Date(launchTime).toISOString(),
        architecture: textIn(part, 'architecture'),
        virtualizationType: textIn(part, 'virtualizationType'),
        rootDeviceType: textIn(part, 'rootDeviceType'),
        isWindows: textIn(part, 'platform') === 'windows',
        bootMode: textIn(part, 'currentInstanceBootMode'),
        tenancy: textIn(part, 'tenancy'),
        tags: tagsIn(part),
      };
      return present({ instanceId: textIn(part, 'instanceId') ?? '', ...members });
    });

/** Cut out before anything is unescaped: a tag may hold what looks like an element. */
const tagsIn = (part: string): Record<string, string> =>
  Object.fromEntries(
    part
      .slice(part.indexOf('<tagSet>'), Math.max(0, part.indexOf('</tagSet>')))
      .split('<item>')
      .slice(1)
      .map((item) => [textIn(item, 'key') ?? '', textIn(item, 'value') ?? '']),
  );

/** The tags of the instances of a DescribeInstancesResponse. */
export const instanceTagsIn = (xml: string): readonly { readonly instanceId: string; readonly tags: Tags }[] =>
  xml
    .split('<instancesSet>')
    .slice(1)
    .map((part) => ({ instanceId: textIn(part, 'instanceId') ?? '', tags: tagsIn(part) }));

/** The launch template version of a reply that holds one; of its interface what launch settings read. */
export const templateVersionIn = (xml: string) => {
  const profile = textIn(xml, 'iamInstanceProfile');
  const nic = textIn(xml, 'networkInterfaceSet');
  const groups = nic?.split('<groupId>').slice(1) ?? [];
  return templateVersionSchema.parse({
    LaunchTemplateId: textIn(xml, 'launchTemplateId'),
    VersionNumber: Number(textIn(xml, 'versionNumber')),
    LaunchTemplateData: present({
      InstanceType: textIn(xml, 'instanceType'),
      IamInstanceProfile: profile && present({ Arn: textIn(profile, 'arn'), Name: textIn(profile, 'name') }),
      NetworkInterfaces: nic && [
        present({
          SubnetId: textIn(nic, 'subnetId'),
          Groups: groups.length === 0 ? undefined : groups.map((group) => group.split('<')[0] ?? ''),
          PrivateIpAddress: textIn(nic, 'privateIpAddress'),
        }),
      ],
    }),
  });
};

/** Of a CreateLaunchTemplateVersion request; interfaces are written by the SDK alone. */
export const templateMembers = ({
  InstanceType,
  IamInstanceProfile,
  NetworkInterfaces,
}: ReturnType<typeof templateDataOf>): Record<string, string> => {
  if (NetworkInterfaces !== undefined) throw new Error('bug: the direct binding writes no network interfaces');
  return {
    ...(InstanceType === undefined ? {} : { 'LaunchTemplateData.InstanceType': InstanceType }),
    ...(IamInstanceProfile?.Name === undefined
      ? {}
      : { 'LaunchTemplateData.IamInstanceProfile.Name': IamInstanceProfile.Name }),
  };
};
