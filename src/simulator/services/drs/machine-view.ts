import { otherId } from '../../ids.ts';
import { isoTime } from '../../iso.ts';
import type { Cell } from '../../world/cell.ts';
import { deviceName } from '../../world/disks.ts';
import { architectureOf } from '../../world/launch-into.ts';
import { macAddress, sourceIp } from '../../world/network.ts';
import { originInstanceId } from '../../world/origin.ts';
import type { Server } from '../../world/server.ts';

export const gibibyte = 1024 ** 3;
/** Agent release that the sample machines run. */
export const agentVersion = '6.3.12';

const machines = new WeakMap<Server, object>();

/** What of a source server never changes: `sourceProperties`, origin, agent. Built once for each server. */
export function machineView(cell: Cell, server: Server): object {
  const known = machines.get(server);
  if (known !== undefined) return known;
  const { spec, id } = server;
  const { origin } = spec;
  const view = {
    sourceProperties: {
      lastUpdatedDateTime: isoTime(server.addedAt),
      recommendedInstanceType: spec.instanceType,
      identificationHints: {
        hostname: spec.hostname,
        fqdn: `${spec.hostname}.corp.example`,
        ...(origin === undefined ? { vmWareUuid: otherId('vm', id) } : { awsInstanceID: originInstanceId(server) }),
      },
      networkInterfaces: [{ macAddress: macAddress(id), ips: [sourceIp(cell, server.position)], isPrimary: true }],
      disks: spec.disksGiB.map((size, i) => ({ deviceName: deviceName(spec, i), bytes: size * gibibyte })),
      cpus: [{ cores: spec.cores, modelName: 'Intel(R) Xeon(R) Gold 6342' }],
      ramBytes: spec.ramGiB * gibibyte,
      os: { fullString: osName(server) },
      ...(architectureOf(spec.instanceType) === 'arm64' ? { architecture: 'arm64' } : {}),
      supportsNitroInstances: true,
    },
    stagingArea: { status: 'NOT_EXTENDED' },
    ...(origin === undefined
      ? {}
      : {
          sourceCloudProperties: {
            originAccountID: origin.accountId,
            originRegion: origin.region,
            originAvailabilityZone: origin.availabilityZone,
          },
        }),
    replicationDirection: 'FAILOVER',
    agentVersion,
  };
  machines.set(server, view);
  return view;
}

export const osName = ({ spec }: Server): string =>
  spec.osName ?? (spec.os === 'windows' ? 'Microsoft Windows Server 2022 Standard' : 'Linux');
