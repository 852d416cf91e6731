/** The folders on a narrow screen: a drawer that closes when one is chosen. */
import { useText } from '../../text/index.ts';
import { Sheet } from '../../ui/dialog.tsx';
import { FolderPane } from './folder-pane.tsx';

export function FolderDrawer({ onClose }: { readonly onClose: () => void }) {
  const t = useText();
  return (
    <Sheet title={t('folders.title')} side="start" isOpen onClose={onClose}>
      <FolderPane onPicked={onClose} />
    </Sheet>
  );
}
