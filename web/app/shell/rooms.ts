/** The rooms that there are. A further one: an entry here, a route in `shell.tsx`, its name in the texts. */
import { Mail, Settings } from 'lucide-react';
import type { LucideIcon } from '../../ui/icon.tsx';
import { homePath, settingsPath } from '../paths.ts';

export interface Room {
  readonly name: 'mail' | 'settings';
  readonly path: string;
  readonly icon: LucideIcon;
  /** Whether an address lies in it. */
  readonly holds: (location: string) => boolean;
}

export const rooms: readonly Room[] = [
  { name: 'mail', path: homePath, icon: Mail, holds: (location) => /^\/(?:mail|search|compose)(?:\/|$)/.test(location) },
  { name: 'settings', path: settingsPath(), icon: Settings, holds: (location) => /^\/settings(?:\/|$)/.test(location) },
];
