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
