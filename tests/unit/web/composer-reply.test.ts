/** Whom an answer goes to, and what it is called. */
import { describe, expect, test } from 'vitest';
import { forwardSubject, identityFor, replyRecipients, replySubject, threadOf } from '../../../web/mail/composer/reply.ts';

const one = (email: string, name = '') => ({ name, email });
const own = { own: ['me@x.dz', 'alias@x.dz'], shared: [] };

describe('recipients', () => {
  const original = { from: [one('sara@y.dz', 'Sara')], to: [one('me@x.dz'), one('karim@y.dz')], cc: [one('ME+news@x.dz'), one('lina@y.dz'), one('sara@y.dz')] };
  test('an answer goes to the sender', () => expect(replyRecipients(original, own, false)).toEqual({ to: [one('sara@y.dz', 'Sara')], cc: [] }));
  test('a name that is somebody else’s address is no name; marks that turn text around are taken out', () => {
    const to = (name: string) => replyRecipients({ from: [one('evil@outside.test', name)] }, own, false).to[0]?.name;
    expect([to('claire@y.dz'), to('Claire \u202egro.elpmaxe@eralc'), to('Evil\u202e Eve')]).toEqual(['', '', 'Evil Eve']);
    expect([replySubject('exe.\u202efdp'), forwardSubject('exe.\u202efdp')]).toEqual(['Re: exe.fdp', 'Fwd: exe.fdp']);
  });
  test('an answer to all leaves oneself out, in any spelling, and names nobody twice', () => {
    expect(replyRecipients(original, own, true)).toEqual({ to: [one('sara@y.dz', 'Sara'), one('karim@y.dz')], cc: [one('lina@y.dz')] });
  });
  test('Reply-To comes before From (RFC 5322 §3.6.3)', () => {
    expect(replyRecipients({ ...original, replyTo: [one('list@y.dz')] }, own, false).to).toEqual([one('list@y.dz')]);
    expect(replyRecipients({ ...original, replyTo: [one('list@y.dz')] }, own, true)).toEqual({ to: [one('list@y.dz'), one('karim@y.dz')], cc: [one('lina@y.dz'), one('sara@y.dz')] });
  });
  test('an answer to what one sent goes to those it was sent to', () => {
    const mine = { from: [one('alias@x.dz')], to: [one('sara@y.dz')], cc: [one('karim@y.dz')] };
    expect(replyRecipients(mine, own, false)).toEqual({ to: [one('sara@y.dz')], cc: [] });
    expect(replyRecipients(mine, own, true)).toEqual({ to: [one('sara@y.dz')], cc: [one('karim@y.dz')] });
  });
  test('a note to oneself is answered to oneself', () => expect(replyRecipients({ from: [one('me@x.dz')], to: [one('me@x.dz')] }, own, true)).toEqual({ to: [one('me@x.dz')], cc: [] }));
  test('the answer comes from the address that was written to', () => {
    const identities = [{ email: 'me@x.dz' }, { email: 'alias@x.dz' }];
    expect(identityFor(identities, { to: [one('Alias@X.dz')] })).toBe(identities[1]);
    expect(identityFor(identities, { to: [one('list@y.dz')] })).toBeUndefined();
    expect(identityFor(identities, { to: [one('alias@x.dz')], cc: [one(identities[0]?.email ?? '')] })).toBe(identities[1]);
  });

  describe('an address that one shares with others', () => {
    const ours = { own: ['me@x.dz'], shared: ['team@x.dz'] };
    const identities = [{ email: 'me@x.dz' }, { email: 'team@x.dz', isShared: true }];
    const ofColleague = { from: [one('tom@x.dz')], to: [one('team@x.dz')] };
    test('stays in an answer to all', () => {
      expect(replyRecipients(ofColleague, ours, true)).toEqual({ to: [one('tom@x.dz'), one('team@x.dz')], cc: [] });
      expect(replyRecipients({ from: [one('sara@y.dz')], to: [one('me@x.dz')], cc: [one('team@x.dz')] }, ours, true)).toEqual({ to: [one('sara@y.dz')], cc: [one('team@x.dz')] });
    });
    test('what one wrote from it is answered to whom it went; what somebody else of it wrote to oneself, to it', () => {
      expect(replyRecipients({ from: [one('team@x.dz')], to: [one('sara@y.dz')] }, ours, true)).toEqual({ to: [one('sara@y.dz')], cc: [] });
      expect(replyRecipients({ from: [one('team@x.dz')], to: [one('me@x.dz')] }, ours, true).to).toEqual([one('team@x.dz')]);
    });
    test('answers strangers who wrote to it; colleagues, and whoever wrote to oneself too, are answered as oneself', () => {
      expect(identityFor(identities, { from: [one('sara@y.dz')], to: [one('team@x.dz')] })).toBe(identities[1]);
      expect(identityFor(identities, ofColleague)).toBeUndefined();
      expect(identityFor(identities, { from: [one('sara@y.dz')], to: [one('team@x.dz'), one('me@x.dz')] })).toBe(identities[0]);
    });
  });
});

test.each([
  ['Budget', 'Re: Budget'], ['Re: Budget', 'Re: Budget'], ['RE : Budget', 'Re: Budget'], ['Réf : Re: Budget', 'Re: Budget'], ['رد: الميزانية', 'Re: الميزانية'], ['AW: Re[2]: x', 'Re: x'],
  ['Fwd: x', 'Re: Fwd: x'], ['Reçu : facture', 'Re: Reçu : facture'], ['', 'Re:'], [null, 'Re:'],
])('the answer to %j is %j', (subject, expected) => expect(replySubject(subject)).toBe(expected));

test.each([['x', 'Fwd: x'], ['Fwd: x', 'Fwd: x'], ['TR : x', 'Fwd: x'], ['إعادة توجيه: x', 'Fwd: x'], ['Re: x', 'Fwd: Re: x'], ['Trajet : x', 'Fwd: Trajet : x']])('%j passed on is %j', (subject, expected) =>
  expect(forwardSubject(subject)).toBe(expected));

describe('threads (RFC 5322 §3.6.4)', () => {
  test('References are those of the original and its own id', () => expect(threadOf({ messageId: ['c@x'], references: ['a@x', 'b@x'] })).toEqual({ inReplyTo: ['c@x'], references: ['a@x', 'b@x', 'c@x'] }));
  test('without References its In-Reply-To stands for them, if that is one', () => {
    expect(threadOf({ messageId: ['c@x'], inReplyTo: ['b@x'] }).references).toEqual(['b@x', 'c@x']);
    expect(threadOf({ messageId: ['c@x'], inReplyTo: ['a@x', 'b@x'] }).references).toEqual(['c@x']);
  });
  test('of a long thread the beginning and the end stay', () => {
    const { references } = threadOf({ messageId: ['last@x'], references: Array.from({ length: 200 }, (_, at) => `${at}@x`) });
    expect([references.length, references[0], references.at(-1)]).toEqual([50, '0@x', 'last@x']);
  });
});
