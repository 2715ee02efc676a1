import { z } from 'zod';
import { createClientSettings } from './client-settings.ts';

export interface FunctionFetchOptions {
  /** Of the `api` function; its Region is asked. */
  readonly functionArn: string;
  /** Who asks, for the history: `automation:` is put before it. */
  readonly actor: string;
}

/** `path` begins with `/api/`. */
export type FunctionFetch = (path: string, init: RequestInit) => Promise<Response>;

/**
 * The API of a Breakwater in AWS, by direct invocations of its function, with the SDK's default credentials: IAM says who
 * may, and nobody signs in. Sends each request once. Throws what AWS refused, with `sent: false`, and the words of a
 * function that failed. Headers of answers do not come this way.
 */
export function createFunctionFetch({ functionArn, actor }: FunctionFetchOptions): FunctionFetch {
  let loading: ReturnType<typeof load> | undefined;
  const load = async () => {
    const sdk = await import('./sdk-lambda.ts');
    return { sdk, client: new sdk.LambdaClient(createClientSettings({})('lambda', regionOf(functionArn))) };
  };
  return async (path, { method = 'GET', headers, body, signal }) => {
    loading ??= load();
    const { sdk, client } = await loading;
    const request = {
      operation: 'api',
      actor,
      method,
      path,
      headers: Object.fromEntries(new Headers(headers)),
      ...(typeof body === 'string' ? { body: z.json().parse(JSON.parse(body)) } : {}),
    };
    const command = new sdk.InvokeCommand({
      FunctionName: functionArn,
      Payload: new TextEncoder().encode(JSON.stringify(request)),
    });
    const abort = signal === undefined || signal === null ? {} : { abortSignal: signal };
    const { FunctionError, Payload } = await client.send(command, abort).catch(throwMarked);
    const answer: unknown = JSON.parse(new TextDecoder().decode(Payload));
    if (FunctionError !== undefined) throw new Error(`the function failed: ${failureSchema.parse(answer)}`);
    return toResponse(answerSchema.parse(answer));
  };
}

/** What AWS refused to take never reached the function: `sent: false` says so to whoever would ask again. */
const throwMarked = (error: unknown): never => {
  if (error instanceof Error && notTakenSchema.safeParse(error).success) Object.assign(error, { sent: false });
  throw error;
};
const notTakenSchema = z.union([
  z.object({ $metadata: z.object({ httpStatusCode: z.int().min(400).max(499) }) }),
  z.object({ name: z.literal('CredentialsProviderError') }),
]);

const regionOf = (arn: string): string => arn.split(':')[3] ?? '';

const answerSchema = z.object({ status: z.int(), body: z.json() });
/** What Lambda says of an error (Lambda guide, "Function errors"). */
const failureSchema = z
  .object({ errorMessage: z.string() })
  .transform(({ errorMessage }) => errorMessage)
  .catch('it does not say why');

/** Their answers have no body, and `Response` takes none. */
const withoutBody: ReadonlySet<number> = new Set([204, 304]);

const toResponse = ({ status, body }: z.infer<typeof answerSchema>): Response =>
  withoutBody.has(status) ? new Response(null, { status }) : Response.json(body, { status });
