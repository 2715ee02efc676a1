import { InvalidToken, takePage } from '../../wire/page.ts';
import type { QueryInput } from '../../wire/query.ts';
import type { Ec2Call } from './ec2-operation.ts';
import { ec2Error, invalidValue } from './errors.ts';

/** Without MaxResults EC2 answers everything (EC2 API reference). */
const everything = 1_000_000;

type Listing<T> = {
  operation: string;
  /** The bounds of MaxResults in the API reference. */
  min: number;
  max: number;
  /** In an order that stays; a token names a place in it. */
  candidates: readonly T[];
  matches: (item: T) => boolean;
  /** When the request names ids there are no pages: the parameter that names them, in EC2's words. */
  named?: string | undefined;
};

/** One page, and the token of the next one if there is more. Throws EC2's errors. */
export function ec2Page<T>(
  call: Ec2Call,
  input: QueryInput,
  listing: Listing<T>,
): { items: T[]; nextToken: string | undefined } {
  const { operation, candidates, matches } = listing;
  try {
    const page = takePage<{ place: number; item: T }>(
      { maxResults: readMaxResults(input, listing), nextToken: input.text('NextToken') },
      {
        operation,
        filters: [call.caller.accountId, call.region],
        limits: { default: everything, max: everything },
        position: ({ place }) => place,
        *from(start = 0) {
          for (const [offset, item] of (start === 0 ? candidates : candidates.slice(start)).entries()) {
            if (matches(item)) yield { place: start + offset, item };
          }
        },
      },
    );
    return { items: page.items.map(({ item }) => item), nextToken: page.nextToken };
  } catch (error) {
    if (!(error instanceof InvalidToken)) throw error;
    throw ec2Error('InvalidParameterValue', 'Unable to parse pagination token');
  }
}

function readMaxResults<T>(input: QueryInput, { min, max, named }: Listing<T>): number | undefined {
  const text = input.text('MaxResults');
  if (text === undefined) return undefined;
  if (named !== undefined) {
    const message = `The parameter ${named} cannot be used with the parameter maxResults`;
    throw ec2Error('InvalidParameterCombination', message);
  }
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw invalidValue(text, 'maxResults', `Expecting a value from ${min} to ${max}.`);
  }
  return value;
}
