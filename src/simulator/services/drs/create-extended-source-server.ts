import { sourceServerId } from '../../ids.ts';
import { replicationConfigurationOf } from '../../world/server-settings.ts';
import { invalid } from './errors.ts';
import { findServer } from './find.ts';
import { drsOperation } from './operation.ts';
import { createExtendedSourceServerRequest } from './shapes.ts';
import { sourceServerView } from './source-server-view.ts';
import { stagingCell } from './staging-cell.ts';

/** A source server here whose data replicates into the staging account. Its own tags are those of the request. */
export const createExtendedSourceServer = drsOperation({
  name: 'CreateExtendedSourceServer',
  status: 201,
  input: createExtendedSourceServerRequest,
  run(context, { sourceServerArn, tags = {} }) {
    const { world, cell, now } = context;
    const [, , , arnRegion, accountId = '', resource = ''] = sourceServerArn.split(':');
    const staging = stagingCell(context, accountId);
    const original = findServer({ cell: staging }, resource.replace('source-server/', ''));
    if (arnRegion !== cell.region) throw invalid(`${sourceServerArn} is not in ${cell.region}`, 'other');
    if (original.spec.stagingSourceServerArn !== undefined) {
      throw invalid(`Source server ${original.id} is an extension itself and cannot be extended`, 'other');
    }
    if (cell.serverList.some(({ spec }) => spec.stagingSourceServerArn === sourceServerArn)) {
      throw invalid(`Source server ${original.id} is already extended into account ${cell.accountId}`, 'other');
    }
    if (replicationConfigurationOf(staging, original, now).ebsEncryption !== 'CUSTOM') {
      throw invalid(
        `Source server ${original.id} cannot be extended if it has the default EBS encryption key`,
        'other',
      );
    }
    const { accountId: here, region } = cell;
    const id = sourceServerId(world.seed, here, region, sourceServerArn);
    const place = { accountId: here, region, sourceServerId: id };
    world.commit({
      kind: 'servers',
      at: now,
      servers: [{ ...original.spec, ...place, tags, stagingSourceServerArn: sourceServerArn }],
    });
    return { sourceServer: sourceServerView(context, findServer(context, id)) };
  },
});
