import { Clock } from 'lucide-react';
import { useRef } from 'react';
import { useFormat, useText } from '../../../text/index.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { useTakeBack } from '../../composer/use-take-back.ts';
import type { Scheduled } from '../../list/use-scheduled.ts';

/** Above a message that has not left yet: when it will, and the way to change that. */
export function ScheduledNotice({ accountId, emailId, scheduled: { submissionId, sendAt } }: { readonly accountId: string; readonly emailId: string; readonly scheduled: Scheduled }) {
  const t = useText();
  const format = useFormat();
  const takeBack = useTakeBack(accountId);
  const isUnderWay = useRef(false);
  const take = async (isOpened: boolean) => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    await takeBack({ submissionId, emailId, sendAt }, { isOpened });
    isUnderWay.current = false;
  };
  return (
    <Banner
      kind="warn"
      icon={Clock}
      actions={
        <>
          <Button kind="quiet" onPress={() => void take(true)}>
            {t('composer.changeScheduled')}
          </Button>
          <Button kind="quiet" onPress={() => void take(false)}>
            {t('composer.cancelScheduled')}
          </Button>
        </>
      }
    >
      {t('reader.scheduled', { time: format.fullDate(sendAt) })}
    </Banner>
  );
}
