import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Input from '@cloudscape-design/components/input';
import { limits } from '../../../../src/domain/limits.ts';
import type { TagDraft } from './draft.ts';

interface Props {
  readonly tags: readonly TagDraft[];
  readonly onChange: (tags: readonly TagDraft[]) => void;
}

/** A server is selected when it carries all of them. */
export function TagRules({ tags, onChange }: Props) {
  const change = (index: number, tag: Partial<TagDraft>): void =>
    onChange(tags.map((each, at) => (at === index ? { ...each, ...tag } : each)));
  return (
    <AttributeEditor
      items={tags}
      addButtonText="Add a tag"
      removeButtonText="Remove"
      removeButtonAriaLabel={({ key }) => `Remove the tag ${key}`}
      disableAddButton={tags.length >= limits.tagsPerServer}
      additionalInfo="A server is selected when it carries all of these; upper and lower case differ."
      empty="No tag yet: nothing would be selected"
      onAddButtonClick={() => onChange([...tags, { key: '', value: '' }])}
      onRemoveButtonClick={({ detail }) => onChange(tags.toSpliced(detail.itemIndex, 1))}
      definition={[
        {
          label: 'Key',
          control: ({ key }, index) => (
            <Input value={key} placeholder="Tier" onChange={({ detail }) => change(index, { key: detail.value })} />
          ),
        },
        {
          label: 'Value',
          control: ({ value }, index) => (
            <Input value={value} placeholder="db" onChange={({ detail }) => change(index, { value: detail.value })} />
          ),
        },
      ]}
    />
  );
}
