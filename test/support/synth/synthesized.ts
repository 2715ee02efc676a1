/** The templates as they would be deployed, and the bundle beside them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { z } from 'zod';

const resourceSchema = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.json()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
  Condition: z.string().optional(),
  Metadata: z.record(z.string(), z.json()).default({}),
});
export type Resource = z.infer<typeof resourceSchema>;

const templateSchema = z.looseObject({ Resources: z.record(z.string(), resourceSchema) });
export type Template = z.infer<typeof templateSchema>;

export const templateNames = ['Breakwater', 'BreakwaterFirewall', 'BreakwaterTarget'] as const;
export type TemplateName = (typeof templateNames)[number];

export interface Synthesized {
  readonly folder: string;
  /** By the command that wrote them. */
  readonly printed: string;
  readonly path: (name: TemplateName) => string;
  readonly template: (name: TemplateName) => Template;
  /** The folder of the functions' bundle, as it would be uploaded. */
  readonly bundle: string;
}

export const synthesized = async (): Promise<Synthesized> => {
  const answer = z
    .object({ folder: z.string().optional(), printed: z.string().default(''), failed: z.string().optional() })
    .parse(await (await fetch(inject('synthesizedUrl'))).json());
  const { folder, printed, failed } = answer;
  if (folder === undefined) throw new Error(failed);
  const path = (name: TemplateName): string => join(folder, `${name}.template.json`);
  const template = (name: TemplateName): Template => templateSchema.parse(JSON.parse(readFileSync(path(name), 'utf8')));
  const [bundled] = ourFunctions(template('Breakwater'));
  const { Code } = z.looseObject({ Code: z.looseObject({ S3Key: z.string() }) }).parse(bundled?.[1].Properties);
  return { folder, printed, path, template, bundle: join(folder, `asset.${Code.S3Key.replace('.zip', '')}`) };
};

/** But the one of CDK's that puts the console into its bucket. */
export const ourFunctions = (template: Template): readonly (readonly [string, Resource])[] =>
  resourcesOf(template, 'AWS::Lambda::Function').filter(([id]) => id.startsWith('Functions'));

export const resourcesOf = (template: Template, type: string): readonly (readonly [string, Resource])[] =>
  Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
