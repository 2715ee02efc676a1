import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { type AddMetric, metricsNamespace, metricUnits } from './measures.ts';
import type { InvocationLog } from './router.ts';

export interface Telemetry extends InvocationLog {
  readonly add: AddMetric;
  info(message: string, detail: Readonly<Record<string, unknown>>): void;
  error(message: string, error: unknown): void;
  /** After each invocation: CloudWatch reads the measures from the log. */
  flush(): void;
}

/** One JSON line an entry, each with the execution that it is about. No event and no token is ever written. */
export const createTelemetry = (functionName: string): Telemetry => {
  const logger = new Logger({ serviceName: 'breakwater' });
  logger.appendPersistentKeys({ functionName });
  const metrics = new Metrics({ namespace: metricsNamespace, serviceName: 'breakwater' });
  let hasMetrics = false;
  const errorOf = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
  return {
    begin: (operation, executionId) => {
      logger.resetKeys();
      logger.appendKeys({ operation, ...(executionId === undefined ? {} : { executionId }) });
      logger.info(operation);
    },
    refused: (reason) => logger.error('refused', { reason }),
    failed: (operation, error) => logger.error(`${operation} failed`, errorOf(error)),
    add: (name, value) => {
      hasMetrics = true;
      metrics.addMetric(name, metricUnits[name], value);
    },
    info: (message, detail) => logger.info(message, { detail }),
    error: (message, error) => logger.error(message, errorOf(error)),
    flush: () => {
      // It would warn, each time, that there is nothing.
      if (hasMetrics) metrics.publishStoredMetrics();
      hasMetrics = false;
    },
  };
};
