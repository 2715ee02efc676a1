import type { PropertyFilterProperty } from '@cloudscape-design/collection-hooks';
import type { PickerRow } from './picker-columns.tsx';

const property = (key: keyof PickerRow, propertyLabel: string, groupValuesLabel: string): PropertyFilterProperty => ({
  key,
  propertyLabel,
  groupValuesLabel,
  operators: ['=', '!=', ':', '!:'],
});

export const pickerFilters: readonly PropertyFilterProperty[] = [
  property('serverName', 'Name', 'Names'),
  property('hostname', 'Host name', 'Host names'),
  property('replicationState', 'Replication', 'Replication states'),
  property('tagText', 'Tags', 'Tags'),
  property('otherGroupNames', 'Other groups', 'Groups'),
  property('taken', 'Taken by plan', 'Plans'),
  property('sourceServerId', 'Source server', 'Source servers'),
];
