import type { PropertyFilterProperty } from '@cloudscape-design/collection-hooks';
import { textPropertyOf } from '../../components/text-property.ts';
import type { PickerRow } from './picker-columns.tsx';

const property = textPropertyOf<PickerRow>();

export const pickerFilters: readonly PropertyFilterProperty[] = [
  property('serverName', 'Name', 'Names'),
  property('hostname', 'Host name', 'Host names'),
  property('replicationState', 'Replication', 'Replication states'),
  property('tagText', 'Tags', 'Tags'),
  property('otherGroupNames', 'Other groups', 'Groups'),
  property('taken', 'Taken by plan', 'Plans'),
  property('sourceServerId', 'Source server', 'Source servers'),
];
