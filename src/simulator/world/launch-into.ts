/** What DRS asks of an existing EC2 instance before it launches a server into it (DRS guide, "Launch into source instance"). */
import { volumeId } from '../ids.ts';
import { type Cell, tagsAt } from './cell.ts';
import type { Instance, Server } from './entities.ts';
import { valueAt } from './history.ts';
import { settledInstance } from './instance-settings.ts';
import { findInstanceType } from './instance-types.ts';

export const allowsLaunching = (cell: Cell, instance: Instance, at: number): boolean =>
  tagsAt(cell, instance.instanceId, settledInstance(cell, instance).tags, at)['AWSDRS'] ===
  'AllowLaunchingIntoThisInstance';

/** Its own, until DRS launches into it: then those of that job. */
export function volumeIdAt({ instanceId, volumesOfJobs }: Instance, disk: number, at: number): string {
  const jobId = valueAt(volumesOfJobs, at);
  return volumeId(jobId === undefined ? instanceId : `${instanceId} ${jobId}`, disk);
}

export const rootVolumeId = (instance: Instance, at: number): string => volumeIdAt(instance, 0, at);

export const architectureOf = (instanceType: string): 'x86_64' | 'arm64' =>
  findInstanceType(instanceType)?.architecture ?? 'x86_64';

/** The settings in which the instance is not like the server, by the names that DRS gives them. */
export function conflictingFields(cell: Cell, server: Server, instance: Instance, osByol: boolean): readonly string[] {
  const { spec } = server;
  const os = instance.server.spec.os;
  const { bootMode = 'legacy-bios', tenancy = 'default' } = instance.existing ?? {};
  const architecture = architectureOf(settledInstance(cell, instance).instanceType);
  return [
    ...(architecture === architectureOf(spec.instanceType) ? [] : ['Architecture']),
    ...(os === spec.os ? [] : ['Platform']),
    ...(bootMode === 'legacy-bios' ? [] : ['BootMode']),
    ...(osByol && os === 'windows' && tenancy !== 'host' ? ['Licensing'] : []),
  ];
}
