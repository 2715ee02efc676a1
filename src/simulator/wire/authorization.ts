/** What a SigV4 `Authorization` header says; the signature itself is not verified. */
export type Credentials = { accessKeyId: string; region: string; service: string };

/**
 * Reads `AWS4-HMAC-SHA256 Credential=AKID/date/region/service/aws4_request, …`; undefined when the request is not
 * signed this way.
 */
export function readAuthorization(header: string | null): Credentials | undefined {
  const match = /^AWS4-\S+\s.*?Credential=([^/\s]+)\/[0-9]{8}\/([^/\s]+)\/([^/\s]+)\/aws4_request/.exec(header ?? '');
  const [, accessKeyId, region, service] = match ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined) return undefined;
  return { accessKeyId, region, service };
}
