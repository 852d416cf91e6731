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

export const demoAddress = (local: string): string => `${local}@${demoDomain}`;
