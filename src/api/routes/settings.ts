import { createRoute } from '@hono/zod-openapi';
import type { UndeliveredMessage } from '../../domain/model/settings.ts';
import type { Catalog } from '../../engine/catalog.ts';
import { type Installation, settingsResponseSchema } from '../contract.ts';
import { type ApiApp, jsonContent, problemResponse } from './conventions.ts';

const settingsRoute = createRoute({
  method: 'get',
  path: '/api/settings',
  summary: 'How this installation is set up: accounts that it reaches, notifications. No secret is among it',
  responses: { 200: jsonContent(settingsResponseSchema, 'The settings'), default: problemResponse },
});

interface SettingsPorts {
  readonly installation: () => Installation;
  readonly version: string;
  readonly undelivered?: () => Promise<readonly UndeliveredMessage[]>;
  readonly catalog: Pick<Catalog, 'listAccounts'>;
}

export function registerSettings(app: ApiApp, { installation, version, catalog, undelivered }: SettingsPorts): void {
  app.openapi(settingsRoute, async (c) => {
    const accounts = (await catalog.listAccounts()).map(({ accountId, accountName, roleArn, regions }) => ({
      accountId,
      accountName,
      ...(roleArn !== undefined && { roleArn }),
      regions,
    }));
    const kept = await undelivered?.();
    return c.json({ version, accounts, ...installation(), ...(kept !== undefined && { undelivered: [...kept] }) }, 200);
  });
}
