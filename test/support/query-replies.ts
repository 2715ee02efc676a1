/** Reads the simulator's own XML, which is regular: each element on the spot, no attributes within. */
import { present } from '../../src/adapters/aws/present.ts';
import type { Instance } from '../../src/ports/compute-service.ts';

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
      };
      return present({ instanceId: textIn(part, 'instanceId') ?? '', ...members });
    });
