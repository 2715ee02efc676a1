/** The published description of the API: what the routes say of themselves, and what they all share. */
import type { OpenAPIHono } from '@hono/zod-openapi';
import { bodyBytesMax, timeHeader } from './contract.ts';
import type { ApiEnvironment } from './routes/conventions.ts';

type App = OpenAPIHono<ApiEnvironment>;
export type OpenApiDocument = ReturnType<App['getOpenAPI31Document']>;

const about = [
  'Runs disaster-recovery plans on AWS Elastic Disaster Recovery.',
  `Every request but health and sign-in needs the token of the server (\`Authorization: Bearer …\`), or the cookie of a session. A body has at most ${bodyBytesMax} bytes.`,
  'Whatever is not a success is `application/problem+json` with a stable `code`, field errors where there are any, and the remedy.',
  `Every answer carries the server's time in \`${timeHeader}\`. Unknown values in fields that AWS fills are kept as they came.`,
].join('\n\n');

const tags: Readonly<Record<string, string>> = {
  health: 'Whether the server answers',
  accounts: 'The accounts that servers are recovered in',
  me: 'Who the caller is, and what they may do',
  apply: 'Plan files: several accounts, groups and plans at once',
  'protection-groups': 'Source servers that are recovered together: one account, one Region',
  'recovery-plans': 'Waves over protection groups; every saved version is kept',
  executions:
    'Drills, recoveries and their follow-ups. Reads answer from the record; AWS is asked only where it is said',
  'clean-ups': 'Runs that terminate what an execution launched',
  'source-servers': 'What DRS replicates',
  capacity: "What is in use of DRS's quotas",
  'sign-in-codes': 'Codes that let a browser in',
  sessions: 'Signing a browser in',
  session: 'Signing out',
};

export function describeApi(app: App, version: string): OpenApiDocument {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Breakwater', version, description: about, license: { name: 'Apache-2.0' } },
    servers: [{ url: 'http://127.0.0.1:7700', description: 'The server on this machine' }],
    security: [{ token: [] }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
  });
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of ['get', 'post', 'put', 'delete'] as const) {
      const operation = item[method];
      if (operation === undefined) continue;
      operation.operationId = operationId(method, path);
      operation.tags = [path.split('/')[2] ?? ''];
    }
  }
  withPlainPatterns(document);
  return document;
}

/** `get /api/executions/{executionId}/servers` → `getExecutionServers`. */
function operationId(method: string, path: string): string {
  const parts = path.split('/').slice(2);
  const words = parts.flatMap((part, index) => {
    if (part.startsWith('{')) return [];
    const isOne = parts[index + 1]?.startsWith('{') === true;
    return [isOne ? part.replace(/s$/, '') : part];
  });
  return [method, ...words.flatMap((word) => word.split('-'))]
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
}

/** The generator writes a pattern with flags as `…/u`. JSON Schema's patterns are Unicode anyway. */
function withPlainPatterns(part: unknown): void {
  if (typeof part !== 'object' || part === null) return;
  if ('pattern' in part && typeof part.pattern === 'string') part.pattern = part.pattern.replace(/\/u$/, '');
  for (const member of Object.values(part)) withPlainPatterns(member);
}
