import { metricsContentType } from '../metrics.ts';
import type { ApiApp } from './conventions.ts';

/** Where Prometheus looks by default. Not in the published description of the API: it has a format of its own. */
export function registerMetrics(app: ApiApp, read: () => Promise<string>): void {
  app.get('/metrics', async (c) => c.body(await read(), 200, { 'content-type': metricsContentType }));
}
