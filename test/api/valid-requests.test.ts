/** Every operation that the API's document names, in a state that fits it: its valid request succeeds, as documented. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openApiPath } from '../../tools/generate/documents.ts';
import { type Operation, readOpenApi } from './support/open-api.ts';
import { type ValidRequest, validRequests, worldFor } from './support/valid-requests.ts';

const document: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', openApiPath), 'utf8'));
const { operations, complaints } = readOpenApi(document);

const successesOf = ({ responses }: Operation): readonly number[] =>
  Object.keys(responses)
    .map(Number)
    .filter((status) => status < 300);

/** One for each success that is documented; none is excepted. */
const cases = operations.flatMap((operation) => {
  const statuses = successesOf(operation);
  return statuses.map((status) => ({
    name: statuses.length === 1 ? operation.operationId : `${operation.operationId} ${status}`,
    operation,
    status,
  }));
});

const addressOf = ({ path }: Operation, { path: values = {}, query = {} }: ValidRequest): string => {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the request names no ${name}`);
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams(query).toString();
  return search === '' ? filled : `${filled}?${search}`;
};

test('every operation has a valid request, and no request is of an operation that is gone', () => {
  expect(Object.keys(validRequests).toSorted()).toEqual(cases.map(({ name }) => name).toSorted());
});

test.each(cases)(
  '$name succeeds with $status, and answers what the document says',
  async ({ name, operation, status }) => {
    const world = worldFor(name);
    await world.rig.load();
    const request = await validRequests[name]?.(world);
    if (request === undefined) throw new Error(`no valid request for ${name}`);
    const pages = operation.parameters.some((parameter) => parameter.name === 'limit') ? [{}, { limit: '1' }] : [{}];
    for (const page of pages) {
      const address = addressOf(operation, { ...request, query: { ...request.query, ...page } });
      const answer = await world.call(operation.method, address, request.body);
      expect([answer.status, answer.text.slice(0, 300)], address).toEqual([status, expect.any(String)]);
      const type = answer.headers.get('content-type') ?? '';
      expect(complaints(operation, answer.status, type, answer.text), address).toEqual([]);
    }
    expect(world.reported).toEqual([]);
    expect(world.rig.taskErrors).toEqual([]);
  },
);
