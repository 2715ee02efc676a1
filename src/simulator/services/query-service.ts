import { AwsError } from '../wire/aws-error.ts';
import { QueryInput } from '../wire/query.ts';
import { type Call, type HttpReply, notImplemented, type Service } from '../wire/service.ts';
import { type XmlObject, xml } from '../wire/xml.ts';

/** An operation of a query service: form members in, the content of the answer out. Throws `AwsError`. */
export type QueryOperation = { name: string; run: (call: Call, input: QueryInput) => XmlObject };

/** Builds a service of the AWS query protocols; EC2 and the others differ in how they write answers. */
export function queryService(definition: {
  name: Service['name'];
  operations: readonly QueryOperation[];
  errors: Service['errors'];
  writeAnswer: (operation: string, answer: XmlObject, requestId: string) => string;
  writeError: (error: AwsError, requestId: string) => string;
}): Service {
  const { name, operations, errors } = definition;
  const byName = new Map(operations.map((operation) => [operation.name, operation]));
  return {
    name,
    operations: operations.map((operation) => operation.name),
    errors,
    bind(request) {
      const members = new URLSearchParams(request.body === '' ? request.search : request.body);
      const action = members.get('Action') ?? '';
      const operation = byName.get(action);
      if (operation === undefined) {
        const what = action === '' ? `${request.method} ${request.path} without an Action` : `operation ${action}`;
        throw new AwsError(notImplemented, 501, `The simulator does not model the ${name.toUpperCase()} ${what}`);
      }
      const input = new QueryInput(members);
      return {
        name: action,
        run: (call) =>
          answer(200, definition.writeAnswer(action, operation.run(call, input), call.requestId), call.requestId),
      };
    },
    writeError: (error, requestId) =>
      answer(error.status, definition.writeError(error, requestId), requestId, error.headers),
  };
}

/** The XML of the AWS query protocol, as IAM, SNS and STS write it; an operation without a result has no element for one. */
export const awsQueryAnswers = (
  namespaceUrl: string,
): Pick<Parameters<typeof queryService>[0], 'writeAnswer' | 'writeError'> => {
  const namespace = ` xmlns="${namespaceUrl}"`;
  return {
    writeAnswer: (operation, answer, requestId) => {
      const isEmpty = Object.keys(answer).length === 0;
      const result = isEmpty ? {} : { [`${operation}Result`]: answer };
      return xml(`${operation}Response`, { ...result, ResponseMetadata: { RequestId: requestId } }, namespace);
    },
    writeError: (error, requestId) => {
      const Type = error.status >= 500 ? 'Receiver' : 'Sender';
      const content = { Error: { Type, Code: error.code, Message: error.message }, RequestId: requestId };
      return xml('ErrorResponse', content, namespace);
    },
  };
};

/** What they say of credentials that are too old. */
export const expiredToken = (): AwsError =>
  new AwsError('ExpiredToken', 403, 'The security token included in the request is expired');

function answer(status: number, body: string, requestId: string, headers: Record<string, string> = {}): HttpReply {
  return {
    status,
    headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId, ...headers },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}
