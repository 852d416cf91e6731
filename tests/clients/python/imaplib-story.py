"""Python's imaplib through most of what it can say. Arguments: port, TLS port, user, password."""
import imaplib
import ssl
import sys

port, secure_port, user, password = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]


def ok(answer):
    status, rows = answer
    assert status == 'OK', answer
    return rows


def message(subject, body, more=b''):
    return (f'Message-ID: <{subject.encode().hex()}@python.example>\r\nFrom: zoe@elsewhere.example\r\nTo: alice@example.com\r\nSubject: '.encode()
            + subject.encode() + b'\r\n' + more + b'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n' + body.encode() + b'\r\n')


# Signing in: wrongly, by PLAIN, within TLS from the start and by STARTTLS.
client = imaplib.IMAP4('127.0.0.1', port)
try:
    client.login(user, 'wrong')
    raise SystemExit('a wrong password was taken')
except imaplib.IMAP4.error as error:
    assert b'AUTHENTICATIONFAILED' in error.args[0], error
ok(client.authenticate('PLAIN', lambda challenge: f'\0{user}\0{password}'.encode()))
unverified = ssl._create_unverified_context()
with imaplib.IMAP4_SSL('127.0.0.1', secure_port, ssl_context=unverified) as other:
    ok(other.login(user, password))
with imaplib.IMAP4('127.0.0.1', port) as other:
    ok(other.starttls(ssl_context=unverified))
    ok(other.login(user, password))

# Folders.
assert b'"Other Users/"' in ok(client.namespace())[0]
ok(client.create('"Projets"'))
ok(client.create('"Projets/&AMk-t&AOk-"'))
ok(client.rename('"Projets/&AMk-t&AOk-"', '"Projets/&BkUGNAYnBjEGSgY5-"'))
ok(client.subscribe('"Projets/&BkUGNAYnBjEGSgY5-"'))
assert any(b'&BkUGNAYnBjEGSgY5-' in row for row in ok(client.list('Projets/', '*'))), client.list()
assert any(b'&BkUGNAYnBjEGSgY5-' in row for row in ok(client.lsub('Projets/', '*')))
assert any(b'\\Sent' in row for row in ok(client.list()))

# Messages in.
inserted = [ok(client.append('INBOX', flags, imaplib.Time2Internaldate(1_700_000_000 + 86_400 * i), message(subject, body, more)))
            for i, (flags, subject, body, more) in enumerate([
                (r'(\Seen)', 'Budget', 'les chiffres', b''),
                (None, 'Re: Budget', 'réponse', b'In-Reply-To: <427564676574@python.example>\r\nReferences: <427564676574@python.example>\r\n'),
                (r'(\Flagged $Work)', 'Été', 'Rendez-vous à Nîmes', b''),
                (None, 'مرحبا', 'السلام عليكم', b''),
            ])]
assert all(b'APPENDUID' in rows[0] for rows in inserted), inserted

assert ok(client.select('INBOX')) == [b'4']
assert client.response('UIDVALIDITY')[1][0].isdigit()
assert ok(client.status('INBOX', '(MESSAGES UNSEEN SIZE)'))[0].startswith(b'INBOX (MESSAGES 4 UNSEEN 3 SIZE ')

# Looking for something: in UTF-8 by literal, by date, by flag, by number.
def search(*criteria, literal=None):
    if literal is not None:
        client.literal = literal.encode()
    return ok(client.uid('SEARCH', *criteria))[0].split()

assert search('CHARSET', 'UTF-8', 'SUBJECT', literal='ÉTÉ') == [b'3']
assert search('CHARSET', 'UTF-8', 'BODY', literal='nîmes') == [b'3']
assert search('CHARSET', 'UTF-8', 'TEXT', literal='السلام') == [b'4']
assert ok(client.search(None, 'FLAGGED', 'UNSEEN')) == [b'3']
assert ok(client.search('UTF-8', 'KEYWORD', '$Work')) == [b'3']
assert ok(client.search(None, 'SINCE', '16-Nov-2023', 'NOT', 'DELETED')) == [b'3 4']
assert client.search('KOI8-R', 'ALL')[0] == 'NO'

# In order, in conversations.
assert ok(client.sort('(REVERSE SUBJECT)', 'UTF-8', 'ALL'))[0].split()[0] == b'4'
assert ok(client.uid('SORT', '(ARRIVAL)', 'UTF-8', 'ALL')) == [b'1 2 3 4']
assert b'(1 2)' in ok(client.thread('REFERENCES', 'UTF-8', 'ALL'))[0]
assert b'(1 2)' in ok(client.uid('THREAD', 'ORDEREDSUBJECT', 'UTF-8', 'ALL'))[0]

# Reading, in whole and in part.
whole = ok(client.uid('FETCH', '3', '(BODY.PEEK[])'))[0][1]
assert whole == message('Été', 'Rendez-vous à Nîmes'), whole
assert ok(client.uid('FETCH', '3', '(BODY.PEEK[]<10.20>)'))[0][1] == whole[10:30]
assert ok(client.fetch('1:*', '(FLAGS INTERNALDATE)'))[0].startswith(b'1 (FLAGS (\\Seen')
assert b'14-Nov-2023' in ok(client.fetch('1', '(INTERNALDATE)'))[0]
ok(client.fetch('2', '(BODY[TEXT])'))
assert b'\\Seen' in ok(client.fetch('2', '(FLAGS)'))[0]

# Flags, copies, moves.
assert b'\\Answered' in ok(client.uid('STORE', '1:2', '+FLAGS', r'(\Answered)'))[0]
ok(client.store('1', '-FLAGS.SILENT', r'(\Seen)'))
assert ok(client.search(None, 'UNSEEN')) == [b'1 3 4']
ok(client.uid('COPY', '1', '"Projets"'))
ok(client._simple_command('UID', 'MOVE', '3:4', '"Projets/&BkUGNAYnBjEGSgY5-"'))
assert len(client.response('EXPUNGE')[1]) == 2
assert ok(client.search(None, 'ALL')) == [b'1 2']
ok(client.uid('STORE', '2', '+FLAGS', r'(\Deleted)'))
assert ok(client.expunge()) == [b'2']
ok(client.close())
assert ok(client.select('"Projets/&BkUGNAYnBjEGSgY5-"', readonly=True)) == [b'2']
assert client.store('1', '+FLAGS', r'(\Seen)')[0] == 'NO'
ok(client.unselect())

# Rights, room, a folder that goes.
assert user.encode() in ok(client.getacl('INBOX'))[0]
assert b'lrswipkxtea' in ok(client.myrights('INBOX'))[0]
roots, quotas = ok(client.getquotaroot('INBOX'))
assert roots == [b'INBOX ""'] and b'STORAGE ' in quotas[0], (roots, quotas)
ok(client.create('Passing'))
ok(client.delete('Passing'))
assert client.select('Passing')[0] == 'NO'

# By names and searches in UTF-8, once that is enabled.
ok(client.enable('UTF8=ACCEPT'))
assert ok(client.select('"Projets/مشاريع"')) == [b'2']
assert ok(client.search(None, 'SUBJECT', '"Été"')) == [b'1']
# In this mode imaplib itself wraps messages wrongly: another session puts one in.
with imaplib.IMAP4('127.0.0.1', port) as other:
    ok(other.login(user, password))
    ok(other.append('"Projets/&BkUGNAYnBjEGSgY5-"', r'(\Seen)', imaplib.Time2Internaldate(1_700_000_000), message('في الموعد', 'نعم')))
ok(client.noop())
assert client.response('EXISTS')[1][-1] == b'3'
assert client.logout()[0] == 'BYE'
