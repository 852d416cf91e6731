/** A part of the page whose code comes when it is first needed. Where it does not come, that is said, and all else stands. */
import { Component, type ReactNode, Suspense, useEffect } from 'react';
import { dropKeys } from '../app/held-keys.ts';
import { useText } from '../text/index.ts';
import { toast } from './toast.tsx';

interface PartProps {
  readonly children: ReactNode;
}

export class Part extends Component<PartProps, { readonly isMissing: boolean }> {
  override state = { isMissing: false };

  static getDerivedStateFromError(): { isMissing: boolean } {
    return { isMissing: true };
  }

  override render(): ReactNode {
    return this.state.isMissing ? <Missing /> : <Suspense>{this.props.children}</Suspense>;
  }
}

function Missing() {
  const t = useText();
  useEffect(() => {
    dropKeys();
    toast(t('errors.part'), { kind: 'failed' });
  }, [t]);
  return null;
}
