/** Our own document as others read it: every operation, and whether an answer is what it says. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { z } from 'zod';

const contentSchema = z.record(z.string(), z.object({ schema: z.unknown() }));
const parameterSchema = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().optional(),
  schema: z.unknown(),
});
const operationSchema = z.object({
  operationId: z.string(),
  parameters: z.array(parameterSchema).default([]),
  requestBody: z.object({ content: contentSchema, required: z.boolean().default(false) }).optional(),
  responses: z.record(z.string(), z.object({ content: contentSchema.optional() })),
});
const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

export type Operation = z.infer<typeof operationSchema> & { readonly method: string; readonly path: string };

export function readOpenApi(json: unknown) {
  const { paths, components } = documentSchema.parse(json);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]): Operation => ({ ...operation, method: method.toUpperCase(), path }),
    ),
  );
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'document', components });
  const validators = new Map<unknown, ValidateFunction>();
  const validatorOf = (schema: unknown): ValidateFunction => {
    const text = JSON.stringify(schema).replaceAll('"#/', '"document#/');
    const validator = validators.get(text) ?? ajv.compile(z.record(z.string(), z.unknown()).parse(JSON.parse(text)));
    validators.set(text, validator);
    return validator;
  };

  /** What of the answer the document does not say; nothing when it is as documented. */
  const complaints = (operation: Operation, status: number, contentType: string, text: string): readonly string[] => {
    const documented = operation.responses[String(status)] ?? operation.responses['default'];
    if (documented === undefined) return [`status ${status} is not documented`];
    if (documented.content === undefined) return text === '' ? [] : [`a body where none is documented: ${text}`];
    const type = contentType.split(';')[0] ?? '';
    const content = documented.content[type];
    if (content === undefined) return [`content type "${contentType}" is not documented for ${status}`];
    const validator = validatorOf(content.schema);
    return validator(JSON.parse(text)) ? [] : [ajv.errorsText(validator.errors)];
  };
  return { operations, definitions: components.schemas, complaints };
}
