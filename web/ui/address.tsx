import { withoutBidiControls } from './name-parts.ts';

export interface AddressProps {
  readonly address: string;
  readonly className?: string | undefined;
  /** Where it does not fit on a line, its domain begins the next one. */
  readonly breaks?: boolean;
}

/** An address, in its own direction whatever stands around it. */
export function Address({ address, className, breaks = false }: AddressProps) {
  const shown = withoutBidiControls(address);
  const at = breaks ? shown.lastIndexOf('@') : -1;
  return (
    <bdi dir="ltr" className={className}>
      {shown.slice(0, Math.max(0, at))}
      {at > 0 && <wbr />}
      {shown.slice(Math.max(0, at))}
    </bdi>
  );
}
