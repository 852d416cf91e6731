import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useText } from '../text/index.ts';
import { useBackCloses } from './back-closes.ts';
import { Button, IconButton } from './button.tsx';
import styles from './dialog.module.css';
import { useWidth } from './media.ts';

export interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons, the one that goes on last. */
  readonly actions?: ReactNode;
  readonly size?: 'small' | 'normal' | 'large';
  /** A text to read, with nothing in it that takes the focus: it has the keys itself, so that they scroll it. */
  readonly isText?: boolean;
}

/** Asks for something before anything else can be done. Escape, the cross and a click beside it close it. */
export function Dialog({ title, isOpen, onClose, children, actions, size = 'normal', isText = false }: DialogProps) {
  const t = useText();
  useBackCloses(useWidth() !== 'desktop' && isOpen, onClose);
  return (
    <ModalOverlay isOpen={isOpen} onOpenChange={(open) => open || onClose()} isDismissable className={styles.overlay ?? ''}>
      <Modal data-modal className={`${styles.modal} ${styles[size]}`}>
        <AriaDialog className={styles.dialog ?? ''}>
          <header className={styles.head}>
            <Heading slot="title" level={2} className={styles.title ?? ''} dir="auto">
              {title}
            </Heading>
            <IconButton icon={X} label={t('ui.close')} onPress={onClose} />
          </header>
          {isText ? (
            <Text title={title}>{children}</Text>
          ) : (
            <div className={styles.body}>{children}</div>
          )}
          {actions !== undefined && <footer className={styles.actions}>{actions}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

function Text({ title, children }: Pick<DialogProps, 'title' | 'children'>) {
  const text = useRef<HTMLElement>(null);
  useEffect(() => text.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section ref={text} className={styles.body} tabIndex={0} aria-label={title}>
      {children}
    </section>
  );
}

export interface AlertDialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly children: ReactNode;
  /** The verb of what will be done: "Delete for ever", not "OK". */
  readonly confirm: string;
  /** What happens instead; "Cancel" where absent. */
  readonly cancel?: string;
  readonly danger?: boolean;
  /** Where the focus is, and with it what Enter does. */
  readonly startsOn?: 'confirm' | 'cancel';
  readonly isPending?: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Asks whether to do what cannot be undone. */
export function AlertDialog({ title, isOpen, children, confirm, cancel, danger = false, startsOn = danger ? 'cancel' : 'confirm', isPending = false, onConfirm, onCancel }: AlertDialogProps) {
  const t = useText();
  useBackCloses(useWidth() !== 'desktop' && isOpen, onCancel);
  return (
    <ModalOverlay isOpen={isOpen} onOpenChange={(open) => open || onCancel()} className={styles.overlay ?? ''}>
      <Modal data-modal className={`${styles.modal} ${styles.small}`}>
        <AriaDialog role="alertdialog" className={styles.dialog ?? ''}>
          <header className={styles.head}>
            <Heading slot="title" level={2} className={styles.title ?? ''} dir="auto">
              {title}
            </Heading>
          </header>
          <div className={styles.body}>{children}</div>
          <footer className={styles.actions}>
            <Button onPress={onCancel} autoFocus={startsOn === 'cancel'}>
              {cancel ?? t('ui.cancel')}
            </Button>
            <Button kind={danger ? 'danger' : 'primary'} onPress={onConfirm} isPending={isPending} autoFocus={startsOn === 'confirm'}>
              {confirm}
            </Button>
          </footer>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export interface SheetProps extends Omit<DialogProps, 'size'> {
  /** From below (choices on a phone), or from the start of the line (folders). */
  readonly side?: 'bottom' | 'start';
}

/** A dialog that comes in from a side, on phones and narrow screens. */
export function Sheet({ title, isOpen, onClose, children, actions, side = 'bottom' }: SheetProps) {
  const t = useText();
  useBackCloses(useWidth() !== 'desktop' && isOpen, onClose);
  return (
    <ModalOverlay isOpen={isOpen} onOpenChange={(open) => open || onClose()} isDismissable className={`${styles.overlay} ${styles[side]}`}>
      <Modal data-modal className={`${styles.modal} ${styles.sheet}`}>
        <AriaDialog className={styles.dialog ?? ''}>
          <header className={styles.head}>
            <Heading slot="title" level={2} className={styles.title ?? ''} dir="auto">
              {title}
            </Heading>
            <IconButton icon={X} label={t('ui.close')} onPress={onClose} />
          </header>
          <div className={styles.body}>{children}</div>
          {actions !== undefined && <footer className={styles.actions}>{actions}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
