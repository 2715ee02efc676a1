/** docs/reference/plan-file.md: every field of a plan file, read from the JSON Schema that editors get. */
import { z } from 'zod';

/** The part of JSON Schema that zod writes for plan files. */
interface FieldSchema {
  readonly type?: string | undefined;
  readonly const?: string | undefined;
  readonly enum?: readonly string[] | undefined;
  readonly default?: string | number | boolean | object | undefined;
  readonly description?: string | undefined;
  readonly patternErrorMessage?: string | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly minProperties?: number | undefined;
  readonly maxProperties?: number | undefined;
  readonly items?: FieldSchema | undefined;
  readonly anyOf?: readonly FieldSchema[] | undefined;
  readonly oneOf?: readonly FieldSchema[] | undefined;
  readonly additionalProperties?: FieldSchema | boolean | undefined;
  readonly properties?: Readonly<Record<string, FieldSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
}

const number = z.number().optional();
const fieldSchema: z.ZodType<FieldSchema> = z.lazy(() =>
  z.object({
    type: z.string().optional(),
    const: z.string().optional(),
    enum: z.array(z.string()).optional(),
    default: z.union([z.string(), z.number(), z.boolean(), z.array(z.unknown()), z.object({})]).optional(),
    description: z.string().optional(),
    patternErrorMessage: z.string().optional(),
    minLength: number,
    maxLength: number,
    minimum: number,
    maximum: number,
    exclusiveMinimum: number,
    minItems: number,
    maxItems: number,
    minProperties: number,
    maxProperties: number,
    items: fieldSchema.optional(),
    anyOf: z.array(fieldSchema).optional(),
    oneOf: z.array(fieldSchema).optional(),
    additionalProperties: z.union([z.boolean(), fieldSchema]).optional(),
    properties: z.record(z.string(), fieldSchema).optional(),
    required: z.array(z.string()).optional(),
  }),
);
const kindsSchema = z.record(z.string(), fieldSchema);

/** `kinds`: JSON Schema of each kind of document. `example`: a plan file that names every field. */
export const planFileReference = (kinds: unknown, example: string): string => {
  const sections = Object.entries(kindsSchema.parse(kinds)).map(([kind, schema]) =>
    [
      `## ${kind}`,
      '',
      '| field | type | default | bounds | meaning |',
      '|---|---|---|---|---|',
      ...rowsOf(schema, ''),
      '',
    ].join('\n'),
  );
  return `${[opening, ...sections, exampleSection(example)].join('\n')}`;
};

const opening = `# Plan file

<!-- Generated from the schema by \`npm run generate\`. Change src/domain/model instead. -->

A plan file holds settings, accounts, protection groups and recovery plans: one YAML document each, divided by \`---\`, or a list of
them, or the same as JSON. \`apply\` saves all documents of a file or none. Groups and plans are found again by their
names, accounts by their ids, and there is one \`Settings\`. An unknown field is an error. What the words mean is in [concepts](../concepts.md); what the errors mean is in
[troubleshooting](../troubleshooting.md#plan-files).

With this first line an editor with a YAML language server completes fields and shows errors as you type:

\`\`\`yaml
# yaml-language-server: $schema=../docs/generated/plan-file.schema.json
\`\`\`
`;

const exampleSection = (example: string): string =>
  [
    '## All of it',
    '',
    '`examples/every-field.yaml` names every field once: it is there to be read, its accounts and servers are made up.',
    '',
    '```yaml',
    example.trim(),
    '```',
    '',
  ].join('\n');

/**
 * A row for each field, those of lists and alternatives below their own. Of a list whose fields stand above already they
 * are not repeated: `listed` holds those lists.
 */
const rowsOf = (schema: FieldSchema, prefix: string, listed = new Set<string>()): readonly string[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, written]) => {
    const field = withoutNull(written);
    const isRequired = (schema.required ?? []).includes(name);
    const row = [
      `\`${prefix}${name}\``,
      typeOf(field),
      isRequired ? '**required**' : defaultOf(field),
      boundsOf(field),
      field.description ?? '',
    ];
    const alternatives = (field.anyOf ?? []).flatMap((one) =>
      rowsOf({ ...one, required: [] }, `${prefix}${name}.`, listed),
    );
    const items = JSON.stringify(field.items);
    const isRepeated = items !== undefined && listed.has(items);
    if (items !== undefined) listed.add(items);
    const values = typeof field.additionalProperties === 'object' ? field.additionalProperties : {};
    const inner = [
      ...rowsOf(field, `${prefix}${name}.`, listed),
      ...(isRepeated ? [] : rowsOf(withoutUnion(field.items ?? {}), `${prefix}${name}[].`, listed)),
      ...rowsOf(values, `${prefix}${name}.*.`, listed),
    ];
    return [`| ${row.join(' | ')} |`, ...alternatives, ...inner];
  });

