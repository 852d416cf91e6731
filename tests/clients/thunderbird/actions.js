/* global ChromeUtils, Services, Cc, Ci, Components */

/** What a test has Thunderbird do: run inside the program, with its own modules, by `thunderbird.ts`. */
export const actions = {
  /** The password for both servers, and an exception for the certificate that the server made for itself. */
  async prepare({ user, password, ports, certificate }) {
    for (const origin of ['imap://127.0.0.1', 'smtp://127.0.0.1']) {
      const login = Cc['@mozilla.org/login-manager/loginInfo;1'].createInstance(Ci.nsILoginInfo);
      login.init(origin, null, origin, user, password, '', '');
      await Services.logins.addLoginAsync(login);
    }
    if (certificate === null) return;
    const database = Cc['@mozilla.org/security/x509certdb;1'].getService(Ci.nsIX509CertDB);
    const overrides = Cc['@mozilla.org/security/certoverride;1'].getService(Ci.nsICertOverrideService);
    for (const port of ports) overrides.rememberValidityOverride('127.0.0.1', port, {}, database.constructX509FromBase64(certificate), true);
  },

  /** Asks the server which folders there are; signs in for that. */
  findFolders() {
    mail().accounts.defaultAccount.incomingServer.performExpand(null);
  },

  /** Paths of the account's folders. */
  folders() {
    return mail().accounts.defaultAccount.incomingServer.rootFolder.descendants.map(pathOf).sort();
  },

  /** Selects a folder and brings it up to date, as a click on it does. */
  async update(path) {
    const folder = folderAt(path);
    await finished((listener) => folder.updateFolderWithListener(windowOfMail(), listener));
  },

  /** Downloads the bodies of a folder's messages. */
  async download(path) {
    await finished((listener) => folderAt(path).downloadAllForOffline(listener, windowOfMail()));
  },

  /** Subjects, flags and whether the body is here, in the order of arrival. */
  messages(path) {
    const folder = folderAt(path);
    return [...folder.messages].sort((a, b) => a.messageKey - b.messageKey).map((header) => ({
      subject: header.mime2DecodedSubject, read: header.isRead, flagged: header.isFlagged, here: folder.hasMsgOffline(header.messageKey), tags: header.getStringProperty('keywords'),
    }));
  },

  /** The message as it has it, in base64. */
  async source(path, subject) {
    const header = headerOf(path, subject);
    const uri = header.folder.getUriForMsg(header);
    const bytes = await new Promise((resolve, reject) => {
      let all = '';
      mail().messageServiceFromURI(uri).streamMessage(uri, {
        QueryInterface: ChromeUtils.generateQI(['nsIStreamListener']),
        onStartRequest() {},
        onDataAvailable(_request, stream, _offset, count) {
          const reader = Cc['@mozilla.org/binaryinputstream;1'].createInstance(Ci.nsIBinaryInputStream);
          reader.setInputStream(stream);
          all += reader.readBytes(count);
        },
        onStopRequest: (_request, status) => (Components.isSuccessCode(status) ? resolve(all) : reject(new Error(`streamMessage: ${status}`))),
      }, null, null, false, '', false);
    });
    return btoa(bytes);
  },

  markRead(path, subject, read) {
    folderAt(path).markMessagesRead([headerOf(path, subject)], read);
  },

  flag(path, subject, flagged) {
    folderAt(path).markMessagesFlagged([headerOf(path, subject)], flagged);
  },

  tag(path, subject, keyword) {
    folderAt(path).addKeywordsToMessages([headerOf(path, subject)], keyword);
  },

  createFolder(name) {
    mail().accounts.defaultAccount.incomingServer.rootFolder.createSubfolder(name, windowOfMail());
  },

  move(path, subject, to) {
    return copied((listener) => mail().copy.copyMessages(folderAt(path), [headerOf(path, subject)], folderAt(to), true, listener, windowOfMail(), false));
  },

  copy(path, subject, to) {
    return copied((listener) => mail().copy.copyMessages(folderAt(path), [headerOf(path, subject)], folderAt(to), false, listener, windowOfMail(), false));
  },

  /** As the Delete key does: to Trash. */
  remove(path, subject) {
    folderAt(path).deleteMessages([headerOf(path, subject)], windowOfMail(), false, false, null, true);
  },

  /** Writes a message in the window for that, and presses Send. */
  async write({ to, subject, body }) {
    const fields = Cc['@mozilla.org/messengercompose/composefields;1'].createInstance(Ci.nsIMsgCompFields);
    Object.assign(fields, { to, subject, body });
    const parameters = Cc['@mozilla.org/messengercompose/composeparams;1'].createInstance(Ci.nsIMsgComposeParams);
    parameters.composeFields = fields;
    parameters.type = Ci.nsIMsgCompType.New;
    parameters.format = Ci.nsIMsgCompFormat.PlainText;
    parameters.identity = mail().accounts.defaultAccount.defaultIdentity;
    const ready = new Promise((resolve) => {
      const observer = {
        observe(window) {
          window.addEventListener('compose-editor-ready', () => resolve(window), { once: true });
          Services.obs.removeObserver(observer, 'domwindowopened');
        },
      };
      Services.obs.addObserver(observer, 'domwindowopened');
    });
    mail().compose.OpenComposeWindowWithParams(null, parameters);
    const window = await ready;
    const sent = new Promise((resolve) => window.addEventListener('unload', resolve, { once: true }));
    window.goDoCommand('cmd_sendNow');
    await sent;
  },
};

function mail() {
  return ChromeUtils.importESModule('resource:///modules/MailServices.sys.mjs').MailServices;
}

function windowOfMail() {
  return Services.wm.getMostRecentWindow('mail:3pane').msgWindow;
}

function pathOf(folder) {
  return folder.parent?.isServer ? folder.name : `${pathOf(folder.parent)}/${folder.name}`;
}

function folderAt(path) {
  const folder = mail().accounts.defaultAccount.incomingServer.rootFolder.descendants.find((each) => pathOf(each) === path);
  if (!folder) throw new Error(`there is no folder ${path}`);
  return folder.QueryInterface(Ci.nsIMsgImapMailFolder);
}

function headerOf(path, subject) {
  const header = [...folderAt(path).messages].find((each) => each.mime2DecodedSubject === subject);
  if (!header) throw new Error(`there is no message ${subject} in ${path}`);
  return header;
}

function finished(begin) {
  return new Promise((resolve, reject) => begin({
    QueryInterface: ChromeUtils.generateQI(['nsIUrlListener']),
    OnStartRunningUrl() {},
    OnStopRunningUrl: (_url, status) => (Components.isSuccessCode(status) ? resolve() : reject(new Error(`it ended with ${status}`))),
  }));
}

function copied(begin) {
  return new Promise((resolve, reject) => begin({
    QueryInterface: ChromeUtils.generateQI(['nsIMsgCopyServiceListener']),
    onStartCopy() {},
    onProgress() {},
    setMessageKey() {},
    getMessageId: () => null,
    onStopCopy: (status) => (Components.isSuccessCode(status) ? resolve() : reject(new Error(`it ended with ${status}`))),
  }));
}
