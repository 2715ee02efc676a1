import { otherId } from '../../ids.ts';
import type { XmlObject } from '../../wire/xml.ts';
import type { Cell } from '../../world/cell.ts';
import { originInstanceId, originTags } from '../../world/origin.ts';
import type { Server } from '../../world/server.ts';
import { stateView } from './instance-view.ts';
import { tagSet } from './tags.ts';

/** `reservationSet` item of the instance that a source server is. Its addresses are not modelled. */
export const originReservation = (cell: Cell, server: Server, at: number): XmlObject => {
  const { spec } = server;
  const instanceId = originInstanceId(server);
  return {
    reservationId: otherId('r', instanceId),
    ownerId: cell.accountId,
    groupSet: {},
    instancesSet: {
      item: {
        instanceId,
        instanceState: stateView('running'),
        instanceType: spec.instanceType,
        placement: { availabilityZone: spec.origin?.availabilityZone, groupName: '', tenancy: 'default' },
        tagSet: tagSet(originTags(cell, server, at)),
      },
    },
  };
};
