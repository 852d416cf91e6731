import type { Language } from '../client/index.ts';

export const demoDomain = 'example.org';

export interface DemoPerson {
  /** Local part of the address. */
  readonly local: string;
  readonly name: string;
  readonly language: Language;
  readonly administrator?: true;
}

/** Six people of one small organisation. */
export const demoPeople = [
  { local: 'claire.martin', name: 'Claire Martin', language: 'fr', administrator: true },
  { local: 'thomas.bernard', name: 'Thomas Bernard', language: 'fr' },
  { local: 'amina.elidrissi', name: 'أمينة الإدريسي', language: 'ar' },
  { local: 'karim.haddad', name: 'كريم حداد', language: 'ar' },
  { local: 'emily.carter', name: 'Emily Carter', language: 'en' },
  { local: 'james.wilson', name: 'James Wilson', language: 'en' },
] as const satisfies readonly DemoPerson[];

export type DemoLocal = (typeof demoPeople)[number]['local'];

export const demoAliases: readonly { readonly local: string; readonly targets: readonly DemoLocal[] }[] = [
  { local: 'contact', targets: ['claire.martin', 'emily.carter'] },
  { local: 'direction', targets: ['claire.martin'] },
  { local: 'team', targets: demoPeople.map((person) => person.local) },
];

/** A group, and a folder of somebody's that is shared with it: with these people and with nobody else. */
export const demoGroup: { readonly local: string; readonly name: string; readonly members: readonly DemoLocal[]; readonly folder: { readonly owner: DemoLocal; readonly name: string } } = {
  local: 'projet', name: 'Projet · مشروع · Project', members: ['thomas.bernard', 'amina.elidrissi', 'emily.carter'], folder: { owner: 'claire.martin', name: 'Projet' },
};

export const demoAddress = (local: string): string => `${local}@${demoDomain}`;