/** Where null says the same as nothing. */
const withoutNull = (field: FieldSchema): FieldSchema => {
  const [only, ...others] = (field.anyOf ?? []).filter(({ type }) => type !== 'null');
  if (only === undefined || others.length > 0) return field;
  return { ...only, description: field.description };
};

/** The alternatives by `kind` as one map: each field says which kinds have it, unless all do. */
const withoutUnion = (schema: FieldSchema): FieldSchema => {
  const { oneOf = [] } = schema;
  if (oneOf.length === 0) return schema;
  const names = [...new Set(oneOf.flatMap((one) => Object.keys(one.properties ?? {})))];
  const fieldOf = (name: string): FieldSchema => {
    const having = oneOf.filter((one) => one.properties?.[name] !== undefined);
    const kinds = having.flatMap((one) => one.properties?.['kind']?.const ?? []);
    const [first = {}] = having.flatMap((one) => one.properties?.[name] ?? []);
    if (name === 'kind') {
      const meanings = oneOf.flatMap(
        ({ properties }) => `\`${properties?.[name]?.const}\`: ${properties?.[name]?.description}`,
      );
      return { enum: kinds, description: meanings.join('. ') };
    }
    const whose = having.length === oneOf.length ? '' : ` (${kinds.join(', ')})`;
    const defaults = [...new Set(having.map((one) => JSON.stringify(one.properties?.[name]?.default)))];
    if (defaults.length === 1) return { ...first, description: `${first.description ?? ''}${whose}` };
    const { default: _differs, ...common } = first;
    const each = having.map(
      ({ properties }) => `${JSON.stringify(properties?.[name]?.default)} (${properties?.['kind']?.const})`,
    );
    return { ...common, description: `${first.description ?? ''}. By default ${each.join(', ')}` };
  };
  const required = names.filter((name) =>
    oneOf.every((one) => one.properties?.[name] === undefined || (one.required ?? []).includes(name)),
  );
  return { required, properties: Object.fromEntries(names.map((name) => [name, fieldOf(name)])) };
};

const typeOf = (field: FieldSchema): string => {
  if (field.const !== undefined) return `\`${field.const}\``;
  if (field.enum !== undefined) return field.enum.map((value) => `\`${value}\``).join(', ');
  if (field.items?.oneOf !== undefined) return 'list of maps';
  if (field.items !== undefined) return `list of ${pluralOf(field.items)}`;
  if (typeof field.additionalProperties === 'object') return `map of text to ${typeOf(field.additionalProperties)}`;
  if (field.anyOf !== undefined) return [...new Set(field.anyOf.map(typeOf))].join(' or ');
  return names[field.type ?? ''] ?? `${field.type}`;
};

const names: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: '`true` or `false`',
  object: 'map',
};

const pluralOf = (field: FieldSchema): string =>
  field.enum !== undefined
    ? typeOf(field)
    : field.anyOf === undefined
      ? `${typeOf(field)}s`
      : field.anyOf.map(pluralOf).join(' or ');

const defaultOf = ({ default: given }: FieldSchema): string => {
  if (Array.isArray(given)) return given.map((value) => `\`${value}\``).join(', ');
  return given === undefined || given === '' || typeof given === 'object' ? '' : `\`${given}\``;
};

const boundsOf = (field: FieldSchema): string =>
  [
    rangeOf(field.minLength, field.maxLength, ' characters'),
    rangeOf(field.minimum ?? leastAbove(field.exclusiveMinimum), field.maximum, ''),
    rangeOf(field.minItems, field.maxItems, ''),
    rangeOf(field.minProperties, field.maxProperties, ''),
    field.patternErrorMessage ?? field.items?.patternErrorMessage ?? '',
  ]
    .filter((text) => text !== '')
    .join('; ');

/** Only whole numbers have such a bound. */
const leastAbove = (exclusive: number | undefined): number | undefined =>
  exclusive === undefined ? undefined : exclusive + 1;

/** The largest whole number that JSON keeps exactly says that there is no bound. */
const rangeOf = (least: number | undefined, most: number | undefined, unit: string): string => {
  const upper = most === undefined || most >= Number.MAX_SAFE_INTEGER ? undefined : most.toLocaleString('en');
  if (least === undefined) return upper === undefined ? '' : `at most ${upper}${unit}`;
  return upper === undefined ? `at least ${least}${unit}` : `${least} to ${upper}${unit}`;
};
