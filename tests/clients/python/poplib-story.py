"""Python's poplib through all that it can say. Arguments: port, TLS port, user, password, number of messages in the inbox."""
import poplib
import ssl
import sys

port, secure_port, user, password, count = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4], int(sys.argv[5])
unverified = ssl._create_unverified_context()

# Within TLS by STLS; what is offered.
client = poplib.POP3('127.0.0.1', port)
offered = client.capa()
assert {'TOP', 'UIDL', 'USER', 'STLS', 'SASL', 'UTF8'} <= set(offered), offered
client.stls(unverified)
assert 'STLS' not in client.capa()
try:
    client.user(user)
    client.pass_('wrong')
    raise SystemExit('a wrong password was taken')
except poplib.error_proto as error:
    assert b'[AUTH]' in error.args[0], error
client.user(user)
client.pass_(password)

# One at a time has the mailbox.
other = poplib.POP3('127.0.0.1', port)
other.user(user)
try:
    other.pass_(password)
    raise SystemExit('two sessions have the mailbox')
except poplib.error_proto as error:
    assert b'[IN-USE]' in error.args[0], error
other.close()

# What is there, in whole and in part.
messages, octets = client.stat()
assert messages == count
sizes = {int(row.split()[0]): int(row.split()[1]) for row in client.list()[1]}
assert len(sizes) == count and sum(sizes.values()) == octets
assert client.list(2).decode() == f'+OK 2 {sizes[2]}'
ids = [row.split()[1] for row in client.uidl()[1]]
assert len(set(ids)) == count and client.uidl(1).endswith(ids[0])
for number, size in sizes.items():
    lines = client.retr(number)[1]
    assert sum(len(line) + 2 for line in lines) == size, number
    head = client.top(number, 0)[1]
    assert head[-1] == b'' and head == lines[:len(head)]
    assert client.top(number, 2)[1] == lines[:len(head) + 2]
assert b'.dotted line' in client.retr(1)[1]

# Deleted, taken back, deleted for good.
client.dele(1)
client.rset()
client.dele(2)
try:
    client.retr(2)
    raise SystemExit('a deleted message was given')
except poplib.error_proto:
    pass
client.noop()
client.quit()

# From the start within TLS, in UTF-8: numbers are new, ids are not.
client = poplib.POP3_SSL('127.0.0.1', secure_port, context=unverified)
client.utf8()
client.user(user)
client.pass_(password)
assert [row.split()[1] for row in client.uidl()[1]] == ids[:1] + ids[2:]
# Cut without QUIT: nothing is deleted.
client.dele(1)
client.close()
