import { z } from 'zod';
import type { FunctionAnswer, FunctionService } from '../../ports/function-service.ts';
import type { AccountCall } from './account-call.ts';
import type { ClientSettings } from './client-settings.ts';
import type { Operation } from './errors.ts';
import { present } from './present.ts';
import { createServiceRequest } from './service-request.ts';

/** AWS Lambda through the AWS SDK. */
export function createLambdaFunctionService(options: {
  readonly call: AccountCall;
  readonly settings: (region: string) => ClientSettings;
}): FunctionService {
  const request = createServiceRequest({
    call: options.call,
    loadSdk: () => import('./sdk-lambda.ts'),
    makeClient: (sdk, region, { credentials }) => new sdk.LambdaClient({ ...options.settings(region), credentials }),
  });
  return {
    invoke: (scope, { functionName, payload }) =>
      request(scope, invoke, answerSchema, (sdk, client, sendOptions) =>
        client.send(
          new sdk.InvokeCommand({ FunctionName: functionName, Payload: new TextEncoder().encode(payload) }),
          sendOptions,
        ),
      ),
  };
}

const invoke: Operation = { operation: 'lambda:InvokeFunction', mutates: true };

const answerSchema = z
  .object({ FunctionError: z.string().optional(), Payload: z.instanceof(Uint8Array).optional() })
  .transform(
    ({ FunctionError, Payload }): FunctionAnswer =>
      present({
        functionError: FunctionError,
        payload: Payload === undefined ? '' : new TextDecoder().decode(Payload),
      }),
  );
