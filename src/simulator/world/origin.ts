import { otherId } from '../ids.ts';
import { type Cell, tagsAt } from './cell.ts';
import type { Server } from './entities.ts';

/** The EC2 instance that a source server is, where it is one: it stands in its own account and Region. */
export const originInstanceId = ({ id }: Pick<Server, 'id'>): string => otherId('i', 'source', id);

/** Those that somebody gave it in EC2: DRS has tags of its own. `cell` is where the instance is. */
export const originTags = (cell: Cell, server: Server, at: number): Record<string, string> =>
  tagsAt(cell, originInstanceId(server), { Name: server.spec.hostname, ...server.spec.origin?.tags }, at);
