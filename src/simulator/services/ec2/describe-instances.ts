import { vanishedBy } from '../../faults/vanished.ts';
import { AwsError } from '../../wire/aws-error.ts';
import { InvalidToken, takePage } from '../../wire/page.ts';
import type { QueryInput } from '../../wire/query.ts';
import type { Call } from '../../wire/service.ts';
import type { Cell } from '../../world/cell.ts';
import { type Instance, instanceState } from '../../world/instance.ts';
import type { QueryOperation } from '../query-service.ts';
import { readFilters } from './filters.ts';
import { reservationView } from './instance-view.ts';

/** Without MaxResults EC2 answers everything; with it, 5 to 1000 (EC2 API reference, DescribeInstances). */
const everything = 1_000_000;

/**
 * One reservation for each instance. An unknown id fails the whole call and all unknown ids are named, as in AWS: this is
 * why one deleted instance can hide thirty others.
 */
export const describeInstances: QueryOperation = {
  name: 'DescribeInstances',
  run(call, input) {
    if (input.text('DryRun') === 'true') {
      throw new AwsError('DryRunOperation', 412, 'Request would have succeeded, but DryRun flag is set.');
    }
    const ids = input.list('InstanceId');
    const maxResults = readMaxResults(input, ids);
    const cell = call.world.cell(call.caller.accountId, call.region);
    const matches = readFilters(input);
    const chosen = ids.length > 0 ? byIds(call, cell, ids) : undefined;
    const page = paged(call, input, maxResults, function* (position = 0) {
      for (const instance of chosen ?? cell?.instanceList.slice(position) ?? []) {
        if (cell !== undefined && isVisible(call, instance) && matches({ cell, instance, at: call.asOf }))
          yield instance;
      }
    });
    const item = cell === undefined ? [] : page.items.map((instance) => reservationView(cell, instance, call.asOf));
    return { reservationSet: { item }, nextToken: page.nextToken };
  },
};

function readMaxResults(input: QueryInput, ids: readonly string[]): number | undefined {
  const text = input.text('MaxResults');
  if (text === undefined) return undefined;
  if (ids.length > 0) {
    const message = 'The parameter instancesSet cannot be used with the parameter maxResults';
    throw new AwsError('InvalidParameterCombination', 400, message);
  }
  const value = Number(text);
  if (!Number.isInteger(value) || value < 5 || value > 1000) {
    const message = `Value ( ${text} ) for parameter maxResults is invalid. Expecting a value from 5 to 1000.`;
    throw new AwsError('InvalidParameterValue', 400, message);
  }
  return value;
}

function paged(
  call: Call,
  input: QueryInput,
  maxResults: number | undefined,
  from: (position?: number) => Iterable<Instance>,
) {
  const filters = [call.caller.accountId, call.region];
  const limits = { default: everything, max: everything };
  try {
    return takePage(
      { maxResults, nextToken: input.text('NextToken') },
      { operation: 'DescribeInstances', filters, limits, from, position: (instance) => instance.ordinal },
    );
  } catch (error) {
    if (!(error instanceof InvalidToken)) throw error;
    throw new AwsError('InvalidParameterValue', 400, 'Unable to parse pagination token');
  }
}

function isVisible(call: Call, instance: Instance): boolean {
  return instanceState(instance, call.asOf) !== undefined && vanishedBy(call, instance.job)?.instancesAppear !== false;
}

function byIds(call: Call, cell: Cell | undefined, ids: readonly string[]): Instance[] {
  const malformed = ids.filter((id) => !/^i-[0-9a-f]{8}([0-9a-f]{9})?$/.test(id));
  if (malformed.length > 0)
    throw new AwsError('InvalidInstanceID.Malformed', 400, `Invalid id: "${malformed.join(', ')}"`);
  const unknown: string[] = [];
  const found = [...new Set(ids)].flatMap((id) => {
    const instance = cell?.instances.get(id);
    if (cell !== undefined && instance !== undefined && isVisible(call, instance)) return instance;
    unknown.push(id);
    return [];
  });
  if (unknown.length === 0) return found;
  const message =
    unknown.length === 1
      ? `The instance ID '${unknown[0]}' does not exist`
      : `The instance IDs '${unknown.join(', ')}' do not exist`;
  throw new AwsError('InvalidInstanceID.NotFound', 400, message);
}
