import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { sourceServerIdSchema } from '../../domain/model/identifiers.ts';
import type { SettingsJob } from '../../domain/model/launch-settings-view.ts';
import type { FieldError } from '../../domain/model/plan-file.ts';
import type { Catalog } from '../../engine/catalog.ts';
import type { GroupLaunchSettings } from '../../engine/launch-settings/launch-settings.ts';
import { auditedParts } from '../audited.ts';
import {
  driftPageSchema,
  launchConfigCheckSchema,
  launchConfigRequestSchema,
  pageLimits,
  settingsJobResponseSchema,
} from '../contract.ts';
import { awsFailed, notFound, sendProblem } from '../problems.ts';
import { type ApiApp, answers, idParam, jsonBody, pageBody, pageQuery, pageRequest } from './conventions.ts';

const address = '/api/protection-groups/{groupId}/launch-settings';
const params = z.object({ groupId: idParam });

const driftRoute = createRoute({
  method: 'get',
  path: address,
  summary: 'Where AWS differs from the launch settings of a protection group now, by server id',
  description:
    'Asks AWS now: slow as AWS is, and 502 or 503 when the servers of the group cannot be read. What AWS does not say of one server is UNKNOWN there.',
  request: { params, query: pageQuery(pageLimits.drift).extend({ after: sourceServerIdSchema.optional() }) },
  responses: answers(driftPageSchema, 'A page'),
});

const applyRoute = createRoute({
  method: 'post',
  path: `${address}/apply`,
  summary: 'Applies the launch settings of a protection group in AWS, where they differ',
  description:
    'Works for some seconds, and answers how far it is. Send it again until `endTime` is there: it goes on where it stands, whoever began it. When all is done it begins anew, and leaves alone what is so already.',
  request: { params },
  responses: answers(settingsJobResponseSchema, 'How far it is, server by server'),
});

const checkRoute = createRoute({
  method: 'post',
  path: '/api/protection-groups/launch-settings/check',
  summary:
    'Checks the launch settings of a protection group as a save would, beside other groups and in AWS; saves nothing',
  description: 'Asks AWS now. What AWS did not answer is in `unchecked`: it is neither right nor wrong.',
  request: { body: jsonBody(launchConfigRequestSchema) },
  responses: answers(launchConfigCheckSchema, 'What was found'),
});

const jobRoute = createRoute({
  method: 'get',
  path: `${address}/apply`,
  summary: 'How far the last application of the launch settings is, or how it ended; AWS is not asked',
  request: { params },
  responses: answers(settingsJobResponseSchema, 'How far it is, server by server'),
});

export function registerLaunchSettings(
  app: ApiApp,
  { catalog, launchSettings }: { readonly catalog: Catalog; readonly launchSettings: GroupLaunchSettings },
): void {
  app.openapi(driftRoute, async (c) => {
    const group = await catalog.getGroup(c.req.valid('param').groupId);
    if (group === undefined) return sendProblem(c, notFound('protection group'));
    const answer = await launchSettings.drift(group, pageRequest(c.req.valid('query')));
    return answer.ok ? c.json(pageBody(answer.value), 200) : sendProblem(c, awsFailed(answer.failure));
  });

  app.openapi(applyRoute, async (c) => {
    const group = await catalog.getGroup(c.req.valid('param').groupId);
    if (group === undefined) return sendProblem(c, notFound('protection group'));
    const answer = await launchSettings.apply(group, c.get('actor'));
    if (!answer.ok) return sendProblem(c, awsFailed(answer.failure));
    const idsOf = (wanted: SettingsJob['servers'][number]['result']) =>
      answer.value.servers.filter(({ result }) => result === wanted).map(({ sourceServerId }) => sourceServerId);
    const [failed, changed] = [idsOf('FAILED'), idsOf('APPLIED')];
    const { pending, applied, unchanged } = answer.value.counts;
    c.set('audited', auditedParts({ applied, unchanged, pending }, failed, [...failed, ...changed]));
    return c.json(answer.value, 200);
  });

  app.openapi(checkRoute, async (c) => {
    const { groupId, ...definition } = c.req.valid('json');
    const { errors, unchecked } = await launchSettings.check(definition, groupId);
    return c.json({ errors: errors.map(finding), unchecked: unchecked.map(finding) }, 200);
  });

  app.openapi(jobRoute, async (c) => {
    const job = await launchSettings.lastJob(c.req.valid('param').groupId);
    return job === undefined ? sendProblem(c, notFound('application of launch settings')) : c.json(job, 200);
  });
}

export const finding = ({ path, message }: FieldError) => ({ path: path.map(String), message });
