import { withoutBidiControls } from './name-parts.ts';

/** An address, in its own direction whatever stands around it. */
export function Address({ address, className }: { readonly address: string; readonly className?: string | undefined }) {
  return (
    <bdi dir="ltr" className={className}>
      {withoutBidiControls(address)}
    </bdi>
  );
}
