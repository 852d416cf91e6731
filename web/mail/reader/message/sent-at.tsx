import { useFormat } from '../../../text/index.ts';

/** When a message was sent; the whole of it on hover. `short`: as in a list; `clear`: always with the time. */
export function SentAt({ moment, detail = 'short', className }: { readonly moment: string; readonly detail?: 'short' | 'clear' | 'full'; readonly className?: string | undefined }) {
  const format = useFormat();
  const isToday = format.date(moment) === format.date(new Date());
  return (
    <time dateTime={moment} title={format.fullDate(moment)} className={className}>
      {detail === 'full' ? format.fullDate(moment) : detail === 'clear' && !isToday ? format.dateTime(moment) : format.listDate(moment)}
    </time>
  );
}
