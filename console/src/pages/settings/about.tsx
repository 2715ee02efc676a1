import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import { useBesideThePage } from '../../components/beside-the-page.tsx';
import { Pieces } from '../../components/pieces.tsx';

export function About({ version }: { readonly version: string }) {
  const { documents } = useBesideThePage();
  return (
    <Container header={<Header variant="h2">About</Header>}>
      <KeyValuePairs
        columns={3}
        minColumnWidth={180}
        items={[
          { label: 'Breakwater', value: `version ${version}` },
          {
            label: 'The API',
            value: (
              <Link href="/api/openapi.json" target="_blank">
                OpenAPI document
              </Link>
            ),
          },
          {
            label: 'Documents',
            value: <Pieces text={documents} />,
          },
        ]}
      />
    </Container>
  );
}
