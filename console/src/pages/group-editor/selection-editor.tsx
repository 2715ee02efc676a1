import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import type { FieldError } from '../../../../src/domain/model/plan-file.ts';
import { errorAt } from '../../components/field-errors.ts';
import type { GroupDraft } from './draft.ts';
import { ServerPicker } from './server-picker.tsx';
import { TagPreview } from './tag-preview.tsx';
import { TagRules } from './tag-rules.tsx';

interface Props {
  readonly draft: GroupDraft;
  /** Of the group that is edited. */
  readonly groupId: string | undefined;
  readonly errors: readonly FieldError[];
  readonly onChange: (draft: GroupDraft) => void;
}

export function SelectionEditor({ draft, groupId, errors, onChange }: Props) {
  const error = errorAt(errors, 'selection');
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Which servers</Header>}>
        <SpaceBetween size="m">
          <FormField errorText={error} stretch>
            <Tiles
              ariaLabel="How servers are selected"
              value={draft.by}
              items={[
                { value: 'tags', label: 'By tags', description: 'Whatever carries them when an execution begins' },
                { value: 'servers', label: 'One by one', description: 'Exactly these, whatever is added later' },
              ]}
              onChange={({ detail }) => onChange({ ...draft, by: detail.value === 'tags' ? 'tags' : 'servers' })}
            />
          </FormField>
          {draft.by === 'tags' && <TagRules tags={draft.tags} onChange={(tags) => onChange({ ...draft, tags })} />}
        </SpaceBetween>
      </Container>
      {draft.by === 'tags' ? (
        <TagPreview draft={draft} groupId={groupId} />
      ) : (
        <ServerPicker
          draft={draft}
          groupId={groupId}
          onChange={(sourceServerIds) => onChange({ ...draft, sourceServerIds })}
        />
      )}
    </SpaceBetween>
  );
}
