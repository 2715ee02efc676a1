/** What is generated from the sources and kept in the repository: path → text. The drift check compares, the tool writes. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createAwsServices } from '../../src/adapters/aws/aws-services.ts';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { createSystemClock } from '../../src/adapters/system/clock.ts';
import { createSystemIds } from '../../src/adapters/system/ids.ts';
import { createApi } from '../../src/api/app.ts';
import { planFileSchemas } from '../../src/domain/model/plan-file.ts';
import { createAccounts } from '../../src/engine/accounts.ts';
import { createAuditLog } from '../../src/engine/audit-log.ts';
import { createCatalog } from '../../src/engine/catalog.ts';
import { createEngine } from '../../src/engine/create-engine.ts';
import { createGroupLaunchSettings } from '../../src/engine/launch-settings/launch-settings.ts';
import { version } from '../../src/entry/version.ts';
import { commandLineReference } from './command-line-reference.ts';
import { planFileReference } from './plan-file-reference.ts';
import { startCheckReference } from './start-check-reference.ts';

export const openApiPath = 'docs/generated/openapi.json';
export const planFileSchemaPath = 'docs/generated/plan-file.schema.json';

export const generatedDocuments = async (): Promise<ReadonlyMap<string, string>> =>
  new Map([
    [openApiPath, textOf(await openApi())],
    [planFileSchemaPath, textOf(planFileSchema())],
    ['docs/reference/plan-file.md', planFileReference(kindSchemas(), readFileSync(everyFieldExample, 'utf8'))],
    ['docs/reference/command-line.md', await commandLineReference()],
    ['docs/reference/start-check.md', startCheckReference()],
  ]);

const everyFieldExample = new URL('../../examples/every-field.yaml', import.meta.url);

const textOf = (document: unknown): string => `${JSON.stringify(document, undefined, 2)}\n`;

/** As the API itself publishes it; nothing is called but that. */
const openApi = async (): Promise<unknown> => {
  const clock = createSystemClock();
  const ids = createSystemIds();
  const store = createMemoryItemStore();
  const aws = createAwsServices({ accounts: [], clock });
  const nothing = async (): Promise<void> => undefined;
  const stateMachine = { start: nothing, sendTaskSuccess: async () => 'gone' as const };
  const engine = createEngine({
    store,
    clock,
    ids,
    stateMachine,
    recovery: aws.recovery,
    compute: aws.compute,
    activities: {},
    notifier: { notify: nothing },
  });
  const api = createApi({
    catalog: createCatalog({ store, clock, ids }),
    executions: engine.executions,
    estate: engine.estate,
    webhookKey: async () => '',
    launchSettings: createGroupLaunchSettings({ store, clock, ids, ...aws }),
    accounts: createAccounts({ store, clock, ids, ...aws }),
    testMessages: async () => [],
    audit: createAuditLog({ store, clock, ids }),
    authenticate: async () => ({ actor: 'generator', roles: ['Admin'] }),
    installation: () => ({ notifications: { kind: 'log' } }),
    version,
  });
  return (await api.fetch(new Request('http://127.0.0.1/api/openapi.json'))).json();
};

/** Draft 7 is what the YAML language server knows best. */
const kindSchemas = (): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(planFileSchemas).map(([kind, schema]) => {
      const { $schema: _schema, ...definition } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
      return [kind, definition] as const;
    }),
  );

/** For editors: one document of a plan file, or a list of documents. */
const planFileSchema = (): unknown => {
  const documentRef = { $ref: '#/definitions/Document' };
  const kinds = kindSchemas();
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Breakwater plan file',
    description:
      'Settings, accounts, protection groups and recovery plans, one per document (---), as `breakwater apply` takes them',
    anyOf: [documentRef, { type: 'array', items: documentRef }],
    definitions: {
      Document: { anyOf: Object.keys(kinds).map((kind) => ({ $ref: `#/definitions/${kind}` })) },
      ...kinds,
    },
  };
};
