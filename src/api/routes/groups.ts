import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { nameSchema } from '../../domain/model/identifiers.ts';
import type { ProtectionGroup } from '../../domain/model/protection-group.ts';
import type { Catalog } from '../../engine/catalog.ts';
import type { SaveResult } from '../../engine/catalog-changes.ts';
import { auditedSave } from '../audited.ts';
import {
  groupCreateSchema,
  groupPageSchema,
  groupSchema,
  groupUpdateSchema,
  pageLimits,
  savedGroupSchema,
} from '../contract.ts';
import { notFound, sendProblem } from '../problems.ts';
import { answerUnchanged } from './change-answers.ts';
import {
  type ApiApp,
  answers,
  idParam,
  jsonBody,
  jsonContent,
  pageBody,
  pageQuery,
  pageRequest,
  problemResponse,
  versionQuery,
} from './conventions.ts';
import { finding } from './launch-settings.ts';

const address = '/api/protection-groups';
const params = z.object({ groupId: idParam });

const listRoute = createRoute({
  method: 'get',
  path: address,
  summary: 'Protection groups, oldest first',
  request: { query: pageQuery(pageLimits.catalog).extend({ groupName: nameSchema.optional() }) },
  responses: answers(groupPageSchema, 'A page'),
});

const getRoute = createRoute({
  method: 'get',
  path: `${address}/{groupId}`,
  summary: 'One protection group',
  request: { params },
  responses: answers(groupSchema, 'The group'),
});

const createGroupRoute = createRoute({
  method: 'post',
  path: address,
  summary: 'Saves a new protection group',
  request: { body: jsonBody(groupCreateSchema) },
  responses: {
    201: { ...jsonContent(savedGroupSchema, 'Saved'), headers: z.object({ location: z.string() }) },
    default: problemResponse,
  },
});

const updateRoute = createRoute({
  method: 'put',
  path: `${address}/{groupId}`,
  summary: 'Changes a protection group, its name too; `version` is the one that was seen',
  request: { params, body: jsonBody(groupUpdateSchema) },
  responses: answers(savedGroupSchema, 'Saved, or as it was when it says the same'),
});

const deleteRoute = createRoute({
  method: 'delete',
  path: `${address}/{groupId}`,
  summary: 'Deletes a protection group that no plan calls; `version` is the one that was seen',
  request: { params, query: versionQuery },
  responses: { 204: { description: 'Deleted' }, default: problemResponse },
});

const savedGroup = ({ value, unchecked }: Extract<SaveResult<ProtectionGroup>, { kind: 'saved' }>) => ({
  ...value,
  ...(unchecked !== undefined && { unchecked: unchecked.map(finding) }),
});

export function registerGroups(app: ApiApp, catalog: Catalog): void {
  app.openapi(listRoute, async (c) => {
    const { groupName, ...page } = c.req.valid('query');
    if (groupName === undefined) return c.json(pageBody(await catalog.listGroups(pageRequest(page))), 200);
    const group = await catalog.findGroup(groupName);
    return c.json({ items: group ? [group] : [] }, 200);
  });

  app.openapi(getRoute, async (c) => {
    const group = await catalog.getGroup(c.req.valid('param').groupId);
    return group ? c.json(group, 200) : sendProblem(c, notFound('protection group'));
  });

  app.openapi(createGroupRoute, async (c) => {
    const result = await catalog.putGroup({ kind: 'ProtectionGroup', ...c.req.valid('json') }, c.get('actor'));
    if (result.kind !== 'saved') return answerUnchanged(c, result, 'protection group');
    c.set('audited', auditedSave(result.applied));
    return c.json(savedGroup(result), 201, { location: `${address}/${result.value.groupId}` });
  });

  app.openapi(updateRoute, async (c) => {
    const { version, ...definition } = c.req.valid('json');
    const seen = { id: c.req.valid('param').groupId, version };
    const result = await catalog.putGroup({ kind: 'ProtectionGroup', ...definition }, c.get('actor'), seen);
    if (result.kind !== 'saved') return answerUnchanged(c, result, 'protection group');
    c.set('audited', auditedSave(result.applied));
    return c.json(savedGroup(result), 200);
  });

  app.openapi(deleteRoute, async (c) => {
    const { version } = c.req.valid('query');
    const result = await catalog.deleteGroup({ id: c.req.valid('param').groupId, version });
    return result.kind === 'deleted' ? c.body(null, 204) : answerUnchanged(c, result, 'protection group');
  });
}
