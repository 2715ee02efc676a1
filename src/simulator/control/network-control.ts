import { isNamed } from '../world/behaviour.ts';
import { instanceState } from '../world/instance.ts';
import { settledInstance } from '../world/instance-settings.ts';
import { publicIp } from '../world/network.ts';
import type { World } from '../world/world.ts';

/** What whoever connects to an address finds there. */
export type Reached =
  /** Its service answers any port and path: 200, or 503 as long as it is not up. */
  | { kind: 'serves'; hostname: string; status: 200 | 503 }
  /** An instance has the address, and does not run. */
  | { kind: 'silent'; hostname: string }
  | { kind: 'unknown' };

/** Its service needs so long after the machine runs; `slow-…` four times as long, `deaf-…` for ever. */
const serviceStartMs = 30_000;

/** Who has a private or public address of the simulated network, and whether a service answers there. */
export function reachAddress(world: World, address: string, now: number): Reached {
  for (const cell of world.cells.values()) {
    for (const instance of cell.instanceList) {
      const { privateIp, hasPublicIp } = settledInstance(cell, instance);
      const isOwn = privateIp === address || (hasPublicIp && publicIp(cell, instance.ordinal) === address);
      if (!isOwn) continue;
      const state = instanceState(instance, now);
      if (state === undefined || state === 'terminated') continue;
      const { hostname } = instance.server.spec;
      if (state !== 'running') return { kind: 'silent', hostname };
      const factor = isNamed(instance.server.spec, 'slow-') ? 4 : 1;
      const isUp = now >= instance.readyAt + factor * serviceStartMs && !isNamed(instance.server.spec, 'deaf-');
      return { kind: 'serves', hostname, status: isUp ? 200 : 503 };
    }
  }
  return { kind: 'unknown' };
}
