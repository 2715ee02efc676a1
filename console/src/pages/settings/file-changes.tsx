import ExpandableSection from '@cloudscape-design/components/expandable-section';
import type { AppliedDocument } from '../../../../src/domain/model/plan-file.ts';
import { ChangesTable } from '../../components/changes/changes-table.tsx';
import { countOf } from '../../components/count.ts';

export const isChange = ({ outcome }: AppliedDocument): boolean => outcome !== 'unchanged';

/** What applying the file would do to each document, field by field. */
export function FileChanges({ results }: { readonly results: readonly AppliedDocument[] }) {
  const created = results.filter(({ outcome }) => outcome === 'created');
  const updated = results.filter(({ outcome }) => outcome === 'updated');
  const same = results.length - created.length - updated.length;
  return (
    <>
      <strong>
        {created.length} new, {updated.length} changed, {same} as saved already
      </strong>
      {created.length > 0 && (
        <ul>
          {created.map(({ kind, name }) => (
            <li key={`${kind} ${name}`}>
              {kind} {name} would be created
            </li>
          ))}
        </ul>
      )}
      {updated.map(({ kind, name, changes = [] }) => (
        <ExpandableSection
          key={`${kind} ${name}`}
          defaultExpanded
          headerText={`${kind} ${name} would be changed: ${countOf(changes.length, 'field')}`}
        >
          <ChangesTable changes={changes} before={`${name} now`} after="In the file" same="Nothing differs" />
        </ExpandableSection>
      ))}
      {results.flatMap(({ kind, name, unchecked = [] }) =>
        unchecked.map(({ path, message }) => (
          <div key={`${kind} ${name} ${path.join('.')} ${message}`}>
            {kind} {name}, neither right nor wrong: {message}
          </div>
        )),
      )}
    </>
  );
}
