import type { PropertyFilterProperty } from '@cloudscape-design/collection-hooks';

/** A column of texts, as the property filter of a table of such rows offers it. */
export const textPropertyOf =
  <Row>() =>
  (key: keyof Row & string, propertyLabel: string, groupValuesLabel: string): PropertyFilterProperty => ({
    key,
    propertyLabel,
    groupValuesLabel,
    operators: ['=', '!=', ':', '!:'],
  });
