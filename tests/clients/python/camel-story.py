"""Evolution's library for mail (Camel), as Evolution uses it for an IMAP account. Arguments: port, user, password, a folder for its data; then one line on standard input."""
import sys

import gi

gi.require_version('Camel', '1.2')
from gi.repository import Camel, Gio, GLib

port, user, password, data = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]

Camel.init(data, False)
Camel.Provider.init()


class Session(Camel.Session):
    """Signs in with the password that it was given; there is nobody to ask for another."""

    def do_authenticate_sync(self, service, mechanism, cancellable):
        assert service.authenticate_sync(mechanism, cancellable) == Camel.AuthenticationResult.ACCEPTED
        return True


session = Session(user_data_dir=f'{data}/data', user_cache_dir=f'{data}/cache')
session.set_online(True)
store = session.add_service('account', 'imapx', Camel.ProviderType.STORE)
settings = store.ref_settings()
settings.set_host('127.0.0.1')
settings.set_port(port)
settings.set_user(user)
settings.set_security_method(Camel.NetworkSecurityMethod.NONE)
settings.set_auth_mechanism('LOGIN')
settings.set_property('use-idle', True)
store.set_password(password)
assert store.set_online_sync(True, None)


def until(condition, what):
    """Runs what the library has to do until this holds."""
    context = GLib.MainContext.default()
    late = GLib.timeout_add_seconds(30, lambda: sys.exit(f'in vain: {what}'))
    while not condition():
        context.iteration(True)
    GLib.source_remove(late)


def message(folder, subject):
    found = [uid for uid in folder.get_uids() if folder.get_message_info(uid).get_subject() == subject]
    assert len(found) == 1, (subject, found)
    return found[0]


def subjects(folder):
    return sorted(folder.get_message_info(uid).get_subject() for uid in folder.get_uids())


# Folders and what is in the inbox.
for name in ('INBOX', 'Sent', 'Drafts', 'Trash', 'Junk', 'Archive'):
    assert store.get_folder_info_sync(name, 0, None).full_name == name
inbox = store.get_folder_sync('INBOX', 0, None)
assert inbox.refresh_info_sync(None)
assert subjects(inbox) == ['Réunion', 'rest', 'with a file', 'مرحبا'], subjects(inbox)
whole = inbox.get_message_sync(message(inbox, 'with a file'), None)
assert whole.get_subject() == 'with a file'
assert whole.get_content().get_number() == 2
stream = Gio.MemoryOutputStream.new_resizable()
whole.get_content().get_part(1).get_content().decode_to_output_stream_sync(stream, None)
stream.close(None)
assert stream.steal_as_bytes().get_data() == (b'report ' * 10_000)[:60_000]

# Flags, a keyword, a new folder, moved, copied, deleted.
flags = Camel.MessageFlags
inbox.get_message_info(message(inbox, 'Réunion')).set_flags(flags.SEEN | flags.FLAGGED, flags.SEEN | flags.FLAGGED)
inbox.get_message_info(message(inbox, 'مرحبا')).set_user_flag('$label1', True)
assert inbox.synchronize_sync(False, None)
store.create_folder_sync(None, 'Été مشاريع', None)
projects = store.get_folder_sync('Été مشاريع', 0, None)
inbox.transfer_messages_to_sync([message(inbox, 'with a file')], projects, True, None)
archive = store.get_folder_sync('Archive', 0, None)
inbox.transfer_messages_to_sync([message(inbox, 'مرحبا')], archive, False, None)
inbox.get_message_info(message(inbox, 'rest')).set_flags(flags.DELETED, flags.DELETED)
assert inbox.synchronize_sync(True, None)
projects.refresh_info_sync(None)
assert subjects(projects) == ['with a file'], subjects(projects)

# A draft of its own.
draft = Camel.MimeMessage()
draft.construct_from_input_stream_sync(Gio.MemoryInputStream.new_from_data(b'Subject: =?UTF-8?Q?=C3=80_finir?=\nContent-Type: text/plain; charset=utf-8\n\n\xc3\xa0 demain\n'), None)
drafts = store.get_folder_sync('Drafts', 0, None)
info = Camel.MessageInfo.new(None)
info.set_flags(flags.DRAFT | flags.SEEN, flags.DRAFT | flags.SEEN)
drafts.append_message_sync(draft, info, None)

# What arrives while it idles.
inbox.refresh_info_sync(None)
assert subjects(inbox) == ['Réunion', 'مرحبا'], subjects(inbox)
print('watching', flush=True)
sys.stdin.readline()
until(lambda: 'pushed' in subjects(inbox), 'the message that arrives')
assert store.disconnect_sync(True, None)
print('done')
