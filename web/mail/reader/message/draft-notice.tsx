import { PenLine } from 'lucide-react';
import { useSharedAccounts } from '../../../store/index.ts';
import { useText } from '../../../text/index.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { useComposer } from '../../composer/use-composer.ts';

/** Above a draft of somebody else: whose it is, and what can be made of it. */
export function DraftNotice({ accountId, emailId }: { readonly accountId: string; readonly emailId: string }) {
  const t = useText();
  const { open } = useComposer();
  const owner = useSharedAccounts().find(({ id }) => id === accountId);
  return (
    <Banner
      icon={PenLine}
      actions={
        <Button kind="quiet" onPress={() => open({ kind: 'editAsNew', accountId, emailId })}>
          {t('reader.editAsNew')}
        </Button>
      }
    >
      {t('composer.draftOfOther', { name: owner?.name ?? '' })}
    </Banner>
  );
}
