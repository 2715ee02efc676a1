import { createRoute } from '@hono/zod-openapi';
import type { Accounts } from '../../engine/accounts.ts';
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
  readonly accounts?: Accounts;
}

export function registerSettings(app: ApiApp, { installation, version, accounts }: SettingsPorts): void {
  app.openapi(settingsRoute, (c) =>
    c.json({ version, isAccountRegistry: accounts !== undefined, ...installation() }, 200),
  );
}
