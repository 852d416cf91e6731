/** The demonstration's mail: a few weeks in a small organisation, in French, Arabic and English. */
import { csv, pdf } from './attachments.ts';
import type { DemoAttachment } from './compose.ts';
import type { DemoLocal } from './people.ts';

export interface DemoMail {
  /** Names the message for `replyTo`. */
  readonly id: string;
  readonly from: DemoLocal | { readonly name: string; readonly address: string };
  readonly to: readonly (DemoLocal | 'team' | 'contact')[];
  readonly cc?: readonly DemoLocal[];
  readonly replyTo?: string;
  readonly subject: string;
  /** How long ago, so that the mail is fresh whenever the demonstration starts. */
  readonly hoursAgo: number;
  readonly text: string;
  readonly html?: string;
  readonly attachments?: readonly DemoAttachment[];
  /** Who has read, flagged or answered it. */
  readonly read?: readonly DemoLocal[] | 'all';
  readonly flagged?: readonly DemoLocal[];
  readonly answered?: readonly DemoLocal[];
  /** Where it lies with its recipients; the inbox if not given. */
  readonly folder?: 'inbox' | 'archive' | 'junk' | 'trash' | 'shared';
  /** Not sent yet: it lies in the writer's Drafts alone. */
  readonly draft?: true;
}

const days = (n: number, hours = 0): number => n * 24 + hours;

const page = (language: string, direction: 'ltr' | 'rtl', body: string): string =>
  `<!DOCTYPE html>\n<html lang="${language}" dir="${direction}"><body style="font-family: sans-serif; line-height: 1.5">\n${body}\n</body></html>\n`;

