import type { PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import { z } from 'zod';

type Query = PropertyFilterProps.Query;

const nothing: Query = { tokens: [], operation: 'and' };

const querySchema = z.object({
  operation: z.enum(['and', 'or']),
  tokens: z.array(
    z.object({
      propertyKey: z.string().optional(),
      operator: z.enum(['=', '!=', ':', '!:', '^', '!^', '<', '<=', '>', '>=']),
      value: z.string(),
    }),
  ),
});

/** A property filter as the text of an address; empty when it filters nothing. */
export const filterText = ({ tokens, operation }: Query): string =>
  tokens.length === 0 ? '' : JSON.stringify({ operation, tokens });

/** The filter with this value of a property, and no other of it; without a value: whatever it is. */
export function withProperty(text: string | undefined, propertyKey: string, value: string | undefined): string {
  const { tokens, operation } = parseFilter(text);
  const others = tokens.filter((token) => token.propertyKey !== propertyKey);
  return filterText({
    operation,
    tokens: value === undefined ? others : [...others, { propertyKey, operator: '=', value }],
  });
}

/** The address of a list that shows only the rows with this value. The router takes what reads as JSON for no text. */
export const filteredHref = (path: string, propertyKey: string, value: string): string =>
  `${path}?filter=${encodeURIComponent(JSON.stringify(withProperty(undefined, propertyKey, value)))}`;

/** The one value that a property must have; undefined when the filter says less, or more. */
export function propertyOf(text: string | undefined, propertyKey: string): string | undefined {
  const [token, ...more] = parseFilter(text).tokens.filter((each) => each.propertyKey === propertyKey);
  return more.length === 0 && token?.operator === '=' ? String(token.value) : undefined;
}

/** What is no filter filters nothing: an address may have been typed, or cut. */
export function parseFilter(text: string | undefined): Query {
  if (text === undefined) return nothing;
  try {
    const parsed = querySchema.safeParse(JSON.parse(text));
    if (!parsed.success) return nothing;
    const tokens = parsed.data.tokens.map(({ propertyKey, ...rest }) => ({
      ...rest,
      ...(propertyKey !== undefined && { propertyKey }),
    }));
    return { operation: parsed.data.operation, tokens };
  } catch {
    return nothing;
  }
}
