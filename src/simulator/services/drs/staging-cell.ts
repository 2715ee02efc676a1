import type { Cell } from '../../world/cell.ts';
import { accessDenied } from './errors.ts';
import { type DrsContext, isInitialized } from './operation.ts';

/**
 * The same Region of a staging account. Every account of the estate trusts the others; one that is not of it lets nobody
 * in, as AWS answers for a trust that nobody has set up. Throws AccessDeniedException.
 */
export function stagingCell({ world, cell, asOf }: DrsContext, stagingAccountId: string): Cell {
  const staging = world.cell(stagingAccountId, cell.region);
  if (isInitialized(staging, asOf) && stagingAccountId !== cell.accountId) return staging;
  throw accessDenied(
    `Account ${cell.accountId} cannot read the source servers of staging account ${stagingAccountId} in ${cell.region}: it is not among its trusted accounts`,
  );
}
