import type { ServerSpec } from '../estate/schema.ts';

/** The name of a disk on the source machine: `/dev/sda` on Linux, `c:0` on Windows. */
export const deviceName = ({ os }: Pick<ServerSpec, 'os'>, index: number): string =>
  os === 'windows' ? `c:${index}` : `/dev/sd${String.fromCharCode(97 + (index % 26))}`;
