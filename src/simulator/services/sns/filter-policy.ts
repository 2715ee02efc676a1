import { z } from 'zod';

/** What is modelled of SNS's filter policies: exact texts, every name wanted; and `$or` of such policies. */
const names = z.record(z.string().regex(/^[^$]/), z.array(z.string()).min(1).max(150));
const alternatives = z.strictObject({ $or: z.array(names).min(2) });

/** Any one of them is enough. Undefined: SNS would refuse it, or it is not modelled. */
export function parseFilterPolicy(text: string): readonly z.infer<typeof names>[] | undefined {
  try {
    const json: unknown = JSON.parse(text);
    const one = names.safeParse(json);
    return one.success ? [one.data] : alternatives.safeParse(json).data?.$or;
  } catch {
    return undefined;
  }
}

/** Whether a message with these attributes passes; without a policy every one does. */
export function passes(policyText: string | undefined, attributes: Readonly<Record<string, string>>): boolean {
  if (policyText === undefined) return true;
  const policies = parseFilterPolicy(policyText) ?? [];
  return policies.some((one) => Object.entries(one).every(([name, wanted]) => wanted.includes(attributes[name] ?? '')));
}
