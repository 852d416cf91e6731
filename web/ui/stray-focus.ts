/** How long a dialog or a menu takes to leave at most, in frames. */
const patience = 60;

/**
 * What had the focus has gone, or is going with the dialog or menu that it is in: once nothing has it, `home` gives it a place. A person who has put it somewhere
 * meanwhile keeps it there.
 */
export function bringFocusHome(home: () => void): void {
  let frames = 0;
  const look = () => {
    const held = document.activeElement;
    if (held === null || held === document.body) return home();
    if (held.closest('[data-modal], [role="menu"]') && frames++ < patience) requestAnimationFrame(look);
  };
  // What has just been drawn may take the focus itself.
  requestAnimationFrame(() => requestAnimationFrame(look));
}
