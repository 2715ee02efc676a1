/** The handler of every deployed function; the environment says which operations this one accepts. */
import { lambdaFunctions } from './lambda/functions.ts';
import { createTelemetry } from './lambda/log.ts';
import { createParts } from './lambda/parts.ts';
import { createRouter } from './lambda/router.ts';
import { readSettings } from './lambda/settings.ts';

const settings = readSettings(process.env);
const telemetry = createTelemetry(process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? settings.operations.join('-'));
const parts = createParts(settings, telemetry);
const route = createRouter(settings.operations, parts.handlers, telemetry);

const callsAws = Object.values(lambdaFunctions).some(
  (each) => each.callsAws && each.operations.some((operation) => settings.operations.includes(operation)),
);
if (callsAws) await parts.load();

export const handler = async (event: unknown): Promise<unknown> => {
  try {
    return await route(event);
  } finally {
    await parts.settled();
    telemetry.flush();
  }
};
