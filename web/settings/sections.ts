/** The sections of the settings. A further one: an entry here, its component, its name in the texts. */
import { AppWindow, Archive, Image, KeyRound, Keyboard, Mail, MonitorSmartphone, Palette, Plane, Signature, UserRound } from 'lucide-react';
import { type ComponentType, lazy } from 'react';
import type { LucideIcon } from '../ui/icon.tsx';

export const sectionNames = ['profile', 'password', 'appearance', 'mail', 'identities', 'images', 'vacation', 'keyboard', 'sessions', 'programs', 'storage'] as const;
export type SectionName = (typeof sectionNames)[number];

export interface Section {
  readonly name: SectionName;
  readonly icon: LucideIcon;
  readonly Content: ComponentType;
}

export const sections: readonly Section[] = [
  { name: 'profile', icon: UserRound, Content: lazy(() => import('./profile.tsx').then(({ Profile }) => ({ default: Profile }))) },
  { name: 'password', icon: KeyRound, Content: lazy(() => import('./password.tsx').then(({ Password }) => ({ default: Password }))) },
  { name: 'appearance', icon: Palette, Content: lazy(() => import('./appearance.tsx').then(({ Appearance }) => ({ default: Appearance }))) },
  { name: 'mail', icon: Mail, Content: lazy(() => import('./mail.tsx').then(({ MailSettings }) => ({ default: MailSettings }))) },
  { name: 'identities', icon: Signature, Content: lazy(() => import('./identities.tsx').then(({ Identities }) => ({ default: Identities }))) },
  { name: 'images', icon: Image, Content: lazy(() => import('./images.tsx').then(({ Images }) => ({ default: Images }))) },
  { name: 'vacation', icon: Plane, Content: lazy(() => import('./vacation.tsx').then(({ Vacation }) => ({ default: Vacation }))) },
  { name: 'keyboard', icon: Keyboard, Content: lazy(() => import('./keyboard.tsx').then(({ KeyboardSettings }) => ({ default: KeyboardSettings }))) },
  { name: 'sessions', icon: MonitorSmartphone, Content: lazy(() => import('./sessions.tsx').then(({ Sessions }) => ({ default: Sessions }))) },
  { name: 'programs', icon: AppWindow, Content: lazy(() => import('./programs.tsx').then(({ Programs }) => ({ default: Programs }))) },
  { name: 'storage', icon: Archive, Content: lazy(() => import('./storage.tsx').then(({ Storage }) => ({ default: Storage }))) },
];
