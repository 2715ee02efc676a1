/** What the roles of the template let a function do: read off the template, and enforced on the wire. */
import { z } from 'zod';
import { resourcesOf, type Template } from '../../support/synth/synthesized.ts';

const getAtt = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) });
const joined = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });
const leadingKeys = z.strictObject({ 'dynamodb:LeadingKeys': z.array(z.string()) });
const allowSchema = z.looseObject({
  Effect: z.literal('Allow'),
  Action: z.union([z.string(), z.array(z.string())]).transform((action) => [action].flat()),
  Resource: z.union([z.array(z.json()), z.json()]).transform((resource) => [resource].flat()),
  // No other condition is understood: it would be taken for a right without one.
  Condition: z.strictObject({ 'ForAllValues:StringEquals': leadingKeys }).optional(),
});
const denySchema = allowSchema.extend({
  Effect: z.literal('Deny'),
  // Any value: a request over several partitions must not slip through.
  Condition: z.strictObject({ 'ForAnyValue:StringEquals': leadingKeys }),
});
const documentSchema = z.object({ Statement: z.array(z.discriminatedUnion('Effect', [allowSchema, denySchema])) });
const roleSchema = z.looseObject({ Policies: z.array(z.object({ PolicyDocument: documentSchema })).default([]) });
const policySchema = z.looseObject({
  Roles: z.array(z.object({ Ref: z.string() })),
  PolicyDocument: documentSchema,
});

export interface Right {
  readonly action: string;
  /** A table (`executions`), an index of it (`executions/index/OpenIndex`), or a logical id; `*` for everything. */
  readonly resource: string;
  /** Of a table: the only partitions that it is for. */
  readonly partitions?: readonly string[];
}

const functionSchema = z.looseObject({
  Role: getAtt,
  Environment: z.object({ Variables: z.record(z.string(), z.json()) }),
});

/** The last word of a function's logical id comes from its name: `Functionspark2CA1DB6F`. */
export const functionLogicalId = (template: Template, name: string): string => {
  const found = resourcesOf(template, 'AWS::Lambda::Function').find(([id]) =>
    new RegExp(`^Functions${name}[0-9A-F]{8}$`).test(id),
  );
  if (found === undefined) throw new Error(`no function ${name} in the template`);
  return found[0];
};

export const environmentOf = (template: Template, name: string): Readonly<Record<string, unknown>> =>
  functionSchema.parse(template.Resources[functionLogicalId(template, name)]?.Properties).Environment.Variables;

/** Every right of a function's role, its own policies and those that are attached to it. */
export const rightsOf = (template: Template, name: string): readonly Right[] =>
  rightsOfRole(template, roleIdOf(template, name));

/** What it may not do, whatever else it may: in these partitions. */
export const denialsOf = (template: Template, name: string): readonly Right[] =>
  statementsOf(template, roleIdOf(template, name)).flatMap((statement) =>
    statement.Effect === 'Deny'
      ? expanded(template, statement, statement.Condition['ForAnyValue:StringEquals']['dynamodb:LeadingKeys'])
      : [],
  );

const roleIdOf = (template: Template, name: string): string =>
  functionSchema.parse(template.Resources[functionLogicalId(template, name)]?.Properties).Role['Fn::GetAtt'][0];

const machineSchema = z.looseObject({ RoleArn: getAtt });

/** Those of the state machine's role: the functions that it may call are named by their logical ids. */
export const rightsOfStateMachine = (template: Template): readonly Right[] =>
  resourcesOf(template, 'AWS::StepFunctions::StateMachine').flatMap(([, { Properties }]) =>
    rightsOfRole(template, machineSchema.parse(Properties).RoleArn['Fn::GetAtt'][0]),
  );

const rightsOfRole = (template: Template, roleId: string): readonly Right[] =>
  statementsOf(template, roleId).flatMap((statement) =>
    statement.Effect === 'Allow'
      ? expanded(template, statement, statement.Condition?.['ForAllValues:StringEquals']['dynamodb:LeadingKeys'])
      : [],
  );

const statementsOf = (template: Template, roleId: string) => {
  const own = roleSchema
    .parse(template.Resources[roleId]?.Properties)
    .Policies.map(({ PolicyDocument }) => PolicyDocument);
  const attached = resourcesOf(template, 'AWS::IAM::Policy')
    .map(([, { Properties }]) => policySchema.parse(Properties))
    .filter(({ Roles }) => Roles.some(({ Ref }) => Ref === roleId))
    .map(({ PolicyDocument }) => PolicyDocument);
  return [...own, ...attached].flatMap(({ Statement }) => Statement);
};

const expanded = (
  template: Template,
  { Action, Resource }: { readonly Action: readonly string[]; readonly Resource: readonly unknown[] },
  partitions: readonly string[] | undefined,
): readonly Right[] =>
  Action.flatMap((action) =>
    Resource.map((resource) => ({
      action,
      resource: nameOf(template, resource),
      ...(partitions === undefined ? {} : { partitions }),
    })),
  );

const tableNameSchema = z.looseObject({ TableName: z.string() });

/** A logical id, the name of a table, or a text with `${…}` for what CloudFormation fills in. */
export const nameOf = (template: Template, resource: unknown): string => {
  if (typeof resource === 'string') return resource;
  const attribute = getAtt.safeParse(resource);
  if (attribute.success) {
    const id = attribute.data['Fn::GetAtt'][0];
    const table = tableNameSchema.safeParse(template.Resources[id]?.Properties);
    return table.success ? table.data.TableName.replace('breakwater-', '') : id;
  }
  const join = joined.safeParse(resource);
  if (join.success) return join.data['Fn::Join'][1].map((part) => nameOf(template, part)).join('');
  const reference = z.object({ Ref: z.string() }).safeParse(resource);
  return reference.success ? `\${${reference.data.Ref}}` : JSON.stringify(resource);
};

/** What CloudFormation fills in may be anything; what is named as it stands may be named so too. */
const allows = (right: Right, needed: Right): boolean => {
  if (right.action !== needed.action) return false;
  const pattern = right.resource.replaceAll(/\$\{[^}]*\}/g, '*').replaceAll('*', '.*');
  return right.resource === needed.resource || new RegExp(`^${pattern}$`).test(needed.resource);
};

/** The first of them that no right is for. */
export const missingOf = (rights: readonly Right[], needed: readonly Right[]): Right | undefined =>
  needed.find((each) => !rights.some((right) => allows(right, each)));