export const demoMail: readonly DemoMail[] = [
  {
    id: 'welcome', from: 'claire.martin', to: ['team'], hoursAgo: days(21), read: 'all',
    subject: 'Bienvenue · أهلًا وسهلًا · Welcome',
    text: 'Bonjour à tous,\n\nnotre nouvelle messagerie est en service. Chacun la lit dans sa langue.\n\nصباح الخير،\nبريدنا الجديد يعمل الآن، وكل واحد يقرؤه بلغته.\n\nHello everybody,\nour new mail is up and running, and everyone reads it in their own language.\n\nClaire\n',
    html: page('fr', 'ltr', '<h2>Bienvenue · أهلًا وسهلًا · Welcome</h2>\n<p>Notre nouvelle messagerie est en service. Chacun la lit dans <b>sa</b> langue.</p>\n<p lang="ar" dir="rtl">بريدنا الجديد يعمل الآن، وكل واحد يقرؤه <b>بلغته</b>.</p>\n<p lang="en">Our new mail is up and running, and everyone reads it in <b>their own</b> language.</p>\n<p>Claire</p>'),
  },
  {
    id: 'budget', from: 'thomas.bernard', to: ['claire.martin'], cc: ['emily.carter'], hoursAgo: days(9), read: 'all', flagged: ['claire.martin'], answered: ['claire.martin'],
    subject: 'Budget du deuxième trimestre',
    text: 'Bonjour Claire,\n\nvoici le budget du deuxième trimestre. L’écart sur les déplacements vient du salon de Casablanca ; le reste est conforme.\n\nPeux-tu valider avant vendredi ?\n\nThomas\n',
    attachments: [csv('Budget T2.csv', [['Poste', 'Prévu', 'Réel'], ['Déplacements', 12000, 14350], ['Matériel', 8000, 7420], ['Formation', 5000, 4980]])],
  },
  {
    id: 'budget-2', from: 'claire.martin', to: ['thomas.bernard'], cc: ['emily.carter'], replyTo: 'budget', hoursAgo: days(8, 20), read: ['thomas.bernard'],
    subject: 'Re: Budget du deuxième trimestre',
    text: 'Merci Thomas,\n\nc’est validé. Garde la facture du salon avec le dossier, on nous la demandera.\n\nClaire\n\n> Peux-tu valider avant vendredi ?\n',
  },
  {
    id: 'budget-3', from: 'thomas.bernard', to: ['claire.martin'], cc: ['emily.carter'], replyTo: 'budget-2', hoursAgo: days(8, 18), read: ['claire.martin'],
    subject: 'Re: Budget du deuxième trimestre',
    text: 'La facture est jointe. Bon week-end !\n\nThomas\n',
    attachments: [pdf('Facture salon Casablanca.pdf', 'Facture no 2031 - Salon de Casablanca - 2 350,00')],
  },
  {
    id: 'visit', from: 'amina.elidrissi', to: ['karim.haddad'], cc: ['claire.martin'], hoursAgo: days(6, 3), read: ['karim.haddad'], answered: ['karim.haddad'],
    subject: 'زيارة الوفد يوم الخميس',
    text: 'السلام عليكم كريم،\n\nسيصل الوفد يوم الخميس في العاشرة صباحًا. هل يمكنك حجز القاعة الكبرى وترتيب الغداء لاثني عشر شخصًا؟\n\nمع الشكر،\nأمينة\n',
  },
  {
    id: 'visit-2', from: 'karim.haddad', to: ['amina.elidrissi'], cc: ['claire.martin'], replyTo: 'visit', hoursAgo: days(6, 1), read: ['amina.elidrissi'], flagged: ['amina.elidrissi'],
    subject: 'رد: زيارة الوفد يوم الخميس',
    text: 'وعليكم السلام أمينة،\n\nتم حجز القاعة من التاسعة إلى الثالثة، والغداء مرتب. برنامج الزيارة في المرفق.\n\nكريم\n',
    html: page('ar', 'rtl', '<p>وعليكم السلام أمينة،</p>\n<p>تم حجز القاعة <b>من التاسعة إلى الثالثة</b>، والغداء مرتب. برنامج الزيارة في المرفق.</p>\n<table border="1" cellpadding="6"><tr><th>الساعة</th><th>الفقرة</th></tr><tr><td>10:00</td><td>الاستقبال</td></tr><tr><td>11:00</td><td>عرض المشروع</td></tr><tr><td>13:00</td><td>الغداء</td></tr></table>\n<p>كريم</p>'),
    attachments: [csv('برنامج الزيارة.csv', [['الساعة', 'الفقرة'], ['10:00', 'الاستقبال'], ['11:00', 'عرض المشروع'], ['13:00', 'الغداء']])],
  },
  {
    id: 'release', from: 'emily.carter', to: ['james.wilson', 'karim.haddad'], hoursAgo: days(5), read: 'all', answered: ['james.wilson'],
    subject: 'Release notes for Tuesday',
    text: 'Hi both,\n\nhere is what I have for the notes. Anything missing?\n\n- faster search in shared folders\n- Arabic dates in reports\n- the export no longer loses attachments\n\nEmily\n',
    html: page('en', 'ltr', '<p>Hi both,</p>\n<p>here is what I have for the notes. Anything missing?</p>\n<ul><li>faster search in shared folders</li><li>Arabic dates in reports</li><li>the export no longer loses attachments</li></ul>\n<p>Emily</p>'),
  },
  {
    id: 'release-2', from: 'james.wilson', to: ['emily.carter'], cc: ['karim.haddad'], replyTo: 'release', hoursAgo: days(4, 22), read: ['karim.haddad'],
    subject: 'Re: Release notes for Tuesday',
    text: 'Looks good. Please mention that old exports can be repeated; two customers asked.\n\nJames\n\n> Anything missing?\n',
  },
  {
    id: 'supplier', from: { name: 'Papeterie du Port', address: 'commandes@papeterie.example' }, to: ['contact'], hoursAgo: days(4, 2), read: ['emily.carter'],
    subject: 'Votre commande n° 4711 est expédiée',
    text: 'Bonjour,\n\nvotre commande n° 4711 a quitté notre entrepôt. Livraison prévue sous deux jours ouvrés.\n\nPapeterie du Port\n',
    html: page('fr', 'ltr', '<h3>Votre commande est en route</h3>\n<p>La commande <b>n° 4711</b> a quitté notre entrepôt. Livraison prévue sous <b>deux jours ouvrés</b>.</p>\n<p style="color: #666">Papeterie du Port</p>'),
    attachments: [pdf('Bon de livraison 4711.pdf', 'Bon de livraison 4711')],
  },
  {
    id: 'training', from: 'claire.martin', to: ['amina.elidrissi', 'thomas.bernard'], hoursAgo: days(3, 5), read: ['thomas.bernard'],
    subject: 'Formation : dates proposées',
    text: 'Bonjour,\n\nla formation peut avoir lieu le 12 ou le 19. Dites-moi ce qui vous convient.\n\nClaire\n',
  },
  {
    id: 'training-2', from: 'amina.elidrissi', to: ['claire.martin'], cc: ['thomas.bernard'], replyTo: 'training', hoursAgo: days(3, 2),
    subject: 'Re: Formation : dates proposées',
    text: 'Bonjour Claire,\n\nle 19 me convient mieux : le 12, je reçois la délégation.\n\nأمينة\n',
  },
  {
    id: 'report', from: 'james.wilson', to: ['claire.martin', 'emily.carter'], hoursAgo: days(2, 6), read: ['emily.carter'], flagged: ['emily.carter'],
    subject: 'Figures for the monthly report',
    text: 'Hello,\n\nthe figures are attached. Response times are down by a fifth since the move.\n\nJames\n',
    attachments: [csv('figures.csv', [['Month', 'Tickets', 'Hours to answer'], ['May', 412, 6.1], ['June', 398, 4.9]]), pdf('summary.pdf', 'Monthly summary')],
  },
  {
    id: 'partner', from: { name: 'سلمى المنصوري', address: 'salma@partner.example' }, to: ['amina.elidrissi'], hoursAgo: days(1, 20), flagged: ['amina.elidrissi'],
    subject: 'مسودة اتفاقية التعاون',
    text: 'تحية طيبة،\n\nنرفق لكم مسودة اتفاقية التعاون للمراجعة. نرجو موافاتنا بملاحظاتكم قبل نهاية الأسبوع.\n\nسلمى المنصوري\n',
    html: page('ar', 'rtl', '<p>تحية طيبة،</p>\n<p>نرفق لكم <b>مسودة اتفاقية التعاون</b> للمراجعة. نرجو موافاتنا بملاحظاتكم قبل نهاية الأسبوع.</p>\n<p>سلمى المنصوري</p>'),
    attachments: [pdf('اتفاقية التعاون.pdf', 'Draft agreement')],
  },
  {
    id: 'lunch', from: 'emily.carter', to: ['team'], hoursAgo: days(1, 3), read: ['james.wilson', 'karim.haddad'],
    subject: 'Lunch on Friday?',
    text: 'Shall we all have lunch together on Friday, at the place by the harbour? There is couscous.\n\nEmily\n',
  },
  {
    id: 'lunch-2', from: 'karim.haddad', to: ['emily.carter'], replyTo: 'lunch', hoursAgo: days(1, 2),
    subject: 'Re: Lunch on Friday?',
    text: 'فكرة ممتازة، أنا معكم.\n\nكريم\n',
  },
  {
    id: 'lunch-3', from: 'thomas.bernard', to: ['emily.carter'], replyTo: 'lunch', hoursAgo: days(1, 1),
    subject: 'Re: Lunch on Friday?',
    text: 'Avec plaisir ! Je réserve pour six.\n\nThomas\n',
  },
  {
    id: 'minutes', from: 'thomas.bernard', to: ['team'], hoursAgo: 20, read: ['claire.martin'],
    subject: 'Compte rendu de la réunion de service',
    text: 'Bonjour,\n\nle compte rendu est joint. Les points à suivre :\n\n1. répondre au partenaire (Amina)\n2. préparer la visite de jeudi (Karim)\n3. publier les notes de version (Emily, James)\n\nThomas\n',
    attachments: [pdf('Compte rendu.pdf', 'Compte rendu de la reunion de service')],
  },
  {
    id: 'server', from: { name: 'Monitoring', address: 'monitor@status.example' }, to: ['james.wilson'], hoursAgo: 6,
    subject: '[OK] Backup finished',
    text: 'The backup finished in 4 min 12 s. Nothing to do.\n',
  },
  {
    id: 'today', from: 'claire.martin', to: ['amina.elidrissi', 'karim.haddad'], hoursAgo: 2,
    subject: 'شكرًا على تنظيم الزيارة',
    text: 'صباح الخير،\n\nشكرًا لكما على تنظيم الزيارة، الوفد كان سعيدًا جدًا.\n\nكلير\n',
  },
  {
    id: 'old', from: 'james.wilson', to: ['emily.carter', 'claire.martin'], hoursAgo: days(30), read: 'all', folder: 'archive',
    subject: 'Moving the files: done',
    text: 'All files are on the new machine. The old one stays off from Monday.\n\nJames\n',
  },
  {
    id: 'junk', from: { name: 'Best Offers', address: 'win@lottery.example' }, to: ['claire.martin', 'james.wilson'], hoursAgo: days(2), folder: 'junk',
    subject: 'You have WON!!!',
    text: 'Send us your bank details and win.\n',
  },
  {
    id: 'newsletter', from: { name: 'La Lettre', address: 'lettre@journal.example' }, to: ['thomas.bernard'], hoursAgo: days(7), read: 'all', folder: 'trash',
    subject: 'La lettre de la semaine',
    text: 'Cette semaine : les nouveautés de la rentrée.\n',
  },
  {
    id: 'draft', from: 'emily.carter', to: ['claire.martin'], hoursAgo: 4, draft: true,
    subject: 'Ideas for the autumn meeting',
    text: 'Hi Claire,\n\nsome first ideas:\n\n- \n',
  },
  {
    id: 'project', from: 'thomas.bernard', to: ['claire.martin'], hoursAgo: days(3, 6), folder: 'shared', read: 'all',
    subject: 'Projet : calendrier',
    text: 'Bonjour Claire,\n\nvoici le calendrier, à garder dans le dossier partagé :\n\n- maquette : fin du mois\n- essais : deux semaines\n- ouverture : le premier lundi qui suit\n\nThomas\n',
  },
  {
    id: 'project-2', from: 'amina.elidrissi', to: ['claire.martin'], hoursAgo: days(2, 4), folder: 'shared',
    subject: 'مشروع: نصوص الواجهة',
    text: 'مرحبًا كلير،\n\nترجمتُ نصوص الواجهة إلى العربية، وأقترح أن نراجعها معًا قبل الاختبارات.\n\nأمينة\n',
  },
  {
    id: 'project-3', from: 'emily.carter', to: ['claire.martin'], hoursAgo: days(1, 2), folder: 'shared',
    subject: 'Project: who tests what',
    text: 'Hi Claire,\n\nI will test sign-in and search, James offered to take printing. Everybody in the group can see this folder.\n\nEmily\n',
  },
];
