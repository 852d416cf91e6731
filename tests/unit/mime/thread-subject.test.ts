import { expect, test } from 'vitest';
import { threadSubject } from '../../../api/mail/store/thread-subject.ts';

test.each([
  ['Re: Budget', 'RE : Budget', 'TR: Budget', 'Rép : TR : Budget', 'AW: WG: Budget', 'Re[2]: SV: budget', '[liste] Réf: Re: Budget', 'Fwd: Re: Fwd: Budget'],
  ['رد: زيارة الوفد', 'زيارة الوفد', 'إعادة توجيه: رد: زيارة الوفد', 'Re: رد: زيارة الوفد'],
])('RFC 8621 §3: answers and forwards from programs of other languages share their subject with what they answer: %s', (first, ...others) => {
  for (const other of others) expect(threadSubject(other), other).toBe(threadSubject(first));
});

test('what only looks like a mark is part of the subject; of nothing but marks, nothing is left', () => {
  expect(threadSubject('Rendez-vous: mardi')).not.toBe(threadSubject('mardi'));
  expect(threadSubject('Réunion : mardi')).not.toBe(threadSubject('mardi'));
  expect(threadSubject('Re: Re: TR:')).toBe('');
  expect(threadSubject(`${'Re: TR: '.repeat(5000)}x`).length).toBeLessThan(100_000);
});
