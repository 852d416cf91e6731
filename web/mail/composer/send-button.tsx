/** Send, and beside it: later. */
import { CalendarClock, ChevronDown, Clock, Send } from 'lucide-react';
import { useState } from 'react';
import { useFormat, useText } from '../../text/index.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Menu, MenuItem, MenuSection, MenuSeparator, MenuTrigger } from '../../ui/menu.tsx';
import { presetsAt, weekdayOf } from './schedule.ts';
import styles from './send-button.module.css';

export interface SendButtonProps {
  readonly onSend: (at: Date | undefined) => void;
  readonly onShowScheduled: () => void;
  /** Seconds; 0: nothing can be sent later here. */
  readonly maxDelaySeconds: number;
  readonly isPending: boolean;
}

export function SendButton({ onSend, onShowScheduled, maxDelaySeconds, isPending }: SendButtonProps) {
  const t = useText();
  const format = useFormat();
  const [isDialogOpen, setDialogOpen] = useState(false);
  const now = new Date();
  const presets = presetsAt(now, format).filter(({ at }) => at.getTime() - now.getTime() < maxDelaySeconds * 1000);
  return (
    <div className={styles.send}>
      <Button kind="primary" icon={Send} onPress={() => onSend(undefined)} isPending={isPending} className={maxDelaySeconds > 0 ? styles.main : undefined}>
        {t('composer.send')}
      </Button>
      {maxDelaySeconds > 0 && (
        <MenuTrigger>
          <IconButton icon={ChevronDown} label={t('composer.sendLater')} placement="top" className={styles.later} />
          <Menu
            placement="top start"
            onAction={(key) => {
              if (key === 'pick') setDialogOpen(true);
              else if (key === 'list') onShowScheduled();
              else onSend(presets.find(({ preset }) => preset === key)?.at);
            }}
          >
            <MenuSection title={t('composer.sendLater')}>
              {presets.map(({ preset, at }) => (
                <MenuItem key={preset} id={preset} icon={Clock} textValue={t(`composer.presets.${preset}`)} shortcut={preset === 'nextWeek' ? format.dayAndTime(at) : `${format.weekdays('short')[(weekdayOf(format.wallClock(at)) - format.firstDayOfWeek + 7) % 7]} ${format.time(at)}`}>
                  {t(`composer.presets.${preset}`)}
                </MenuItem>
              ))}
              <MenuItem id="pick" icon={CalendarClock}>
                {t('composer.pickTime')}
              </MenuItem>
            </MenuSection>
            <MenuSeparator />
            <MenuItem id="list">{t('composer.showScheduled')}</MenuItem>
          </Menu>
        </MenuTrigger>
      )}
      {isDialogOpen && (
        <LaterDialog
          maxDelaySeconds={maxDelaySeconds}
          onClose={() => setDialogOpen(false)}
          onPick={(at) => {
            setDialogOpen(false);
            onSend(at);
          }}
        />
      )}
    </div>
  );
}

function LaterDialog({ maxDelaySeconds, onClose, onPick }: { readonly maxDelaySeconds: number; readonly onClose: () => void; readonly onPick: (at: Date) => void }) {
  const t = useText();
  const format = useFormat();
  const [value, setValue] = useState(() => format.wallClock(new Date(Date.now() + 3_600_000)));
  const [error, setError] = useState<string>();
  const pick = (): void => {
    const at = format.fromWallClock(value);
    const latest = new Date(Date.now() + maxDelaySeconds * 1000);
    if (Number.isNaN(at.getTime())) setError(t('composer.timeMissing'));
    else if (at.getTime() <= Date.now()) setError(t('composer.timePast'));
    else if (at > latest) setError(t('composer.timeTooLate', { latest: format.date(latest) }));
    else onPick(at);
  };
  return (
    <Dialog
      title={t('composer.sendLater')}
      isOpen
      onClose={onClose}
      size="small"
      actions={
        <>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
          <Button kind="primary" icon={Clock} onPress={pick}>
            {t('composer.schedule')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('composer.dateAndTime')}
        // The browser's own picker, in the person's language.
        {...({ type: 'datetime-local' } as object)}
        dir="ltr"
        autoFocus
        value={value}
        onChange={(text) => {
          setValue(text);
          setError(undefined);
        }}
        hint={format.fullDate(format.fromWallClock(value)) || undefined}
        error={error}
      />
    </Dialog>
  );
}
