import './short-id.css';

const uuid = /^([a-z]+-)([0-9a-f]{8}-[0-9a-f-]{19,21})([0-9a-f]{6})$/;

/** "exec-…6bd430": of a long id its kind and its end; the whole when one points at it, marks and copies it, or searches the page. */
export function ShortId({ id }: { readonly id: string }) {
  const [, kind, middle, end] = uuid.exec(id) ?? [];
  if (kind === undefined) return <>{id}</>;
  return (
    <span className="unbroken" title={id}>
      {kind}
      <span className="short-id-middle">{middle}</span>
      <span className="short-id-end">{end}</span>
    </span>
  );
}
