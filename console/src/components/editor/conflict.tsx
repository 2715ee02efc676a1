import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { FieldChange } from '../../../../src/domain/model/plan-file.ts';
import { ChangesTable } from '../changes/changes-table.tsx';
import { InView } from '../in-view.tsx';

interface Props {
  /** The plan Shop. */
  readonly what: string;
  readonly seenVersion: number;
  readonly current: { readonly version: number; readonly updatedBy?: string | undefined };
  /** From the version that was seen to theirs. */
  readonly theirChanges: readonly FieldChange[];
  /** From theirs to what is typed here. */
  readonly differences: readonly FieldChange[];
  readonly onKeepMine: () => void;
  readonly onTakeTheirs: () => void;
}

/** Somebody else saved first: what they changed, how it differs from what is typed here, and the choice. */
export function Conflict(props: Props) {
  const { what, seenVersion, current, theirChanges, differences, onKeepMine, onTakeTheirs } = props;
  const { version, updatedBy = 'somebody' } = current;
  return (
    <InView>
      <Alert type="warning" header={`${what} has changed meanwhile: ${updatedBy} saved version ${version}`}>
        <SpaceBetween size="s">
          <div>
            You began with version {seenVersion}. Nothing was saved, and what you typed stands below. Choose, or change
            your text to what you want before you choose.
          </div>
          <ColumnLayout columns={2}>
            <SpaceBetween size="xxs">
              <Header variant="h3">What they changed</Header>
              <ChangesTable
                changes={theirChanges}
                before={`Version ${seenVersion}`}
                after={`Version ${version}`}
                same="Nothing that can be seen"
              />
            </SpaceBetween>
            <SpaceBetween size="xxs">
              <Header variant="h3">Theirs beside yours</Header>
              <ChangesTable
                changes={differences}
                before={`Theirs (version ${version})`}
                after="Yours"
                same="Both say the same"
              />
            </SpaceBetween>
          </ColumnLayout>
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={onKeepMine}>Keep mine: the next save replaces version {version}</Button>
            <Button onClick={onTakeTheirs}>Take theirs: forget what I typed</Button>
          </SpaceBetween>
        </SpaceBetween>
      </Alert>
    </InView>
  );
}
