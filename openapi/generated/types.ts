// Generated from openapi/source by `npm run generate`: change the source, not this file.
export interface paths {
    "/api/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists accounts */
        get: operations["listAccounts"];
        put?: never;
        /** Makes an account with its folders */
        post: operations["createAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{accountId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads an account */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        /** Deletes an account with all its mail */
        delete: operations["deleteAccount"];
        options?: never;
        head?: never;
        /** Changes an account */
        patch: operations["updateAccount"];
        trace?: never;
    };
    "/api/v1/aliases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists aliases */
        get: operations["listAliases"];
        put?: never;
        /** Makes an alias */
        post: operations["createAlias"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/aliases/{address}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads an alias */
        get: operations["getAlias"];
        put?: never;
        post?: never;
        /** Deletes an alias */
        delete: operations["deleteAlias"];
        options?: never;
        head?: never;
        /** Changes where the mail of an alias goes */
        patch: operations["updateAlias"];
        trace?: never;
    };
    "/api/v1/me/app-passwords": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists one's app passwords */
        get: operations["listAppPasswords"];
        put?: never;
        /**
         * Makes a password for one program
         * @description It serves IMAP, POP3, submission, and JMAP and REST with Basic, within its scopes. It does not sign in to the web client, and cannot give more than the sign-in that makes it.
         */
        post: operations["createAppPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/app-passwords/{appPasswordId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Ends an app password
         * @description Connections that were opened with it are closed.
         */
        delete: operations["deleteAppPassword"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begins a backup
         * @description At the console only. The backup is online and consistent; the job tells how far it is.
         */
        post: operations["startBackup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/restores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begins to put an account, a folder or a message back from a backup
         * @description At the console only. What is there stays as it is; everything comes under one new folder.
         */
        post: operations["startRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backup-jobs/{jobId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tells how far a job is
         * @description At the console only. A job that has ended is known until the next one begins.
         */
        get: operations["getBackupJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/domains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists domains */
        get: operations["listDomains"];
        put?: never;
        /** Adds a domain */
        post: operations["createDomain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/domains/{domain}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads a domain */
        get: operations["getDomain"];
        put?: never;
        post?: never;
        /** Removes a domain that has no accounts or aliases */
        delete: operations["deleteDomain"];
        options?: never;
        head?: never;
        /** Changes a domain */
        patch: operations["updateDomain"];
        trace?: never;
    };
    "/api/v1/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists groups */
        get: operations["listGroups"];
        put?: never;
        /** Makes a group */
        post: operations["createGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{group}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads a group */
        get: operations["getGroup"];
        put?: never;
        post?: never;
        /** Deletes a group with its folders */
        delete: operations["deleteGroup"];
        options?: never;
        head?: never;
        /** Changes a group */
        patch: operations["updateGroup"];
        trace?: never;
    };
    "/api/v1/groups/{group}/add": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds people and groups to a group */
        post: operations["addGroupMembers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{group}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes people and groups out of a group */
        post: operations["removeGroupMembers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{accountId}/rights": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Says what somebody may do in a folder, and through which grant
         * @description One's own folders, and those that one may share, are open to everybody; the others to administrators.
         */
        get: operations["explainRights"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{accountId}/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists whom a folder is shared with
         * @description For those who may share it, and for administrators.
         */
        get: operations["getFolderGrants"];
        put?: never;
        /**
         * Shares a folder with a person, a group or everybody, or ends that
         * @description For those who may share it, and for administrators.
         */
        post: operations["setFolderGrant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jmap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Leads to the session (RFC 8620 §2.2) */
        get: operations["discoverJmap"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jmap/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The JMAP session (RFC 8620 §2) */
        get: operations["getJmapSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jmap/api": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes JMAP method calls (RFC 8620 §3)
         * @description Every method with its arguments and response is under JMAP methods.
         */
        post: operations["callJmap"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jmap/upload/{accountId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Uploads bytes (RFC 8620 §6.1) */
        post: operations["uploadBlob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jmap/download/{accountId}/{blobId}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Downloads bytes (RFC 8620 §6.2) */
        get: operations["downloadBlob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jmap/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A stream of changes (RFC 8620 §7.3) */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads one's own account */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes one's own name, language, Sent copy or password */
        patch: operations["updateMe"];
        trace?: never;
    };
    "/api/v1/me/addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the addresses that one may write from
         * @description An Identity (RFC 8621 §6) may be made for each.
         */
        get: operations["getOwnAddresses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tells how mail programs are set up
         * @description Of several listeners the one with TLS from the start.
         */
        get: operations["getConnections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists one's tokens */
        get: operations["listTokens"];
        put?: never;
        /** Makes a token */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/tokens/{tokenId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a token */
        delete: operations["deleteToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mailboxes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists folders */
        get: operations["listMailboxes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mailboxes/{mailboxId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads a folder */
        get: operations["getMailbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists and searches messages
         * @description All conditions given must be met; texts are found as JMAP's Email/query finds them, without regard to capitals, accents and Arabic forms. Pages by cursor neither skip nor repeat a message when others arrive or go meanwhile.
         */
        get: operations["listMessages"];
        put?: never;
        /**
         * Sends a message
         * @description As JSON, or whole as message/rfc822: then From is the sender, To, Cc and Bcc are the recipients. Once this answers, the message is safely stored: mailboxes here have it, the queue has the rest. Bcc is taken out.
         */
        post: operations["sendMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{messageId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads a message */
        get: operations["getMessage"];
        put?: never;
        post?: never;
        /**
         * Deletes a message
         * @description Into the Trash; from there, or with permanent=true, for good. In an account whose Trash one does not see, only for good.
         */
        delete: operations["deleteMessage"];
        options?: never;
        head?: never;
        /** Marks or moves a message */
        patch: operations["updateMessage"];
        trace?: never;
    };
    "/api/v1/messages/{messageId}/raw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Downloads a message as it came */
        get: operations["getRawMessage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{messageId}/attachments.zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Downloads all attachments in one file
         * @description Without the pictures of the text. Nothing is compressed again; two files of one name are numbered.
         */
        get: operations["getAttachments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{messageId}/unsubscribe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unsubscribes from the list that sent a message (RFC 8058)
         * @description The server asks the sender, by the https address of List-Unsubscribe, where List-Unsubscribe-Post allows it; nothing of the person is told but that address. Refused with unsubscribeByMail or unsubscribeByPage where the message offers only that (409). Until this server checks DKIM, whether the sender has signed these fields (RFC 8058 §4) is not looked at.
         */
        post: operations["unsubscribe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetches a picture of a message from elsewhere
         * @description The sender learns neither who reads nor from where, only that this server asks. Nothing but pictures (PNG, JPEG, GIF, WebP, AVIF, BMP, icons) is passed on, whatever its sender calls it; nothing is fetched from private addresses.
         */
        get: operations["getImage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Recomputes what is stored and reports differences */
        post: operations["verify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells that the process runs */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells whether requests are served */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures for Prometheus
         * @description From loopback without signing in, otherwise with the scope admin.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document as a page to read */
        get: operations["getDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads one's preferences */
        get: operations["getPreferences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes one's preferences */
        patch: operations["updatePreferences"];
        trace?: never;
    };
    "/api/v1/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists outgoing mail */
        get: operations["listQueue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue/{entryId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads an entry */
        get: operations["getQueueEntry"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue/{entryId}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tries an entry now */
        post: operations["retryQueueEntry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue/{entryId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes an entry out of the queue */
        post: operations["cancelQueueEntry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/recipients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Completes what is typed as a recipient
         * @description People one has written to come first, by how often and how lately, then the organisation's people, groups and aliases. Each word that is typed stands at the start of a word of the name or the address; capitals, accents and Arabic forms do not matter. Without a query, the people one writes to most.
         */
        get: operations["completeRecipient"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/recipients/{address}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Forgets that one has written to an address
         * @description It is suggested no more, unless it belongs to the organisation, until one writes to it again.
         */
        delete: operations["forgetRecipient"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists where one is signed in */
        get: operations["getSessions"];
        put?: never;
        post?: never;
        /**
         * Signs out all browsers but this one
         * @description Tokens and app passwords live on; end these one by one.
         */
        delete: operations["endOtherSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sessions/{sessionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Ends a session
         * @description What it has open is closed.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells what a sign-in page needs */
        get: operations["getServer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells who is signed in */
        get: operations["getSession"];
        put?: never;
        /**
         * Signs in and sets the cookie
         * @description Refused where the line is not encrypted, except on loopback. After failures the answer takes longer.
         */
        post: operations["signIn"];
        /** Signs out and ends the session */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description An identifier given by the server. */
        Id: string;
        /** @description An id, or `#` and the creation id of an object made earlier in the same request. */
        IdOrReference: string;
        /** @description A whole number that JavaScript holds exactly. */
        Int: number;
        /** @description A whole number from 0 to 2^53-1. */
        UnsignedInt: number;
        /** @description A whole number from 1 to 2^53-1. */
        PositiveInt: number;
        /**
         * Format: date-time
         * @description A date and time with an offset from UTC (RFC 3339), letters in capitals.
         */
        Date: string;
        /**
         * Format: date-time
         * @description A date and time in UTC (RFC 3339), ending in `Z`.
         */
        UTCDate: string;
        /** @description Changes to one object. A key is a property, or a path into one (`keywords/$seen`), parts joined by `/`; the value replaces what is there, null takes it away or puts the default back. */
        PatchObject: {
            [key: string]: unknown;
        };
        /** @description What this server offers to the person signed in, and where. */
        Session: {
            /** @description Capability to what the server says about it. */
            capabilities: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            /** @description The accounts this person may use. */
            accounts: {
                [key: string]: components["schemas"]["SessionAccount"];
            };
            /** @description Capability to the person's main account for it. */
            primaryAccounts: {
                [key: string]: components["schemas"]["Id"];
            };
            /** @description The name signed in with. */
            username: string;
            /** @description Where requests are posted. */
            apiUrl: string;
            /** @description URI template (RFC 6570, level 1) with accountId, blobId, name and type. */
            downloadUrl: string;
            /** @description URI template with accountId. */
            uploadUrl: string;
            /** @description URI template with types, closeafter and ping. */
            eventSourceUrl: string;
            /** @description Changes when anything else in this object does. */
            state: string;
        } & {
            [key: string]: unknown;
        };
        /** @description An account as the session shows it. */
        SessionAccount: {
            /** @description A name to show, usually the owner's address. */
            name: string;
            /** @description True for the account of the person signed in. */
            isPersonal: boolean;
            /** @description True if nothing in it may be changed. */
            isReadOnly: boolean;
            /** @description Capability to its details in this account. */
            accountCapabilities: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
        };
        /** @description The limits of the server, under `urn:ietf:params:jmap:core`. */
        CoreCapability: {
            /** @description Largest upload, in bytes. */
            maxSizeUpload: components["schemas"]["UnsignedInt"];
            /** @description Uploads at the same time. */
            maxConcurrentUpload: components["schemas"]["UnsignedInt"];
            /** @description Largest request, in bytes. */
            maxSizeRequest: components["schemas"]["UnsignedInt"];
            /** @description Requests at the same time. */
            maxConcurrentRequests: components["schemas"]["UnsignedInt"];
            /** @description Method calls in one request. */
            maxCallsInRequest: components["schemas"]["UnsignedInt"];
            /** @description Objects in one /get. */
            maxObjectsInGet: components["schemas"]["UnsignedInt"];
            /** @description Objects created, updated and destroyed in one /set. */
            maxObjectsInSet: components["schemas"]["UnsignedInt"];
            /** @description Collations for sorting (RFC 4790). */
            collationAlgorithms: string[];
        };
        /** @description A method call or its response - name, arguments, and the id that the client gave the call. */
        Invocation: [
            string,
            {
                [key: string]: unknown;
            },
            string
        ];
        /** @description A batch of method calls, worked through in order. */
        Request: {
            /** @description The capabilities that this request relies on. */
            using: string[];
            /** @description The calls. */
            methodCalls: components["schemas"]["Invocation"][];
            /** @description Creation ids that earlier requests gave, to refer to. */
            createdIds?: {
                [key: string]: components["schemas"]["Id"];
            };
        };
        /** @description The answers to a request, in order. */
        Response: {
            /** @description One or more for each call. */
            methodResponses: components["schemas"]["Invocation"][];
            /** @description Creation ids known now, if the request brought some. */
            createdIds?: {
                [key: string]: components["schemas"]["Id"];
            };
            /** @description The present state of the session object. */
            sessionState: string;
        };
        /** @description Stands for an argument (its name prefixed by `#`) and takes its value from an earlier response. */
        ResultReference: {
            /** @description The id of the earlier call. */
            resultOf: string;
            /** @description The name of its response. */
            name: string;
            /** @description JSON Pointer into the response (RFC 6901); `*` maps over an array. */
            path: string;
        };
        /** @description Why a whole request was refused, as problem details. */
        RequestError: {
            type: components["schemas"]["RequestErrorType"];
            /** @description The HTTP status. */
            status: components["schemas"]["UnsignedInt"];
            /** @description The kind of error in a few words. */
            title?: string;
            /** @description What is wrong with this request and how to mend it. */
            detail?: string;
            /** @description With `limit`, the name of the limit that was exceeded. */
            limit?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description The kinds of refusal of a request.
         * @enum {string}
         */
        RequestErrorType: "urn:ietf:params:jmap:error:unknownCapability" | "urn:ietf:params:jmap:error:notJSON" | "urn:ietf:params:jmap:error:notRequest" | "urn:ietf:params:jmap:error:limit" | "about:blank";
        /** @description The arguments of an `error` response, in place of a method's own response. */
        MethodError: {
            type: components["schemas"]["MethodErrorType"];
            /** @description What is wrong, in the language of the account. */
            description?: string;
            /** @description With invalidArguments, which ones. */
            arguments?: string[];
        } & {
            [key: string]: unknown;
        };
        /**
         * @description Why a method call did nothing.
         * @enum {string}
         */
        MethodErrorType: "serverUnavailable" | "serverFail" | "serverPartialFail" | "unknownMethod" | "invalidArguments" | "invalidResultReference" | "forbidden" | "accountNotFound" | "accountNotSupportedByMethod" | "accountReadOnly" | "requestTooLarge" | "stateMismatch" | "fromAccountNotFound" | "fromAccountNotSupportedByMethod" | "anchorNotFound" | "unsupportedSort" | "unsupportedFilter" | "cannotCalculateChanges" | "tooManyChanges";
        /** @description Why one object was not created, updated or destroyed. */
        SetError: {
            type: components["schemas"]["SetErrorType"];
            /** @description What is wrong, in the language of the account. */
            description?: string;
            /** @description With invalidProperties and invalidEmail, which ones. */
            properties?: string[];
            /** @description With alreadyExists, the object that is there. */
            existingId?: components["schemas"]["Id"];
            /** @description With blobNotFound, the blobs that are missing. */
            notFound?: components["schemas"]["Id"][];
            /** @description With tooLarge, the limit in bytes. */
            maxSize?: components["schemas"]["UnsignedInt"];
            /** @description With tooManyRecipients, the limit. */
            maxRecipients?: components["schemas"]["UnsignedInt"];
            /** @description With invalidRecipients, the addresses refused. */
            invalidRecipients?: string[];
        };
        /**
         * @description Why one object was not created, updated or destroyed.
         * @enum {string}
         */
        SetErrorType: "forbidden" | "overQuota" | "tooLarge" | "rateLimit" | "notFound" | "invalidPatch" | "willDestroy" | "invalidProperties" | "singleton" | "alreadyExists" | "mailboxHasChild" | "mailboxHasEmail" | "blobNotFound" | "tooManyKeywords" | "tooManyMailboxes" | "invalidEmail" | "tooManyRecipients" | "noRecipients" | "invalidRecipients" | "forbiddenMailFrom" | "forbiddenFrom" | "forbiddenToSend" | "cannotUnsend";
        /** @description Where an id now stands in the results of a query. */
        AddedItem: {
            id: components["schemas"]["Id"];
            index: components["schemas"]["UnsignedInt"];
        };
        /** @description What became of uploaded bytes. */
        UploadResponse: {
            /** @description The account that holds the blob. */
            accountId: components["schemas"]["Id"];
            /** @description The id of the blob. */
            blobId: components["schemas"]["Id"];
            /** @description The media type it was sent with. */
            type: string;
            /** @description Its size in bytes. */
            size: components["schemas"]["UnsignedInt"];
        };
        /** @description Arguments of Core/echo (RFC 8620 §4). */
        CoreEchoArguments: {
            [key: string]: unknown;
        };
        /** @description Response of Core/echo (RFC 8620 §4). */
        CoreEchoResponse: {
            [key: string]: unknown;
        };
        /** @description Arguments of Blob/copy (RFC 8620 §6.3). */
        BlobCopyArguments: {
            /** @description The account to copy from. */
            fromAccountId: components["schemas"]["Id"];
            /** @description The account to copy to. */
            accountId: components["schemas"]["Id"];
            /** @description The blobs to copy. */
            blobIds: components["schemas"]["Id"][];
        };
        /** @description Response of Blob/copy (RFC 8620 §6.3). */
        BlobCopyResponse: {
            /** @description The account copied from. */
            fromAccountId: components["schemas"]["Id"];
            /** @description The account copied to. */
            accountId: components["schemas"]["Id"];
            /** @description Blob id in the old account to the one in the new. */
            copied: {
                [key: string]: components["schemas"]["Id"];
            } | null;
            /** @description Blob id to the reason of failure. */
            notCopied: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
        };
        /** @description What must be true of an Email; all that is given. */
        EmailFilterCondition: {
            /** @description It is in this Mailbox. */
            inMailbox?: components["schemas"]["Id"];
            /** @description It is in a Mailbox that is none of these. */
            inMailboxOtherThan?: components["schemas"]["Id"][];
            /** @description It arrived before this moment. */
            before?: components["schemas"]["UTCDate"];
            /** @description It arrived at this moment or later. */
            after?: components["schemas"]["UTCDate"];
            /** @description It has so many bytes or more. */
            minSize?: components["schemas"]["UnsignedInt"];
            /** @description It has fewer bytes. */
            maxSize?: components["schemas"]["UnsignedInt"];
            /** @description All Emails of its Thread have this keyword. */
            allInThreadHaveKeyword?: string;
            /** @description Some Email of its Thread has this keyword. */
            someInThreadHaveKeyword?: string;
            /** @description No Email of its Thread has this keyword. */
            noneInThreadHaveKeyword?: string;
            /** @description It has this keyword. */
            hasKeyword?: string;
            /** @description It does not have this keyword. */
            notKeyword?: string;
            /** @description Whether it has an attachment. */
            hasAttachment?: boolean;
            /** @description The text is in From, To, Cc, Bcc, Subject or a body part. */
            text?: string;
            /** @description The text is in From. */
            from?: string;
            /** @description The text is in To. */
            to?: string;
            /** @description The text is in Cc. */
            cc?: string;
            /** @description The text is in Bcc. */
            bcc?: string;
            /** @description The text is in Subject. */
            subject?: string;
            /** @description The text is in a body part. */
            body?: string;
            /** @description A header field of this name exists, or one that contains the second string. */
            header?: string[];
        };
        /**
         * @description What Email/query can sort by.
         * @enum {string}
         */
        EmailSortProperty: "receivedAt" | "size" | "from" | "to" | "subject" | "sentAt" | "hasKeyword" | "allInThreadHaveKeyword" | "someInThreadHaveKeyword";
        /** @description Arguments of Email/query (RFC 8621 §4.4). */
        EmailQueryArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description What must be true of an object; null takes all. */
            filter?: components["schemas"]["EmailFilter"] | null;
            /** @description The order, the first comparator counts most. */
            sort?: components["schemas"]["EmailComparator"][] | null;
            /**
             * @description Index of the first id wanted; negative counts from the end.
             * @default 0
             */
            position?: components["schemas"]["Int"];
            /** @description An id to start from instead of `position`. */
            anchor?: components["schemas"]["IdOrReference"] | null;
            /**
             * @description Where the window starts relative to the anchor.
             * @default 0
             */
            anchorOffset?: components["schemas"]["Int"];
            /** @description The most ids to return. */
            limit?: components["schemas"]["UnsignedInt"] | null;
            /**
             * @description Whether to count all results.
             * @default false
             */
            calculateTotal?: boolean;
            /**
             * @description Keeps only the first Email of each Thread.
             * @default false
             */
            collapseThreads?: boolean;
        };
        /** @description Response of Email/query (RFC 8621 §4.4). */
        EmailQueryResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description Changes whenever the results of this query may have changed. */
            queryState: string;
            /** @description Whether Email/queryChanges can answer for this query. */
            canCalculateChanges: boolean;
            /** @description Index of the first id in the whole list. */
            position: components["schemas"]["UnsignedInt"];
            /** @description The ids of the window, in order. */
            ids: components["schemas"]["Id"][];
            /** @description Number of results, if asked for. */
            total?: components["schemas"]["UnsignedInt"];
            /** @description The limit that was applied, if the server set one of its own. */
            limit?: components["schemas"]["UnsignedInt"];
        };
        /** @description A filter for Email/query: an operator over further filters, or a condition (RFC 8620 §5.5). */
        EmailFilter: components["schemas"]["EmailFilterOperator"] | components["schemas"]["EmailFilterCondition"];
        /** @description Joins filters: all of them (AND), at least one (OR), none (NOT). */
        EmailFilterOperator: {
            /** @enum {string} */
            operator: "AND" | "OR" | "NOT";
            conditions: components["schemas"]["EmailFilter"][];
        };
        /** @description One step of the order in Email/query (RFC 8620 §5.5). */
        EmailComparator: {
            /** @description What to sort by. */
            property: string;
            /**
             * @description Smallest first.
             * @default true
             */
            isAscending?: boolean;
            /** @description The collation for text (RFC 4790). */
            collation?: string;
            /** @description The keyword that hasKeyword, allInThreadHaveKeyword and someInThreadHaveKeyword look at. */
            keyword?: string;
        };
        /** @description Arguments of Email/queryChanges (RFC 8621 §4.5). */
        EmailQueryChangesArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The filter of that query. */
            filter?: components["schemas"]["EmailFilter"] | null;
            /** @description The order of that query. */
            sort?: components["schemas"]["EmailComparator"][] | null;
            /** @description The state that query returned. */
            sinceQueryState: string;
            /** @description The most changes to return; more than that is tooManyChanges. */
            maxChanges?: components["schemas"]["PositiveInt"] | null;
            /** @description The last id that the client holds; what lies beyond need not be told. */
            upToId?: components["schemas"]["Id"] | null;
            /**
             * @description Whether to count all results.
             * @default false
             */
            calculateTotal?: boolean;
            /**
             * @description As in the query.
             * @default false
             */
            collapseThreads?: boolean;
        };
        /** @description Response of Email/queryChanges (RFC 8621 §4.5). */
        EmailQueryChangesResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The state the changes start from. */
            oldQueryState: string;
            /** @description The state they lead to. */
            newQueryState: string;
            /** @description Number of results now, if asked for. */
            total?: components["schemas"]["UnsignedInt"];
            /** @description Ids to take out of the old list first. */
            removed: components["schemas"]["Id"][];
            /** @description Ids to put in then, by ascending index. */
            added: components["schemas"]["AddedItem"][];
        };
        /** @description Sender and recipients as SMTP sees them. */
        Envelope: {
            /** @description MAIL FROM; the address may be empty. */
            mailFrom: components["schemas"]["EnvelopeAddress"];
            /** @description RCPT TO. */
            rcptTo: components["schemas"]["EnvelopeAddress"][];
        };
        /** @description An address with SMTP parameters, for example HOLDFOR or HOLDUNTIL (RFC 4865) on the sender. */
        EnvelopeAddress: {
            /** @description The address. */
            email: string;
            /** @description Parameter name to value, or to null where it takes none. */
            parameters?: components["schemas"]["EnvelopeParameters"] | null;
        };
        /** @description SMTP parameters, name to value or null. */
        EnvelopeParameters: {
            [key: string]: string | null;
        };
        /** @description What became of a message for one recipient. */
        DeliveryStatus: {
            /** @description The last answer of the receiving server, in one line. */
            smtpReply: string;
            /**
             * @description Whether it arrived.
             * @enum {string}
             */
            delivered: "queued" | "yes" | "no" | "unknown";
            /**
             * @description Whether the recipient's side says that it was shown.
             * @enum {string}
             */
            displayed: "unknown" | "yes";
        };
        /** @description Details of `urn:ietf:params:jmap:submission` in an account. */
        SubmissionCapability: {
            /** @description How many seconds sending can be put off. */
            maxDelayedSend: components["schemas"]["UnsignedInt"];
            /** @description SMTP extensions to their arguments, for example FUTURERELEASE. */
            submissionExtensions: {
                [key: string]: components["schemas"]["StringList"];
            };
        };
        /** @description A list of strings. */
        StringList: string[];
        /** @description What must be true of a submission; all that is given. */
        EmailSubmissionFilterCondition: {
            /** @description Its Identity is one of these. */
            identityIds?: components["schemas"]["Id"][];
            /** @description Its Email is one of these. */
            emailIds?: components["schemas"]["Id"][];
            /** @description Its Thread is one of these. */
            threadIds?: components["schemas"]["Id"][];
            /** @description Its status is this one. */
            undoStatus?: string;
            /** @description It is sent before this moment. */
            before?: components["schemas"]["UTCDate"];
            /** @description It is sent at this moment or later. */
            after?: components["schemas"]["UTCDate"];
        };
        /**
         * @description What EmailSubmission/query can sort by (`sentAt` is `sendAt`).
         * @enum {string}
         */
        EmailSubmissionSortProperty: "emailId" | "threadId" | "sentAt" | "sendAt";
        /** @description The sending of an Email, and what became of it. */
        EmailSubmission: {
            /** @description The id of the submission. */
            id: components["schemas"]["Id"];
            /** @description The Identity it is sent as. */
            identityId?: components["schemas"]["Id"];
            /** @description The Email that is sent. */
            emailId?: components["schemas"]["Id"];
            /** @description The Thread of that Email. */
            threadId?: components["schemas"]["Id"];
            /** @description Sender and recipients on the way; null takes them from the Email. */
            envelope?: components["schemas"]["Envelope"] | null;
            /** @description When it is released. */
            sendAt?: components["schemas"]["UTCDate"];
            /**
             * @description Whether it can still be called back; writing `canceled` does so.
             * @enum {string}
             */
            undoStatus?: "pending" | "final" | "canceled";
            /** @description Recipient to what became of the message there. */
            deliveryStatus?: {
                [key: string]: components["schemas"]["DeliveryStatus"];
            } | null;
            /** @description Delivery reports received, oldest first. */
            dsnBlobIds?: components["schemas"]["Id"][];
            /** @description Read receipts received, oldest first. */
            mdnBlobIds?: components["schemas"]["Id"][];
        };
        /** @description A new EmailSubmission, as a client writes it (RFC 8620 §5.3). */
        EmailSubmissionCreate: {
            /** @description The Identity it is sent as. */
            identityId: components["schemas"]["IdOrReference"];
            /** @description The Email that is sent. */
            emailId: components["schemas"]["IdOrReference"];
            /** @description Sender and recipients on the way; null takes them from the Email. */
            envelope?: components["schemas"]["Envelope"] | null;
        };
        /** @description Arguments of EmailSubmission/get (RFC 8621 §7.1). */
        EmailSubmissionGetArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The objects wanted; null asks for all of them, where the server allows so many. */
            ids?: components["schemas"]["Id"][] | null;
            /** @description The properties wanted; `id` always comes along. Null asks for the defaults. */
            properties?: string[] | null;
        };
        /** @description Response of EmailSubmission/get (RFC 8621 §7.1). */
        EmailSubmissionGetResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The EmailSubmission state of the account at the moment of reading. */
            state: string;
            /** @description The objects found, each once, in no promised order. */
            list: components["schemas"]["EmailSubmission"][];
            /** @description Ids asked for that do not exist or may not be seen. */
            notFound: components["schemas"]["Id"][];
        };
        /** @description Arguments of EmailSubmission/changes (RFC 8621 §7.2). */
        EmailSubmissionChangesArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description A EmailSubmission state received earlier. */
            sinceState: string;
            /** @description The most ids to return over the three lists together. */
            maxChanges?: components["schemas"]["PositiveInt"] | null;
        };
        /** @description Response of EmailSubmission/changes (RFC 8621 §7.2). */
        EmailSubmissionChangesResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The state the changes start from. */
            oldState: string;
            /** @description The state they lead to. */
            newState: string;
            /** @description True if more remains: ask again from `newState`. */
            hasMoreChanges: boolean;
            /** @description Objects that are new since the old state. */
            created: components["schemas"]["Id"][];
            /** @description Objects of which a property changed. */
            updated: components["schemas"]["Id"][];
            /** @description Objects that are gone. */
            destroyed: components["schemas"]["Id"][];
        };
        /** @description Arguments of EmailSubmission/query (RFC 8621 §7.3). */
        EmailSubmissionQueryArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description What must be true of an object; null takes all. */
            filter?: components["schemas"]["EmailSubmissionFilter"] | null;
            /** @description The order, the first comparator counts most. */
            sort?: components["schemas"]["EmailSubmissionComparator"][] | null;
            /**
             * @description Index of the first id wanted; negative counts from the end.
             * @default 0
             */
            position?: components["schemas"]["Int"];
            /** @description An id to start from instead of `position`. */
            anchor?: components["schemas"]["IdOrReference"] | null;
            /**
             * @description Where the window starts relative to the anchor.
             * @default 0
             */
            anchorOffset?: components["schemas"]["Int"];
            /** @description The most ids to return. */
            limit?: components["schemas"]["UnsignedInt"] | null;
            /**
             * @description Whether to count all results.
             * @default false
             */
            calculateTotal?: boolean;
        };
        /** @description Response of EmailSubmission/query (RFC 8621 §7.3). */
        EmailSubmissionQueryResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description Changes whenever the results of this query may have changed. */
            queryState: string;
            /** @description Whether EmailSubmission/queryChanges can answer for this query. */
            canCalculateChanges: boolean;
            /** @description Index of the first id in the whole list. */
            position: components["schemas"]["UnsignedInt"];
            /** @description The ids of the window, in order. */
            ids: components["schemas"]["Id"][];
            /** @description Number of results, if asked for. */
            total?: components["schemas"]["UnsignedInt"];
            /** @description The limit that was applied, if the server set one of its own. */
            limit?: components["schemas"]["UnsignedInt"];
        };
        /** @description A filter for EmailSubmission/query: an operator over further filters, or a condition (RFC 8620 §5.5). */
        EmailSubmissionFilter: components["schemas"]["EmailSubmissionFilterOperator"] | components["schemas"]["EmailSubmissionFilterCondition"];
        /** @description Joins filters: all of them (AND), at least one (OR), none (NOT). */
        EmailSubmissionFilterOperator: {
            /** @enum {string} */
            operator: "AND" | "OR" | "NOT";
            conditions: components["schemas"]["EmailSubmissionFilter"][];
        };
        /** @description One step of the order in EmailSubmission/query (RFC 8620 §5.5). */
        EmailSubmissionComparator: {
            /** @description What to sort by. */
            property: string;
            /**
             * @description Smallest first.
             * @default true
             */
            isAscending?: boolean;
            /** @description The collation for text (RFC 4790). */
            collation?: string;
        };
        /** @description Arguments of EmailSubmission/queryChanges (RFC 8621 §7.4). */
        EmailSubmissionQueryChangesArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The filter of that query. */
            filter?: components["schemas"]["EmailSubmissionFilter"] | null;
            /** @description The order of that query. */
            sort?: components["schemas"]["EmailSubmissionComparator"][] | null;
            /** @description The state that query returned. */
            sinceQueryState: string;
            /** @description The most changes to return; more than that is tooManyChanges. */
            maxChanges?: components["schemas"]["PositiveInt"] | null;
            /** @description The last id that the client holds; what lies beyond need not be told. */
            upToId?: components["schemas"]["Id"] | null;
            /**
             * @description Whether to count all results.
             * @default false
             */
            calculateTotal?: boolean;
        };
        /** @description Response of EmailSubmission/queryChanges (RFC 8621 §7.4). */
        EmailSubmissionQueryChangesResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The state the changes start from. */
            oldQueryState: string;
            /** @description The state they lead to. */
            newQueryState: string;
            /** @description Number of results now, if asked for. */
            total?: components["schemas"]["UnsignedInt"];
            /** @description Ids to take out of the old list first. */
            removed: components["schemas"]["Id"][];
            /** @description Ids to put in then, by ascending index. */
            added: components["schemas"]["AddedItem"][];
        };
        /** @description Arguments of EmailSubmission/set (RFC 8621 §7.5). */
        EmailSubmissionSetArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description If given and not the present EmailSubmission state, nothing is done (stateMismatch). */
            ifInState?: string | null;
            /** @description Creation id to a new EmailSubmission, without what only the server sets. */
            create?: {
                [key: string]: {
                    [key: string]: unknown;
                };
            } | null;
            /** @description Id to the changes of that EmailSubmission. */
            update?: {
                [key: string]: components["schemas"]["PatchObject"];
            } | null;
            /** @description Objects to destroy. */
            destroy?: components["schemas"]["IdOrReference"][] | null;
            /** @description Submission id to changes of its Email, made once the submission succeeded. */
            onSuccessUpdateEmail?: {
                [key: string]: components["schemas"]["PatchObject"];
            } | null;
            /** @description Submissions whose Email is destroyed once they succeeded. */
            onSuccessDestroyEmail?: components["schemas"]["IdOrReference"][] | null;
        };
        /** @description Response of EmailSubmission/set (RFC 8621 §7.5). */
        EmailSubmissionSetResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The EmailSubmission state before this call, or null where it is not known. */
            oldState: string | null;
            /** @description The EmailSubmission state after this call. */
            newState: string;
            /** @description Creation id to what the server set or changed in the new object, its id at least. */
            created: {
                [key: string]: components["schemas"]["EmailSubmission"];
            } | null;
            /** @description Id to what changed beyond the request, or null where nothing did. */
            updated: {
                [key: string]: {
                    [key: string]: unknown;
                } | null;
            } | null;
            /** @description Ids that were destroyed. */
            destroyed: components["schemas"]["Id"][] | null;
            /** @description Creation id to the reason of failure. */
            notCreated: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
            /** @description Id to the reason of failure. */
            notUpdated: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
            /** @description Id to the reason of failure. */
            notDestroyed: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
        };
        /** @description One mailbox of an address field. */
        EmailAddress: {
            /** @description The name, decoded; null if there is none. */
            name?: string | null;
            /** @description The address. */
            email: string;
        };
        /** @description A group of an address field, or the addresses between groups. */
        EmailAddressGroup: {
            /** @description The name of the group; null for addresses outside one. */
            name?: string | null;
            /** @description Who is in it. */
            addresses: components["schemas"]["EmailAddress"][];
        };
        /** @description One header field as it stands in the message. */
        EmailHeader: {
            /** @description Its name, with its own capitals. */
            name: string;
            /** @description What follows the colon, raw. */
            value: string;
        };
        /** @description The value of a `header:` property; the form in its name says which of these it is. */
        HeaderFormValue: (string | null) | (string | null)[] | components["schemas"]["EmailAddress"][] | components["schemas"]["EmailAddressGroup"][] | (string[] | null)[] | (components["schemas"]["EmailAddress"][] | null)[] | (components["schemas"]["EmailAddressGroup"][] | null)[];
        /** @description One MIME part. Further properties `header:Name[:asForm][:all]` show its header fields. */
        EmailBodyPart: {
            /** @description Its name within the Email; null for multiparts. */
            partId?: string | null;
            /** @description Its decoded bytes; null for multiparts. */
            blobId?: components["schemas"]["IdOrReference"] | null;
            /** @description Size after decoding, in bytes. */
            size?: components["schemas"]["UnsignedInt"];
            /** @description Its header fields. */
            headers?: components["schemas"]["EmailHeader"][];
            /** @description File name, decoded. */
            name?: string | null;
            /** @description Media type, without parameters. */
            type?: string;
            /** @description Character set; `us-ascii` where text declares none. */
            charset?: string | null;
            /** @description Content-Disposition without parameters. */
            disposition?: string | null;
            /** @description Content-Id without brackets. */
            cid?: string | null;
            /** @description Content-Language. */
            language?: string[] | null;
            /** @description Content-Location. */
            location?: string | null;
            /** @description The parts of a multipart. */
            subParts?: components["schemas"]["EmailBodyPart"][] | null;
        } & {
            [property: `header:${string}`]: components["schemas"]["HeaderFormValue"] | undefined;
        };
        /** @description The text of a part, with single LF line ends. */
        EmailBodyValue: {
            /** @description The text. */
            value: string;
            /**
             * @description Whether something could not be decoded.
             * @default false
             */
            isEncodingProblem?: boolean;
            /**
             * @description Whether `maxBodyValueBytes` cut it.
             * @default false
             */
            isTruncated?: boolean;
        };
        /** @description A message read from a blob; what only stored Emails have is null. */
        ParsedEmail: {
            id?: null;
            blobId?: components["schemas"]["Id"];
            threadId?: components["schemas"]["Id"] | null;
            mailboxIds?: null;
            keywords?: null;
            size?: components["schemas"]["UnsignedInt"];
            receivedAt?: null;
            headers?: components["schemas"]["EmailHeader"][];
            messageId?: string[] | null;
            inReplyTo?: string[] | null;
            references?: string[] | null;
            sender?: components["schemas"]["EmailAddress"][] | null;
            from?: components["schemas"]["EmailAddress"][] | null;
            to?: components["schemas"]["EmailAddress"][] | null;
            cc?: components["schemas"]["EmailAddress"][] | null;
            bcc?: components["schemas"]["EmailAddress"][] | null;
            replyTo?: components["schemas"]["EmailAddress"][] | null;
            subject?: string | null;
            sentAt?: components["schemas"]["Date"] | null;
            bodyStructure?: components["schemas"]["EmailBodyPart"];
            bodyValues?: {
                [key: string]: components["schemas"]["EmailBodyValue"];
            };
            textBody?: components["schemas"]["EmailBodyPart"][];
            htmlBody?: components["schemas"]["EmailBodyPart"][];
            attachments?: components["schemas"]["EmailBodyPart"][];
            hasAttachment?: boolean;
            preview?: string;
        } & {
            [property: `header:${string}`]: components["schemas"]["HeaderFormValue"] | undefined;
        };
        /** @description A message to take in as an Email. */
        EmailImport: {
            /** @description The message, uploaded before. */
            blobId: components["schemas"]["IdOrReference"];
            /** @description The Mailboxes to put it into. */
            mailboxIds: {
                [key: string]: true;
            };
            /**
             * @description The keywords it shall have.
             * @default {}
             */
            keywords?: {
                [key: string]: true;
            };
            /** @description When it arrived; otherwise by the newest Received field, or now. */
            receivedAt?: components["schemas"]["UTCDate"] | null;
        };
        /** @description A message in an account. Further properties `header:Name[:asForm][:all]` show single header fields (§4.1.3). */
        Email: {
            /** @description The id of the Email. */
            id: components["schemas"]["Id"];
            /** @description The message as it was received. */
            blobId?: components["schemas"]["Id"];
            /** @description The Thread it belongs to. */
            threadId?: components["schemas"]["Id"];
            /** @description The Mailboxes it is in, at least one. */
            mailboxIds?: {
                [key: string]: true;
            };
            /**
             * @description Its keywords, lower case.
             * @default {}
             */
            keywords?: {
                [key: string]: true;
            };
            /** @description Size of the message in bytes. */
            size?: components["schemas"]["UnsignedInt"];
            /** @description When it arrived here (IMAP internal date). */
            receivedAt?: components["schemas"]["UTCDate"];
            /** @description All header fields in their order. */
            headers?: components["schemas"]["EmailHeader"][];
            /** @description Message-ID. */
            messageId?: string[] | null;
            /** @description In-Reply-To. */
            inReplyTo?: string[] | null;
            /** @description References. */
            references?: string[] | null;
            /** @description Sender. */
            sender?: components["schemas"]["EmailAddress"][] | null;
            /** @description From. */
            from?: components["schemas"]["EmailAddress"][] | null;
            /** @description To. */
            to?: components["schemas"]["EmailAddress"][] | null;
            /** @description Cc. */
            cc?: components["schemas"]["EmailAddress"][] | null;
            /** @description Bcc. */
            bcc?: components["schemas"]["EmailAddress"][] | null;
            /** @description Reply-To. */
            replyTo?: components["schemas"]["EmailAddress"][] | null;
            /** @description Subject, decoded. */
            subject?: string | null;
            /** @description Date. */
            sentAt?: components["schemas"]["Date"] | null;
            /** @description The tree of MIME parts. */
            bodyStructure?: components["schemas"]["EmailBodyPart"];
            /** @description Part id to text, as far as asked for. */
            bodyValues?: {
                [key: string]: components["schemas"]["EmailBodyValue"];
            };
            /** @description Parts to show one after another, plain text preferred. */
            textBody?: components["schemas"]["EmailBodyPart"][];
            /** @description Parts to show one after another, HTML preferred. */
            htmlBody?: components["schemas"]["EmailBodyPart"][];
            /** @description Parts to offer beside the text. */
            attachments?: components["schemas"]["EmailBodyPart"][];
            /** @description Whether there is something a person would call an attachment. */
            hasAttachment?: boolean;
            /** @description The first 256 characters of the text, or fewer. */
            preview?: string;
        } & {
            [property: `header:${string}`]: components["schemas"]["HeaderFormValue"] | undefined;
        };
        /** @description A new Email, as a client writes it (RFC 8620 §5.3). */
        EmailCreate: {
            /** @description The Mailboxes it is in, at least one. */
            mailboxIds: {
                [key: string]: true;
            };
            /**
             * @description Its keywords, lower case.
             * @default {}
             */
            keywords?: {
                [key: string]: true;
            };
            /** @description When it arrived here (IMAP internal date). */
            receivedAt?: components["schemas"]["UTCDate"];
            /** @description Message-ID. */
            messageId?: string[] | null;
            /** @description In-Reply-To. */
            inReplyTo?: string[] | null;
            /** @description References. */
            references?: string[] | null;
            /** @description Sender. */
            sender?: components["schemas"]["EmailAddress"][] | null;
            /** @description From. */
            from?: components["schemas"]["EmailAddress"][] | null;
            /** @description To. */
            to?: components["schemas"]["EmailAddress"][] | null;
            /** @description Cc. */
            cc?: components["schemas"]["EmailAddress"][] | null;
            /** @description Bcc. */
            bcc?: components["schemas"]["EmailAddress"][] | null;
            /** @description Reply-To. */
            replyTo?: components["schemas"]["EmailAddress"][] | null;
            /** @description Subject, decoded. */
            subject?: string | null;
            /** @description Date. */
            sentAt?: components["schemas"]["Date"] | null;
            /** @description The tree of MIME parts. */
            bodyStructure?: components["schemas"]["EmailBodyPart"];
            /** @description Part id to text, as far as asked for. */
            bodyValues?: {
                [key: string]: components["schemas"]["EmailBodyValue"];
            };
            /** @description Parts to show one after another, plain text preferred. */
            textBody?: components["schemas"]["EmailBodyPart"][];
            /** @description Parts to show one after another, HTML preferred. */
            htmlBody?: components["schemas"]["EmailBodyPart"][];
            /** @description Parts to offer beside the text. */
            attachments?: components["schemas"]["EmailBodyPart"][];
        } & {
            [property: `header:${string}`]: components["schemas"]["HeaderFormValue"] | undefined;
        };
        /** @description Arguments of Email/get (RFC 8621 §4.2). */
        EmailGetArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The objects wanted; null asks for all of them, where the server allows so many. */
            ids?: components["schemas"]["Id"][] | null;
            /** @description The properties wanted; `id` always comes along. Null asks for the defaults. */
            properties?: string[] | null;
            /** @description The properties wanted of each body part. */
            bodyProperties?: string[] | null;
            /**
             * @description Puts the text of `textBody` into `bodyValues`.
             * @default false
             */
            fetchTextBodyValues?: boolean;
            /**
             * @description Puts the text of `htmlBody` into `bodyValues`.
             * @default false
             */
            fetchHTMLBodyValues?: boolean;
            /**
             * @description Puts the text of all text parts into `bodyValues`.
             * @default false
             */
            fetchAllBodyValues?: boolean;
            /**
             * @description Cuts each text to so many bytes; 0 cuts nothing.
             * @default 0
             */
            maxBodyValueBytes?: components["schemas"]["UnsignedInt"];
        };
        /** @description Response of Email/get (RFC 8621 §4.2). */
        EmailGetResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The Email state of the account at the moment of reading. */
            state: string;
            /** @description The objects found, each once, in no promised order. */
            list: components["schemas"]["Email"][];
            /** @description Ids asked for that do not exist or may not be seen. */
            notFound: components["schemas"]["Id"][];
        };
        /** @description Arguments of Email/changes (RFC 8621 §4.3). */
        EmailChangesArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description A Email state received earlier. */
            sinceState: string;
            /** @description The most ids to return over the three lists together. */
            maxChanges?: components["schemas"]["PositiveInt"] | null;
        };
        /** @description Response of Email/changes (RFC 8621 §4.3). */
        EmailChangesResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The state the changes start from. */
            oldState: string;
            /** @description The state they lead to. */
            newState: string;
            /** @description True if more remains: ask again from `newState`. */
            hasMoreChanges: boolean;
            /** @description Objects that are new since the old state. */
            created: components["schemas"]["Id"][];
            /** @description Objects of which a property changed. */
            updated: components["schemas"]["Id"][];
            /** @description Objects that are gone. */
            destroyed: components["schemas"]["Id"][];
        };
        /** @description Arguments of Email/set (RFC 8621 §4.6). */
        EmailSetArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description If given and not the present Email state, nothing is done (stateMismatch). */
            ifInState?: string | null;
            /** @description Creation id to a new Email, without what only the server sets. */
            create?: {
                [key: string]: {
                    [key: string]: unknown;
                };
            } | null;
            /** @description Id to the changes of that Email. */
            update?: {
                [key: string]: components["schemas"]["PatchObject"];
            } | null;
            /** @description Objects to destroy. */
            destroy?: components["schemas"]["IdOrReference"][] | null;
        };
        /** @description Response of Email/set (RFC 8621 §4.6). */
        EmailSetResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The Email state before this call, or null where it is not known. */
            oldState: string | null;
            /** @description The Email state after this call. */
            newState: string;
            /** @description Creation id to what the server set or changed in the new object, its id at least. */
            created: {
                [key: string]: components["schemas"]["Email"];
            } | null;
            /** @description Id to what changed beyond the request, or null where nothing did. */
            updated: {
                [key: string]: {
                    [key: string]: unknown;
                } | null;
            } | null;
            /** @description Ids that were destroyed. */
            destroyed: components["schemas"]["Id"][] | null;
            /** @description Creation id to the reason of failure. */
            notCreated: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
            /** @description Id to the reason of failure. */
            notUpdated: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
            /** @description Id to the reason of failure. */
            notDestroyed: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
        };
        /** @description Arguments of Email/copy (RFC 8621 §4.7). */
        EmailCopyArguments: {
            /** @description The account to copy from. */
            fromAccountId: components["schemas"]["Id"];
            /** @description If given and not the present state of the account copied from, nothing is done. */
            ifFromInState?: string | null;
            /** @description The account to copy to. */
            accountId: components["schemas"]["Id"];
            /** @description If given and not the present state of the account copied to, nothing is done. */
            ifInState?: string | null;
            /** @description Creation id to the `id` of the original and the properties that the copy shall have instead. */
            create: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            /**
             * @description Destroys each original that was copied.
             * @default false
             */
            onSuccessDestroyOriginal?: boolean;
            /** @description Handed to that implicit destroying call as its `ifInState`. */
            destroyFromIfInState?: string | null;
        };
        /** @description Response of Email/copy (RFC 8621 §4.7). */
        EmailCopyResponse: {
            /** @description The account copied from. */
            fromAccountId: components["schemas"]["Id"];
            /** @description The account copied to. */
            accountId: components["schemas"]["Id"];
            /** @description The Email state before this call, or null where it is not known. */
            oldState: string | null;
            /** @description The Email state after this call. */
            newState: string;
            /** @description Creation id to what the server set in the copy. */
            created: {
                [key: string]: components["schemas"]["Email"];
            } | null;
            /** @description Creation id to the reason of failure. */
            notCreated: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
        };
        /** @description Arguments of Email/import (RFC 8621 §4.8). */
        EmailImportArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description If given and not the present Email state, nothing is done (stateMismatch). */
            ifInState?: string | null;
            /** @description Creation id to an EmailImport. */
            emails: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
        };
        /** @description Response of Email/import (RFC 8621 §4.8). */
        EmailImportResponse: {
            /** @description The account worked on. */
            accountId: components["schemas"]["Id"];
            /** @description The Email state before this call. */
            oldState: string | null;
            /** @description The Email state after it. */
            newState: string;
            /** @description Creation id to id, blobId, threadId and size. */
            created: {
                [key: string]: components["schemas"]["Email"];
            } | null;
            /** @description Creation id to the reason of failure. */
            notCreated: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
        };
        /** @description Arguments of Email/parse (RFC 8621 §4.9). */
        EmailParseArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The blobs to read. */
            blobIds: components["schemas"]["IdOrReference"][];
            /** @description The properties wanted. */
            properties?: string[] | null;
            /** @description The properties wanted of each body part. */
            bodyProperties?: string[] | null;
            /**
             * @description As in Email/get.
             * @default false
             */
            fetchTextBodyValues?: boolean;
            /**
             * @description As in Email/get.
             * @default false
             */
            fetchHTMLBodyValues?: boolean;
            /**
             * @description As in Email/get.
             * @default false
             */
            fetchAllBodyValues?: boolean;
            /**
             * @description As in Email/get.
             * @default 0
             */
            maxBodyValueBytes?: components["schemas"]["UnsignedInt"];
        };
        /** @description Response of Email/parse (RFC 8621 §4.9). */
        EmailParseResponse: {
            /** @description The account worked on. */
            accountId: components["schemas"]["Id"];
            /** @description Blob id to the message read. */
            parsed: {
                [key: string]: components["schemas"]["ParsedEmail"];
            } | null;
            /** @description Blobs that are no messages. */
            notParsable: components["schemas"]["Id"][] | null;
            /** @description Blobs that are not there or may not be seen. */
            notFound: components["schemas"]["Id"][] | null;
        };
        /** @description An address that a person may send from, with what goes with it. */
        Identity: {
            /** @description The id of the Identity. */
            id: components["schemas"]["Id"];
            /**
             * @description The name for the From field.
             * @default
             */
            name?: string;
            /** @description The address for the From field; `*@` and a domain allows every address of it. */
            email?: string;
            /**
             * @description What to put into Reply-To.
             * @default null
             */
            replyTo?: components["schemas"]["EmailAddress"][] | null;
            /**
             * @description Who gets a blind copy of every message.
             * @default null
             */
            bcc?: components["schemas"]["EmailAddress"][] | null;
            /**
             * @description Signature for plain text.
             * @default
             */
            textSignature?: string;
            /**
             * @description Signature for HTML.
             * @default
             */
            htmlSignature?: string;
            /** @description Whether the person may delete it. */
            mayDelete?: boolean;
        };
        /** @description A new Identity, as a client writes it (RFC 8620 §5.3). */
        IdentityCreate: {
            /**
             * @description The name for the From field.
             * @default
             */
            name?: string;
            /** @description The address for the From field; `*@` and a domain allows every address of it. */
            email: string;
            /**
             * @description What to put into Reply-To.
             * @default null
             */
            replyTo?: components["schemas"]["EmailAddress"][] | null;
            /**
             * @description Who gets a blind copy of every message.
             * @default null
             */
            bcc?: components["schemas"]["EmailAddress"][] | null;
            /**
             * @description Signature for plain text.
             * @default
             */
            textSignature?: string;
            /**
             * @description Signature for HTML.
             * @default
             */
            htmlSignature?: string;
        };
        /** @description Arguments of Identity/get (RFC 8621 §6.1). */
        IdentityGetArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The objects wanted; null asks for all of them, where the server allows so many. */
            ids?: components["schemas"]["Id"][] | null;
            /** @description The properties wanted; `id` always comes along. Null asks for the defaults. */
            properties?: string[] | null;
        };
        /** @description Response of Identity/get (RFC 8621 §6.1). */
        IdentityGetResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The Identity state of the account at the moment of reading. */
            state: string;
            /** @description The objects found, each once, in no promised order. */
            list: components["schemas"]["Identity"][];
            /** @description Ids asked for that do not exist or may not be seen. */
            notFound: components["schemas"]["Id"][];
        };
        /** @description Arguments of Identity/changes (RFC 8621 §6.2). */
        IdentityChangesArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description A Identity state received earlier. */
            sinceState: string;
            /** @description The most ids to return over the three lists together. */
            maxChanges?: components["schemas"]["PositiveInt"] | null;
        };
        /** @description Response of Identity/changes (RFC 8621 §6.2). */
        IdentityChangesResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The state the changes start from. */
            oldState: string;
            /** @description The state they lead to. */
            newState: string;
            /** @description True if more remains: ask again from `newState`. */
            hasMoreChanges: boolean;
            /** @description Objects that are new since the old state. */
            created: components["schemas"]["Id"][];
            /** @description Objects of which a property changed. */
            updated: components["schemas"]["Id"][];
            /** @description Objects that are gone. */
            destroyed: components["schemas"]["Id"][];
        };
        /** @description Arguments of Identity/set (RFC 8621 §6.3). */
        IdentitySetArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description If given and not the present Identity state, nothing is done (stateMismatch). */
            ifInState?: string | null;
            /** @description Creation id to a new Identity, without what only the server sets. */
            create?: {
                [key: string]: {
                    [key: string]: unknown;
                };
            } | null;
            /** @description Id to the changes of that Identity. */
            update?: {
                [key: string]: components["schemas"]["PatchObject"];
            } | null;
            /** @description Objects to destroy. */
            destroy?: components["schemas"]["IdOrReference"][] | null;
        };
        /** @description Response of Identity/set (RFC 8621 §6.3). */
        IdentitySetResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The Identity state before this call, or null where it is not known. */
            oldState: string | null;
            /** @description The Identity state after this call. */
            newState: string;
            /** @description Creation id to what the server set or changed in the new object, its id at least. */
            created: {
                [key: string]: components["schemas"]["Identity"];
            } | null;
            /** @description Id to what changed beyond the request, or null where nothing did. */
            updated: {
                [key: string]: {
                    [key: string]: unknown;
                } | null;
            } | null;
            /** @description Ids that were destroyed. */
            destroyed: components["schemas"]["Id"][] | null;
            /** @description Creation id to the reason of failure. */
            notCreated: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
            /** @description Id to the reason of failure. */
            notUpdated: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
            /** @description Id to the reason of failure. */
            notDestroyed: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
        };
        /** @description A UID (RFC 9051 §2.3.1.1). */
        Uid: number;
        /** @description A mod-sequence (RFC 7162 §3.1). */
        Modseq: number;
        /** @description UIDs as a list, or as an IMAP sequence set such as `1:50,73,90:*`. */
        UidSet: components["schemas"]["Uid"][] | string;
        /** @description A keyword (RFC 8621 §4.1.1); `\Deleted` is no keyword. */
        Keyword: string;
        /** @description Arguments of LegacyMailbox/uids (Messagerie). */
        LegacyMailboxUidsArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The Mailbox. */
            mailboxId: components["schemas"]["Id"];
            /**
             * @description Leaves out smaller UIDs.
             * @default 1
             */
            sinceUid?: components["schemas"]["Uid"];
            /** @description At most so many, the smallest UIDs first. */
            limit?: components["schemas"]["UnsignedInt"];
        };
        /** @description Response of LegacyMailbox/uids (Messagerie). */
        LegacyMailboxUidsResponse: {
            /** @description UIDVALIDITY of the Mailbox. */
            uidValidity: components["schemas"]["Uid"];
            /** @description The UID that the next message gets, at least. */
            uidNext: components["schemas"]["Uid"];
            /** @description HIGHESTMODSEQ of the Mailbox. */
            highestModseq: components["schemas"]["Modseq"];
            /** @description UIDs, ascending. */
            uids: components["schemas"]["Uid"][];
            /** @description The Email behind each. */
            emailIds: components["schemas"]["Id"][];
            /** @description The mod-sequence of each. */
            modseqs: components["schemas"]["Modseq"][];
            /** @description For each, which entry of `keywordSets` it has. */
            keywords: components["schemas"]["UnsignedInt"][];
            /** @description The combinations of keywords that occur, each once. */
            keywordSets: string[][];
            /** @description Whether each is marked `\Deleted` here. */
            deleted: boolean[];
        };
        /** @description Arguments of LegacyMailbox/changesSince (Messagerie). */
        LegacyMailboxChangesSinceArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The Mailbox. */
            mailboxId: components["schemas"]["Id"];
            /** @description Only what changed after this one. */
            modseq: components["schemas"]["Modseq"];
        };
        /** @description Response of LegacyMailbox/changesSince (Messagerie). */
        LegacyMailboxChangesSinceResponse: {
            /** @description UIDVALIDITY of the Mailbox. */
            uidValidity: components["schemas"]["Uid"];
            /** @description The UID that the next message gets, at least. */
            uidNext: components["schemas"]["Uid"];
            /** @description HIGHESTMODSEQ of the Mailbox. */
            highestModseq: components["schemas"]["Modseq"];
            /** @description UIDs, ascending. */
            uids: components["schemas"]["Uid"][];
            /** @description The Email behind each. */
            emailIds: components["schemas"]["Id"][];
            /** @description The mod-sequence of each. */
            modseqs: components["schemas"]["Modseq"][];
            /** @description For each, which entry of `keywordSets` it has. */
            keywords: components["schemas"]["UnsignedInt"][];
            /** @description The combinations of keywords that occur, each once. */
            keywordSets: string[][];
            /** @description Whether each is marked `\Deleted` here. */
            deleted: boolean[];
        };
        /** @description Arguments of LegacyMailbox/expungedSince (Messagerie). */
        LegacyMailboxExpungedSinceArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The Mailbox. */
            mailboxId: components["schemas"]["Id"];
            /** @description Only what left after this one. */
            modseq: components["schemas"]["Modseq"];
        };
        /** @description Response of LegacyMailbox/expungedSince (Messagerie). */
        LegacyMailboxExpungedSinceResponse: {
            /** @description UIDs, ascending. */
            uids: components["schemas"]["Uid"][];
        };
        /** @description Arguments of LegacyMailbox/changeFlags (Messagerie). */
        LegacyMailboxChangeFlagsArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The Mailbox. */
            mailboxId: components["schemas"]["Id"];
            /** @description Which messages. */
            uids: components["schemas"]["UidSet"];
            /**
             * @description What to do with the keywords.
             * @enum {string}
             */
            op: "add" | "remove" | "replace";
            /** @description Which keywords. */
            keywords: components["schemas"]["Keyword"][];
            /** @description Whether `\Deleted` is among the flags that `op` is about; with replace, its new value (false if left out). */
            deleted?: boolean;
            /** @description Spares messages that changed after this one (RFC 7162 §3.1.3). */
            ifUnmodifiedSince?: components["schemas"]["Modseq"];
        };
        /** @description Response of LegacyMailbox/changeFlags (Messagerie). */
        LegacyMailboxChangeFlagsResponse: {
            /** @description The messages that were changed, or were so already. */
            updated: components["schemas"]["Uid"][];
            /** @description Their mod-sequence now, if something changed. */
            modseq: components["schemas"]["Modseq"];
            /** @description The messages that were spared. */
            conflicting: components["schemas"]["Uid"][];
        };
        /** @description Arguments of LegacyMailbox/copy (Messagerie). */
        LegacyMailboxCopyArguments: {
            /** @description The account to copy or move from. */
            accountId: components["schemas"]["Id"];
            /** @description The Mailbox to copy or move from. */
            mailboxId: components["schemas"]["Id"];
            /** @description Which messages. */
            uids: components["schemas"]["UidSet"];
            /** @description The account to copy or move to, if it is another. */
            toAccountId?: components["schemas"]["Id"];
            /** @description The Mailbox to copy or move to. */
            toMailboxId: components["schemas"]["Id"];
        };
        /** @description Response of LegacyMailbox/copy (Messagerie). */
        LegacyMailboxCopyResponse: {
            /** @description UIDVALIDITY of the Mailbox they went to. */
            uidValidity: components["schemas"]["Uid"];
            /** @description The messages that went. */
            sourceUids: components["schemas"]["Uid"][];
            /** @description Their UIDs there, in the same order. */
            destinationUids: components["schemas"]["Uid"][];
        };
        /** @description Arguments of LegacyMailbox/move (Messagerie). */
        LegacyMailboxMoveArguments: {
            /** @description The account to copy or move from. */
            accountId: components["schemas"]["Id"];
            /** @description The Mailbox to copy or move from. */
            mailboxId: components["schemas"]["Id"];
            /** @description Which messages. */
            uids: components["schemas"]["UidSet"];
            /** @description The account to copy or move to, if it is another. */
            toAccountId?: components["schemas"]["Id"];
            /** @description The Mailbox to copy or move to. */
            toMailboxId: components["schemas"]["Id"];
        };
        /** @description Response of LegacyMailbox/move (Messagerie). */
        LegacyMailboxMoveResponse: {
            /** @description UIDVALIDITY of the Mailbox they went to. */
            uidValidity: components["schemas"]["Uid"];
            /** @description The messages that went. */
            sourceUids: components["schemas"]["Uid"][];
            /** @description Their UIDs there, in the same order. */
            destinationUids: components["schemas"]["Uid"][];
        };
        /** @description Arguments of LegacyMailbox/expunge (Messagerie). */
        LegacyMailboxExpungeArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The Mailbox. */
            mailboxId: components["schemas"]["Id"];
            /** @description Only among these. */
            uids?: components["schemas"]["UidSet"];
        };
        /** @description Response of LegacyMailbox/expunge (Messagerie). */
        LegacyMailboxExpungeResponse: {
            /** @description The messages that left. */
            uids: components["schemas"]["Uid"][];
            /** @description The mod-sequence of their leaving, or the present one if none left. */
            modseq: components["schemas"]["Modseq"];
        };
        /** @description Arguments of LegacyMailbox/append (Messagerie). */
        LegacyMailboxAppendArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The Mailbox. */
            mailboxId: components["schemas"]["Id"];
            /** @description The message, uploaded before. */
            blobId: components["schemas"]["Id"];
            /** @description The keywords it shall have. */
            keywords: components["schemas"]["Keyword"][];
            /**
             * @description Whether it is marked `\Deleted`.
             * @default false
             */
            deleted?: boolean;
            /** @description Its internal date; otherwise now. */
            receivedAt?: components["schemas"]["UTCDate"] | null;
        };
        /** @description Response of LegacyMailbox/append (Messagerie). */
        LegacyMailboxAppendResponse: {
            /** @description Its UID. */
            uid: components["schemas"]["Uid"];
            /** @description UIDVALIDITY of the Mailbox. */
            uidValidity: components["schemas"]["Uid"];
            /** @description The Email. */
            emailId: components["schemas"]["Id"];
        };
        /** @description Arguments of Blob/range (Messagerie). */
        BlobRangeArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The blob. */
            blobId: components["schemas"]["Id"];
            /** @description The first byte wanted. */
            offset: components["schemas"]["UnsignedInt"];
            /** @description How many bytes, fewer at the end of the blob. */
            length: components["schemas"]["UnsignedInt"];
        };
        /** @description Response of Blob/range (Messagerie). */
        BlobRangeResponse: {
            /** @description The size of the whole blob. */
            size: components["schemas"]["UnsignedInt"];
            /** @description The bytes, base64; in process, as bytes. */
            data: string;
        };
        /**
         * @description What a Mailbox is for, in the words of the IMAP registry, lower case.
         * @enum {string}
         */
        MailboxRole: "inbox" | "archive" | "drafts" | "sent" | "trash" | "junk" | "flagged" | "important" | "all" | "memos" | "scheduled" | "snoozed";
        /** @description What a person may do in a Mailbox. */
        MailboxRights: {
            /** @description Read it and its Emails (IMAP rights l and r). */
            mayReadItems: boolean;
            /** @description Put Emails in (i). */
            mayAddItems: boolean;
            /** @description Take Emails out (t and e). */
            mayRemoveItems: boolean;
            /** @description Mark Emails read or unread (s). */
            maySetSeen: boolean;
            /** @description Change other keywords (w). */
            maySetKeywords: boolean;
            /** @description Make Mailboxes inside it (k). */
            mayCreateChild: boolean;
            /** @description Rename or move it (x). */
            mayRename: boolean;
            /** @description Delete it (x). */
            mayDelete: boolean;
            /** @description Post Emails to its address (p). */
            maySubmit: boolean;
            /** @description Change `shareWith` (a); with the capability urn:ietf:params:jmap:mail:share. */
            mayShare?: boolean;
        };
        /** @description Details of `urn:ietf:params:jmap:mail` in an account. */
        MailCapability: {
            /** @description Most Mailboxes for one Email. */
            maxMailboxesPerEmail: components["schemas"]["UnsignedInt"] | null;
            /** @description Deepest nesting of Mailboxes. */
            maxMailboxDepth: components["schemas"]["UnsignedInt"] | null;
            /** @description Longest name, in bytes of UTF-8. */
            maxSizeMailboxName: components["schemas"]["UnsignedInt"];
            /** @description Most bytes of attachments in one Email. */
            maxSizeAttachmentsPerEmail: components["schemas"]["UnsignedInt"];
            /** @description What Email/query can sort by. */
            emailQuerySortOptions: string[];
            /** @description Whether the person may make Mailboxes at the top. */
            mayCreateTopLevelMailbox: boolean;
        };
        /** @description What must be true of a Mailbox; all that is given. */
        MailboxFilterCondition: {
            /** @description The parent is this one. */
            parentId?: components["schemas"]["Id"] | null;
            /** @description The name contains this. */
            name?: string;
            /** @description The role is this one. */
            role?: string | null;
            /** @description Whether it has a role at all. */
            hasAnyRole?: boolean;
            /** @description Whether it is subscribed to. */
            isSubscribed?: boolean;
        };
        /**
         * @description What Mailbox/query can sort by.
         * @enum {string}
         */
        MailboxSortProperty: "sortOrder" | "name" | "parentId";
        /** @description A folder of mail. An Email is in at least one. */
        Mailbox: {
            /** @description The id of the Mailbox. */
            id: components["schemas"]["Id"];
            /** @description The name to show, unique among the Mailboxes with the same parent. */
            name?: string;
            /**
             * @description The Mailbox that this one lies in; null at the top.
             * @default null
             */
            parentId?: components["schemas"]["Id"] | null;
            /** @description What the Mailbox is for, at most one of each role in an account. */
            role?: components["schemas"]["MailboxRole"] | null;
            /**
             * @description Smaller comes first among Mailboxes of the same parent.
             * @default 0
             */
            sortOrder?: components["schemas"]["UnsignedInt"];
            /** @description Emails in this Mailbox. */
            totalEmails?: components["schemas"]["UnsignedInt"];
            /** @description Emails in it that have neither `$seen` nor `$draft`. */
            unreadEmails?: components["schemas"]["UnsignedInt"];
            /** @description Threads with at least one Email in it. */
            totalThreads?: components["schemas"]["UnsignedInt"];
            /** @description Threads of those that have something unread; Trash and the rest do not count for each other. */
            unreadThreads?: components["schemas"]["UnsignedInt"];
            /** @description What the person signed in may do here. */
            myRights?: components["schemas"]["MailboxRights"];
            /** @description Whether this person wants to see the Mailbox. */
            isSubscribed?: boolean;
            /** @description Whom the Mailbox is shared with, Principal id to rights; null if with nobody. Returned only when asked for, and changed only by whom `mayShare` allows. Needs the capability urn:ietf:params:jmap:mail:share. */
            shareWith?: {
                [key: string]: components["schemas"]["MailboxRights"];
            } | null;
        };
        /** @description A new Mailbox, as a client writes it (RFC 8620 §5.3). */
        MailboxCreate: {
            /** @description The name to show, unique among the Mailboxes with the same parent. */
            name: string;
            /**
             * @description The Mailbox that this one lies in; null at the top.
             * @default null
             */
            parentId?: components["schemas"]["IdOrReference"] | null;
            /** @description What the Mailbox is for, at most one of each role in an account. */
            role?: components["schemas"]["MailboxRole"] | null;
            /**
             * @description Smaller comes first among Mailboxes of the same parent.
             * @default 0
             */
            sortOrder?: components["schemas"]["UnsignedInt"];
            /** @description Whether this person wants to see the Mailbox. */
            isSubscribed?: boolean;
            /** @description Whom the Mailbox is shared with, Principal id to rights; null if with nobody. Returned only when asked for, and changed only by whom `mayShare` allows. Needs the capability urn:ietf:params:jmap:mail:share. */
            shareWith?: {
                [key: string]: components["schemas"]["MailboxRights"];
            } | null;
        };
        /** @description Arguments of Mailbox/get (RFC 8621 §2.1). */
        MailboxGetArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The objects wanted; null asks for all of them, where the server allows so many. */
            ids?: components["schemas"]["Id"][] | null;
            /** @description The properties wanted; `id` always comes along. Null asks for the defaults. */
            properties?: string[] | null;
        };
        /** @description Response of Mailbox/get (RFC 8621 §2.1). */
        MailboxGetResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The Mailbox state of the account at the moment of reading. */
            state: string;
            /** @description The objects found, each once, in no promised order. */
            list: components["schemas"]["Mailbox"][];
            /** @description Ids asked for that do not exist or may not be seen. */
            notFound: components["schemas"]["Id"][];
        };
        /** @description Arguments of Mailbox/changes (RFC 8621 §2.2). */
        MailboxChangesArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description A Mailbox state received earlier. */
            sinceState: string;
            /** @description The most ids to return over the three lists together. */
            maxChanges?: components["schemas"]["PositiveInt"] | null;
        };
        /** @description Response of Mailbox/changes (RFC 8621 §2.2). */
        MailboxChangesResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The state the changes start from. */
            oldState: string;
            /** @description The state they lead to. */
            newState: string;
            /** @description True if more remains: ask again from `newState`. */
            hasMoreChanges: boolean;
            /** @description Objects that are new since the old state. */
            created: components["schemas"]["Id"][];
            /** @description Objects of which a property changed. */
            updated: components["schemas"]["Id"][];
            /** @description Objects that are gone. */
            destroyed: components["schemas"]["Id"][];
            /** @description If only these properties changed in all of `updated` (counters), their names; null otherwise. */
            updatedProperties: string[] | null;
        };
        /** @description Arguments of Mailbox/query (RFC 8621 §2.3). */
        MailboxQueryArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description What must be true of an object; null takes all. */
            filter?: components["schemas"]["MailboxFilter"] | null;
            /** @description The order, the first comparator counts most. */
            sort?: components["schemas"]["MailboxComparator"][] | null;
            /**
             * @description Index of the first id wanted; negative counts from the end.
             * @default 0
             */
            position?: components["schemas"]["Int"];
            /** @description An id to start from instead of `position`. */
            anchor?: components["schemas"]["IdOrReference"] | null;
            /**
             * @description Where the window starts relative to the anchor.
             * @default 0
             */
            anchorOffset?: components["schemas"]["Int"];
            /** @description The most ids to return. */
            limit?: components["schemas"]["UnsignedInt"] | null;
            /**
             * @description Whether to count all results.
             * @default false
             */
            calculateTotal?: boolean;
            /**
             * @description Sorts children within their parents.
             * @default false
             */
            sortAsTree?: boolean;
            /**
             * @description Leaves out a Mailbox whose parents do not match.
             * @default false
             */
            filterAsTree?: boolean;
        };
        /** @description Response of Mailbox/query (RFC 8621 §2.3). */
        MailboxQueryResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description Changes whenever the results of this query may have changed. */
            queryState: string;
            /** @description Whether Mailbox/queryChanges can answer for this query. */
            canCalculateChanges: boolean;
            /** @description Index of the first id in the whole list. */
            position: components["schemas"]["UnsignedInt"];
            /** @description The ids of the window, in order. */
            ids: components["schemas"]["Id"][];
            /** @description Number of results, if asked for. */
            total?: components["schemas"]["UnsignedInt"];
            /** @description The limit that was applied, if the server set one of its own. */
            limit?: components["schemas"]["UnsignedInt"];
        };
        /** @description A filter for Mailbox/query: an operator over further filters, or a condition (RFC 8620 §5.5). */
        MailboxFilter: components["schemas"]["MailboxFilterOperator"] | components["schemas"]["MailboxFilterCondition"];
        /** @description Joins filters: all of them (AND), at least one (OR), none (NOT). */
        MailboxFilterOperator: {
            /** @enum {string} */
            operator: "AND" | "OR" | "NOT";
            conditions: components["schemas"]["MailboxFilter"][];
        };
        /** @description One step of the order in Mailbox/query (RFC 8620 §5.5). */
        MailboxComparator: {
            /** @description What to sort by. */
            property: string;
            /**
             * @description Smallest first.
             * @default true
             */
            isAscending?: boolean;
            /** @description The collation for text (RFC 4790). */
            collation?: string;
        };
        /** @description Arguments of Mailbox/queryChanges (RFC 8621 §2.4). */
        MailboxQueryChangesArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The filter of that query. */
            filter?: components["schemas"]["MailboxFilter"] | null;
            /** @description The order of that query. */
            sort?: components["schemas"]["MailboxComparator"][] | null;
            /** @description The state that query returned. */
            sinceQueryState: string;
            /** @description The most changes to return; more than that is tooManyChanges. */
            maxChanges?: components["schemas"]["PositiveInt"] | null;
            /** @description The last id that the client holds; what lies beyond need not be told. */
            upToId?: components["schemas"]["Id"] | null;
            /**
             * @description Whether to count all results.
             * @default false
             */
            calculateTotal?: boolean;
            /**
             * @description As in the query.
             * @default false
             */
            sortAsTree?: boolean;
            /**
             * @description As in the query.
             * @default false
             */
            filterAsTree?: boolean;
        };
        /** @description Response of Mailbox/queryChanges (RFC 8621 §2.4). */
        MailboxQueryChangesResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The state the changes start from. */
            oldQueryState: string;
            /** @description The state they lead to. */
            newQueryState: string;
            /** @description Number of results now, if asked for. */
            total?: components["schemas"]["UnsignedInt"];
            /** @description Ids to take out of the old list first. */
            removed: components["schemas"]["Id"][];
            /** @description Ids to put in then, by ascending index. */
            added: components["schemas"]["AddedItem"][];
        };
        /** @description Arguments of Mailbox/set (RFC 8621 §2.5). */
        MailboxSetArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description If given and not the present Mailbox state, nothing is done (stateMismatch). */
            ifInState?: string | null;
            /** @description Creation id to a new Mailbox, without what only the server sets. */
            create?: {
                [key: string]: {
                    [key: string]: unknown;
                };
            } | null;
            /** @description Id to the changes of that Mailbox. */
            update?: {
                [key: string]: components["schemas"]["PatchObject"];
            } | null;
            /** @description Objects to destroy. */
            destroy?: components["schemas"]["IdOrReference"][] | null;
            /**
             * @description Destroys a Mailbox also if Emails are in it; those in no other Mailbox go with it.
             * @default false
             */
            onDestroyRemoveEmails?: boolean;
        };
        /** @description Response of Mailbox/set (RFC 8621 §2.5). */
        MailboxSetResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The Mailbox state before this call, or null where it is not known. */
            oldState: string | null;
            /** @description The Mailbox state after this call. */
            newState: string;
            /** @description Creation id to what the server set or changed in the new object, its id at least. */
            created: {
                [key: string]: components["schemas"]["Mailbox"];
            } | null;
            /** @description Id to what changed beyond the request, or null where nothing did. */
            updated: {
                [key: string]: {
                    [key: string]: unknown;
                } | null;
            } | null;
            /** @description Ids that were destroyed. */
            destroyed: components["schemas"]["Id"][] | null;
            /** @description Creation id to the reason of failure. */
            notCreated: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
            /** @description Id to the reason of failure. */
            notUpdated: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
            /** @description Id to the reason of failure. */
            notDestroyed: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
        };
        /** @description Name of a right to whether it is given. */
        ShareRights: {
            [key: string]: boolean;
        };
        /** @description Who changed the rights. */
        ShareNotificationChangedBy: {
            /** @description Their name. */
            name: string;
            /** @description Their address. */
            email: string | null;
            /** @description Their Principal. */
            principalId: components["schemas"]["Id"] | null;
        };
        /** @description Details of `urn:ietf:params:jmap:principals` in an account. */
        PrincipalsCapability: {
            /** @description The Principal of the person signed in. */
            currentUserPrincipalId: components["schemas"]["Id"] | null;
        };
        /** @description Details of `urn:ietf:params:jmap:principals:owner` in an account. */
        PrincipalsOwnerCapability: {
            /** @description An account where the owner can be fetched as a Principal. */
            accountIdForPrincipal: components["schemas"]["Id"];
            /** @description The Principal that owns the account. */
            principalId: components["schemas"]["Id"];
        };
        /** @description What must be true of a Principal; all that is given. */
        PrincipalFilterCondition: {
            /** @description It has one of these accounts. */
            accountIds?: components["schemas"]["Id"][];
            /** @description The address contains this. */
            email?: string;
            /** @description The name contains this. */
            name?: string;
            /** @description The name, address or description contains this. */
            text?: string;
            /**
             * @description It is of this type.
             * @enum {string}
             */
            type?: "individual" | "group" | "resource" | "location" | "other";
            /** @description Its time zone is this one. */
            timeZone?: string;
        };
        /**
         * @description What Principal/query can sort by.
         * @enum {string}
         */
        PrincipalSortProperty: "name" | "email";
        /** @description What must be true of a notice; all that is given. */
        ShareNotificationFilterCondition: {
            /** @description It happened at this moment or later. */
            after?: components["schemas"]["UTCDate"] | null;
            /** @description It happened before this moment. */
            before?: components["schemas"]["UTCDate"] | null;
            /** @description It is about this data type. */
            objectType?: string;
            /** @description It is about something in this account. */
            objectAccountId?: components["schemas"]["Id"];
        };
        /**
         * @description What ShareNotification/query can sort by.
         * @enum {string}
         */
        ShareNotificationSortProperty: "created";
        /** @description A person, group, room or thing that something can be shared with. */
        Principal: {
            /** @description The id of the Principal. */
            id: components["schemas"]["Id"];
            /**
             * @description What it is.
             * @enum {string}
             */
            type?: "individual" | "group" | "resource" | "location" | "other";
            /** @description Its name. */
            name?: string;
            /** @description More about it, to tell it from others. */
            description?: string | null;
            /** @description Its address. */
            email?: string | null;
            /** @description Its IANA time zone. */
            timeZone?: string | null;
            /** @description Capability to what may be done with this Principal. */
            capabilities?: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            /** @description Accounts of this Principal that the person signed in may use. */
            accounts?: {
                [key: string]: components["schemas"]["SessionAccount"];
            } | null;
        };
        /** @description A new Principal, as a client writes it (RFC 8620 §5.3). */
        PrincipalCreate: {
            /**
             * @description What it is.
             * @enum {string}
             */
            type: "individual" | "group" | "resource" | "location" | "other";
            /** @description Its name. */
            name: string;
            /** @description More about it, to tell it from others. */
            description?: string | null;
            /** @description Its address. */
            email?: string | null;
            /** @description Its IANA time zone. */
            timeZone?: string | null;
        };
        /** @description A notice that somebody changed what one may do with something. */
        ShareNotification: {
            /** @description The id of the notice. */
            id: components["schemas"]["Id"];
            /** @description When it happened. */
            created?: components["schemas"]["UTCDate"];
            /** @description Who did it. */
            changedBy?: components["schemas"]["ShareNotificationChangedBy"];
            /** @description The data type of the thing, such as Mailbox. */
            objectType?: string;
            /** @description The account the thing is in. */
            objectAccountId?: components["schemas"]["Id"];
            /** @description The id of the thing. */
            objectId?: components["schemas"]["Id"];
            /** @description Rights before; null if there were none. */
            oldRights?: components["schemas"]["ShareRights"] | null;
            /** @description Rights after; null if there are none. */
            newRights?: components["schemas"]["ShareRights"] | null;
            /** @description The name of the thing at that time. */
            name?: string;
        };
        /** @description Arguments of Principal/get (RFC 9670 §2.1). */
        PrincipalGetArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The objects wanted; null asks for all of them, where the server allows so many. */
            ids?: components["schemas"]["Id"][] | null;
            /** @description The properties wanted; `id` always comes along. Null asks for the defaults. */
            properties?: string[] | null;
        };
        /** @description Response of Principal/get (RFC 9670 §2.1). */
        PrincipalGetResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The Principal state of the account at the moment of reading. */
            state: string;
            /** @description The objects found, each once, in no promised order. */
            list: components["schemas"]["Principal"][];
            /** @description Ids asked for that do not exist or may not be seen. */
            notFound: components["schemas"]["Id"][];
        };
        /** @description Arguments of Principal/changes (RFC 9670 §2.2). */
        PrincipalChangesArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description A Principal state received earlier. */
            sinceState: string;
            /** @description The most ids to return over the three lists together. */
            maxChanges?: components["schemas"]["PositiveInt"] | null;
        };
        /** @description Response of Principal/changes (RFC 9670 §2.2). */
        PrincipalChangesResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The state the changes start from. */
            oldState: string;
            /** @description The state they lead to. */
            newState: string;
            /** @description True if more remains: ask again from `newState`. */
            hasMoreChanges: boolean;
            /** @description Objects that are new since the old state. */
            created: components["schemas"]["Id"][];
            /** @description Objects of which a property changed. */
            updated: components["schemas"]["Id"][];
            /** @description Objects that are gone. */
            destroyed: components["schemas"]["Id"][];
        };
        /** @description Arguments of Principal/set (RFC 9670 §2.3). */
        PrincipalSetArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description If given and not the present Principal state, nothing is done (stateMismatch). */
            ifInState?: string | null;
            /** @description Creation id to a new Principal, without what only the server sets. */
            create?: {
                [key: string]: {
                    [key: string]: unknown;
                };
            } | null;
            /** @description Id to the changes of that Principal. */
            update?: {
                [key: string]: components["schemas"]["PatchObject"];
            } | null;
            /** @description Objects to destroy. */
            destroy?: components["schemas"]["IdOrReference"][] | null;
        };
        /** @description Response of Principal/set (RFC 9670 §2.3). */
        PrincipalSetResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The Principal state before this call, or null where it is not known. */
            oldState: string | null;
            /** @description The Principal state after this call. */
            newState: string;
            /** @description Creation id to what the server set or changed in the new object, its id at least. */
            created: {
                [key: string]: components["schemas"]["Principal"];
            } | null;
            /** @description Id to what changed beyond the request, or null where nothing did. */
            updated: {
                [key: string]: {
                    [key: string]: unknown;
                } | null;
            } | null;
            /** @description Ids that were destroyed. */
            destroyed: components["schemas"]["Id"][] | null;
            /** @description Creation id to the reason of failure. */
            notCreated: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
            /** @description Id to the reason of failure. */
            notUpdated: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
            /** @description Id to the reason of failure. */
            notDestroyed: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
        };
        /** @description Arguments of Principal/query (RFC 9670 §2.4). */
        PrincipalQueryArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description What must be true of an object; null takes all. */
            filter?: components["schemas"]["PrincipalFilter"] | null;
            /** @description The order, the first comparator counts most. */
            sort?: components["schemas"]["PrincipalComparator"][] | null;
            /**
             * @description Index of the first id wanted; negative counts from the end.
             * @default 0
             */
            position?: components["schemas"]["Int"];
            /** @description An id to start from instead of `position`. */
            anchor?: components["schemas"]["IdOrReference"] | null;
            /**
             * @description Where the window starts relative to the anchor.
             * @default 0
             */
            anchorOffset?: components["schemas"]["Int"];
            /** @description The most ids to return. */
            limit?: components["schemas"]["UnsignedInt"] | null;
            /**
             * @description Whether to count all results.
             * @default false
             */
            calculateTotal?: boolean;
        };
        /** @description Response of Principal/query (RFC 9670 §2.4). */
        PrincipalQueryResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description Changes whenever the results of this query may have changed. */
            queryState: string;
            /** @description Whether Principal/queryChanges can answer for this query. */
            canCalculateChanges: boolean;
            /** @description Index of the first id in the whole list. */
            position: components["schemas"]["UnsignedInt"];
            /** @description The ids of the window, in order. */
            ids: components["schemas"]["Id"][];
            /** @description Number of results, if asked for. */
            total?: components["schemas"]["UnsignedInt"];
            /** @description The limit that was applied, if the server set one of its own. */
            limit?: components["schemas"]["UnsignedInt"];
        };
        /** @description A filter for Principal/query: an operator over further filters, or a condition (RFC 8620 §5.5). */
        PrincipalFilter: components["schemas"]["PrincipalFilterOperator"] | components["schemas"]["PrincipalFilterCondition"];
        /** @description Joins filters: all of them (AND), at least one (OR), none (NOT). */
        PrincipalFilterOperator: {
            /** @enum {string} */
            operator: "AND" | "OR" | "NOT";
            conditions: components["schemas"]["PrincipalFilter"][];
        };
        /** @description One step of the order in Principal/query (RFC 8620 §5.5). */
        PrincipalComparator: {
            /** @description What to sort by. */
            property: string;
            /**
             * @description Smallest first.
             * @default true
             */
            isAscending?: boolean;
            /** @description The collation for text (RFC 4790). */
            collation?: string;
        };
        /** @description Arguments of Principal/queryChanges (RFC 9670 §2.5). */
        PrincipalQueryChangesArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The filter of that query. */
            filter?: components["schemas"]["PrincipalFilter"] | null;
            /** @description The order of that query. */
            sort?: components["schemas"]["PrincipalComparator"][] | null;
            /** @description The state that query returned. */
            sinceQueryState: string;
            /** @description The most changes to return; more than that is tooManyChanges. */
            maxChanges?: components["schemas"]["PositiveInt"] | null;
            /** @description The last id that the client holds; what lies beyond need not be told. */
            upToId?: components["schemas"]["Id"] | null;
            /**
             * @description Whether to count all results.
             * @default false
             */
            calculateTotal?: boolean;
        };
        /** @description Response of Principal/queryChanges (RFC 9670 §2.5). */
        PrincipalQueryChangesResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The state the changes start from. */
            oldQueryState: string;
            /** @description The state they lead to. */
            newQueryState: string;
            /** @description Number of results now, if asked for. */
            total?: components["schemas"]["UnsignedInt"];
            /** @description Ids to take out of the old list first. */
            removed: components["schemas"]["Id"][];
            /** @description Ids to put in then, by ascending index. */
            added: components["schemas"]["AddedItem"][];
        };
        /** @description Arguments of ShareNotification/get (RFC 9670 §3.1). */
        ShareNotificationGetArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The objects wanted; null asks for all of them, where the server allows so many. */
            ids?: components["schemas"]["Id"][] | null;
            /** @description The properties wanted; `id` always comes along. Null asks for the defaults. */
            properties?: string[] | null;
        };
        /** @description Response of ShareNotification/get (RFC 9670 §3.1). */
        ShareNotificationGetResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The ShareNotification state of the account at the moment of reading. */
            state: string;
            /** @description The objects found, each once, in no promised order. */
            list: components["schemas"]["ShareNotification"][];
            /** @description Ids asked for that do not exist or may not be seen. */
            notFound: components["schemas"]["Id"][];
        };
        /** @description Arguments of ShareNotification/changes (RFC 9670 §3.2). */
        ShareNotificationChangesArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description A ShareNotification state received earlier. */
            sinceState: string;
            /** @description The most ids to return over the three lists together. */
            maxChanges?: components["schemas"]["PositiveInt"] | null;
        };
        /** @description Response of ShareNotification/changes (RFC 9670 §3.2). */
        ShareNotificationChangesResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The state the changes start from. */
            oldState: string;
            /** @description The state they lead to. */
            newState: string;
            /** @description True if more remains: ask again from `newState`. */
            hasMoreChanges: boolean;
            /** @description Objects that are new since the old state. */
            created: components["schemas"]["Id"][];
            /** @description Objects of which a property changed. */
            updated: components["schemas"]["Id"][];
            /** @description Objects that are gone. */
            destroyed: components["schemas"]["Id"][];
        };
        /** @description Arguments of ShareNotification/set (RFC 9670 §3.3). */
        ShareNotificationSetArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description If given and not the present ShareNotification state, nothing is done (stateMismatch). */
            ifInState?: string | null;
            /** @description Creation id to a new ShareNotification, without what only the server sets. */
            create?: {
                [key: string]: {
                    [key: string]: unknown;
                };
            } | null;
            /** @description Id to the changes of that ShareNotification. */
            update?: {
                [key: string]: components["schemas"]["PatchObject"];
            } | null;
            /** @description Objects to destroy. */
            destroy?: components["schemas"]["IdOrReference"][] | null;
        };
        /** @description Response of ShareNotification/set (RFC 9670 §3.3). */
        ShareNotificationSetResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The ShareNotification state before this call, or null where it is not known. */
            oldState: string | null;
            /** @description The ShareNotification state after this call. */
            newState: string;
            /** @description Creation id to what the server set or changed in the new object, its id at least. */
            created: {
                [key: string]: components["schemas"]["ShareNotification"];
            } | null;
            /** @description Id to what changed beyond the request, or null where nothing did. */
            updated: {
                [key: string]: {
                    [key: string]: unknown;
                } | null;
            } | null;
            /** @description Ids that were destroyed. */
            destroyed: components["schemas"]["Id"][] | null;
            /** @description Creation id to the reason of failure. */
            notCreated: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
            /** @description Id to the reason of failure. */
            notUpdated: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
            /** @description Id to the reason of failure. */
            notDestroyed: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
        };
        /** @description Arguments of ShareNotification/query (RFC 9670 §3.4). */
        ShareNotificationQueryArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description What must be true of an object; null takes all. */
            filter?: components["schemas"]["ShareNotificationFilter"] | null;
            /** @description The order, the first comparator counts most. */
            sort?: components["schemas"]["ShareNotificationComparator"][] | null;
            /**
             * @description Index of the first id wanted; negative counts from the end.
             * @default 0
             */
            position?: components["schemas"]["Int"];
            /** @description An id to start from instead of `position`. */
            anchor?: components["schemas"]["IdOrReference"] | null;
            /**
             * @description Where the window starts relative to the anchor.
             * @default 0
             */
            anchorOffset?: components["schemas"]["Int"];
            /** @description The most ids to return. */
            limit?: components["schemas"]["UnsignedInt"] | null;
            /**
             * @description Whether to count all results.
             * @default false
             */
            calculateTotal?: boolean;
        };
        /** @description Response of ShareNotification/query (RFC 9670 §3.4). */
        ShareNotificationQueryResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description Changes whenever the results of this query may have changed. */
            queryState: string;
            /** @description Whether ShareNotification/queryChanges can answer for this query. */
            canCalculateChanges: boolean;
            /** @description Index of the first id in the whole list. */
            position: components["schemas"]["UnsignedInt"];
            /** @description The ids of the window, in order. */
            ids: components["schemas"]["Id"][];
            /** @description Number of results, if asked for. */
            total?: components["schemas"]["UnsignedInt"];
            /** @description The limit that was applied, if the server set one of its own. */
            limit?: components["schemas"]["UnsignedInt"];
        };
        /** @description A filter for ShareNotification/query: an operator over further filters, or a condition (RFC 8620 §5.5). */
        ShareNotificationFilter: components["schemas"]["ShareNotificationFilterOperator"] | components["schemas"]["ShareNotificationFilterCondition"];
        /** @description Joins filters: all of them (AND), at least one (OR), none (NOT). */
        ShareNotificationFilterOperator: {
            /** @enum {string} */
            operator: "AND" | "OR" | "NOT";
            conditions: components["schemas"]["ShareNotificationFilter"][];
        };
        /** @description One step of the order in ShareNotification/query (RFC 8620 §5.5). */
        ShareNotificationComparator: {
            /** @description What to sort by. */
            property: string;
            /**
             * @description Smallest first.
             * @default true
             */
            isAscending?: boolean;
            /** @description The collation for text (RFC 4790). */
            collation?: string;
        };
        /** @description Arguments of ShareNotification/queryChanges (RFC 9670 §3.5). */
        ShareNotificationQueryChangesArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The filter of that query. */
            filter?: components["schemas"]["ShareNotificationFilter"] | null;
            /** @description The order of that query. */
            sort?: components["schemas"]["ShareNotificationComparator"][] | null;
            /** @description The state that query returned. */
            sinceQueryState: string;
            /** @description The most changes to return; more than that is tooManyChanges. */
            maxChanges?: components["schemas"]["PositiveInt"] | null;
            /** @description The last id that the client holds; what lies beyond need not be told. */
            upToId?: components["schemas"]["Id"] | null;
            /**
             * @description Whether to count all results.
             * @default false
             */
            calculateTotal?: boolean;
        };
        /** @description Response of ShareNotification/queryChanges (RFC 9670 §3.5). */
        ShareNotificationQueryChangesResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The state the changes start from. */
            oldQueryState: string;
            /** @description The state they lead to. */
            newQueryState: string;
            /** @description Number of results now, if asked for. */
            total?: components["schemas"]["UnsignedInt"];
            /** @description Ids to take out of the old list first. */
            removed: components["schemas"]["Id"][];
            /** @description Ids to put in then, by ascending index. */
            added: components["schemas"]["AddedItem"][];
        };
        /** @description Keys of the client, base64url. */
        PushKeys: {
            /** @description Its public key on P-256. */
            p256dh: string;
            /** @description Its authentication secret. */
            auth: string;
        };
        /** @description What changed where; the data of a `state` event. */
        StateChange: {
            /** @constant */
            "@type": "StateChange";
            /** @description Account id to data type, to its new state. */
            changed: {
                [key: string]: components["schemas"]["TypeState"];
            };
        };
        /** @description Data type to its state. */
        TypeState: {
            [key: string]: string;
        };
        /** @description Posted to the URL of a new subscription, once. */
        PushVerification: {
            /** @constant */
            "@type": "PushVerification";
            /** @description The subscription. */
            pushSubscriptionId: components["schemas"]["Id"];
            /** @description What to write into its `verificationCode`. */
            verificationCode: string;
        };
        /** @description Where a client wants to be told of changes. It belongs to the sign-in, not to an account. */
        PushSubscription: {
            /** @description The id of the subscription. */
            id: components["schemas"]["Id"];
            /** @description The client and device that made it. */
            deviceClientId?: string;
            /** @description Where to post; https only. Written, never read. */
            url?: string;
            /** @description Keys to encrypt with (RFC 8291). Written, never read. */
            keys?: components["schemas"]["PushKeys"] | null;
            /** @description The code that came by the verification; nothing else is sent before it is written here. */
            verificationCode?: string | null;
            /** @description When it ends; the server may shorten it. */
            expires?: components["schemas"]["UTCDate"] | null;
            /** @description The data types wanted; null for all. */
            types?: string[] | null;
        };
        /** @description A new PushSubscription, as a client writes it (RFC 8620 §5.3). */
        PushSubscriptionCreate: {
            /** @description The client and device that made it. */
            deviceClientId: string;
            /** @description Where to post; https only. Written, never read. */
            url: string;
            /** @description Keys to encrypt with (RFC 8291). Written, never read. */
            keys?: components["schemas"]["PushKeys"] | null;
            /** @description The code that came by the verification; nothing else is sent before it is written here. */
            verificationCode?: string | null;
            /** @description When it ends; the server may shorten it. */
            expires?: components["schemas"]["UTCDate"] | null;
            /** @description The data types wanted; null for all. */
            types?: string[] | null;
        };
        /** @description Arguments of PushSubscription/get (RFC 8620 §7.2.1). */
        PushSubscriptionGetArguments: {
            /** @description The subscriptions wanted; null for all. */
            ids?: components["schemas"]["Id"][] | null;
            /** @description The properties wanted; `url` and `keys` cannot be read. */
            properties?: string[] | null;
        };
        /** @description Response of PushSubscription/get (RFC 8620 §7.2.1). */
        PushSubscriptionGetResponse: {
            /** @description The subscriptions found. */
            list: components["schemas"]["PushSubscription"][];
            /** @description Ids that do not exist. */
            notFound: components["schemas"]["Id"][];
        };
        /** @description Arguments of PushSubscription/set (RFC 8620 §7.2.2). */
        PushSubscriptionSetArguments: {
            /** @description Creation id to a new subscription. */
            create?: {
                [key: string]: {
                    [key: string]: unknown;
                };
            } | null;
            /** @description Id to the changes. */
            update?: {
                [key: string]: components["schemas"]["PatchObject"];
            } | null;
            /** @description Subscriptions to end. */
            destroy?: components["schemas"]["IdOrReference"][] | null;
        };
        /** @description Response of PushSubscription/set (RFC 8620 §7.2.2). */
        PushSubscriptionSetResponse: {
            /** @description Creation id to what the server set. */
            created: {
                [key: string]: components["schemas"]["PushSubscription"];
            } | null;
            /** @description Id to what changed beyond the request. */
            updated: {
                [key: string]: {
                    [key: string]: unknown;
                } | null;
            } | null;
            /** @description Ids that were destroyed. */
            destroyed: components["schemas"]["Id"][] | null;
            /** @description Creation id to the reason of failure. */
            notCreated: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
            /** @description Id to the reason of failure. */
            notUpdated: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
            /** @description Id to the reason of failure. */
            notDestroyed: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
        };
        /** @description What must be true of a Quota; all that is given. */
        QuotaFilterCondition: {
            /** @description The name contains this. */
            name?: string;
            /**
             * @description The scope is this one.
             * @enum {string}
             */
            scope?: "account" | "domain" | "global";
            /**
             * @description What is counted is this.
             * @enum {string}
             */
            resourceType?: "count" | "octets";
            /** @description This data type counts. */
            type?: string;
        };
        /**
         * @description What Quota/query can sort by.
         * @enum {string}
         */
        QuotaSortProperty: "name" | "used";
        /** @description How much of something an account may hold, and how much it does. */
        Quota: {
            /** @description The id of the Quota. */
            id: components["schemas"]["Id"];
            /**
             * @description What is counted, objects or bytes.
             * @enum {string}
             */
            resourceType?: "count" | "octets";
            /** @description How much is used. */
            used?: components["schemas"]["UnsignedInt"];
            /** @description The limit; nothing goes in beyond it. */
            hardLimit?: components["schemas"]["UnsignedInt"];
            /**
             * @description Whose things count together.
             * @enum {string}
             */
            scope?: "account" | "domain" | "global";
            /** @description A name to show. */
            name?: string;
            /** @description The data types that count. */
            types?: string[];
            /** @description From here on the person should be told. */
            warnLimit?: components["schemas"]["UnsignedInt"] | null;
            /** @description From here on something may be refused. */
            softLimit?: components["schemas"]["UnsignedInt"] | null;
            /** @description What it is about, in the language of the account. */
            description?: string | null;
        };
        /** @description Arguments of Quota/get (RFC 9425 §4.2). */
        QuotaGetArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The objects wanted; null asks for all of them, where the server allows so many. */
            ids?: components["schemas"]["Id"][] | null;
            /** @description The properties wanted; `id` always comes along. Null asks for the defaults. */
            properties?: string[] | null;
        };
        /** @description Response of Quota/get (RFC 9425 §4.2). */
        QuotaGetResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The Quota state of the account at the moment of reading. */
            state: string;
            /** @description The objects found, each once, in no promised order. */
            list: components["schemas"]["Quota"][];
            /** @description Ids asked for that do not exist or may not be seen. */
            notFound: components["schemas"]["Id"][];
        };
        /** @description Arguments of Quota/changes (RFC 9425 §4.3). */
        QuotaChangesArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description A Quota state received earlier. */
            sinceState: string;
            /** @description The most ids to return over the three lists together. */
            maxChanges?: components["schemas"]["PositiveInt"] | null;
        };
        /** @description Response of Quota/changes (RFC 9425 §4.3). */
        QuotaChangesResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The state the changes start from. */
            oldState: string;
            /** @description The state they lead to. */
            newState: string;
            /** @description True if more remains: ask again from `newState`. */
            hasMoreChanges: boolean;
            /** @description Objects that are new since the old state. */
            created: components["schemas"]["Id"][];
            /** @description Objects of which a property changed. */
            updated: components["schemas"]["Id"][];
            /** @description Objects that are gone. */
            destroyed: components["schemas"]["Id"][];
            /** @description If only these properties changed in all of `updated`, their names; null otherwise. */
            updatedProperties: string[] | null;
        };
        /** @description Arguments of Quota/query (RFC 9425 §4.4). */
        QuotaQueryArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description What must be true of an object; null takes all. */
            filter?: components["schemas"]["QuotaFilter"] | null;
            /** @description The order, the first comparator counts most. */
            sort?: components["schemas"]["QuotaComparator"][] | null;
            /**
             * @description Index of the first id wanted; negative counts from the end.
             * @default 0
             */
            position?: components["schemas"]["Int"];
            /** @description An id to start from instead of `position`. */
            anchor?: components["schemas"]["IdOrReference"] | null;
            /**
             * @description Where the window starts relative to the anchor.
             * @default 0
             */
            anchorOffset?: components["schemas"]["Int"];
            /** @description The most ids to return. */
            limit?: components["schemas"]["UnsignedInt"] | null;
            /**
             * @description Whether to count all results.
             * @default false
             */
            calculateTotal?: boolean;
        };
        /** @description Response of Quota/query (RFC 9425 §4.4). */
        QuotaQueryResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description Changes whenever the results of this query may have changed. */
            queryState: string;
            /** @description Whether Quota/queryChanges can answer for this query. */
            canCalculateChanges: boolean;
            /** @description Index of the first id in the whole list. */
            position: components["schemas"]["UnsignedInt"];
            /** @description The ids of the window, in order. */
            ids: components["schemas"]["Id"][];
            /** @description Number of results, if asked for. */
            total?: components["schemas"]["UnsignedInt"];
            /** @description The limit that was applied, if the server set one of its own. */
            limit?: components["schemas"]["UnsignedInt"];
        };
        /** @description A filter for Quota/query: an operator over further filters, or a condition (RFC 8620 §5.5). */
        QuotaFilter: components["schemas"]["QuotaFilterOperator"] | components["schemas"]["QuotaFilterCondition"];
        /** @description Joins filters: all of them (AND), at least one (OR), none (NOT). */
        QuotaFilterOperator: {
            /** @enum {string} */
            operator: "AND" | "OR" | "NOT";
            conditions: components["schemas"]["QuotaFilter"][];
        };
        /** @description One step of the order in Quota/query (RFC 8620 §5.5). */
        QuotaComparator: {
            /** @description What to sort by. */
            property: string;
            /**
             * @description Smallest first.
             * @default true
             */
            isAscending?: boolean;
            /** @description The collation for text (RFC 4790). */
            collation?: string;
        };
        /** @description Arguments of Quota/queryChanges (RFC 9425 §4.5). */
        QuotaQueryChangesArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The filter of that query. */
            filter?: components["schemas"]["QuotaFilter"] | null;
            /** @description The order of that query. */
            sort?: components["schemas"]["QuotaComparator"][] | null;
            /** @description The state that query returned. */
            sinceQueryState: string;
            /** @description The most changes to return; more than that is tooManyChanges. */
            maxChanges?: components["schemas"]["PositiveInt"] | null;
            /** @description The last id that the client holds; what lies beyond need not be told. */
            upToId?: components["schemas"]["Id"] | null;
            /**
             * @description Whether to count all results.
             * @default false
             */
            calculateTotal?: boolean;
        };
        /** @description Response of Quota/queryChanges (RFC 9425 §4.5). */
        QuotaQueryChangesResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The state the changes start from. */
            oldQueryState: string;
            /** @description The state they lead to. */
            newQueryState: string;
            /** @description Number of results now, if asked for. */
            total?: components["schemas"]["UnsignedInt"];
            /** @description Ids to take out of the old list first. */
            removed: components["schemas"]["Id"][];
            /** @description Ids to put in then, by ascending index. */
            added: components["schemas"]["AddedItem"][];
        };
        /** @description The place in an Email that a search found. Text is HTML-escaped, hits stand in `<mark>`. */
        SearchSnippet: {
            /** @description The Email. */
            emailId: components["schemas"]["Id"];
            /** @description Its subject with the hits marked; null if nothing was found there. */
            subject: string | null;
            /** @description A piece of its text with the hits marked, at most 255 bytes; null if nothing was found there. */
            preview: string | null;
        };
        /** @description Arguments of SearchSnippet/get (RFC 8621 §5.1). */
        SearchSnippetGetArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The filter of the query. */
            filter?: components["schemas"]["EmailFilter"] | null;
            /** @description The Emails to look into. */
            emailIds: components["schemas"]["Id"][];
        };
        /** @description Response of SearchSnippet/get (RFC 8621 §5.1). */
        SearchSnippetGetResponse: {
            /** @description The account worked on. */
            accountId: components["schemas"]["Id"];
            /** @description One for each Email found. */
            list: components["schemas"]["SearchSnippet"][];
            /** @description Emails that are not there or may not be seen. */
            notFound: components["schemas"]["Id"][] | null;
        };
        /** @description A conversation, that is Emails which answer each other. */
        Thread: {
            /** @description The id of the Thread. */
            id: components["schemas"]["Id"];
            /** @description Its Emails, oldest first by `receivedAt`. */
            emailIds?: components["schemas"]["Id"][];
        };
        /** @description Arguments of Thread/get (RFC 8621 §3.1). */
        ThreadGetArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The objects wanted; null asks for all of them, where the server allows so many. */
            ids?: components["schemas"]["Id"][] | null;
            /** @description The properties wanted; `id` always comes along. Null asks for the defaults. */
            properties?: string[] | null;
        };
        /** @description Response of Thread/get (RFC 8621 §3.1). */
        ThreadGetResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The Thread state of the account at the moment of reading. */
            state: string;
            /** @description The objects found, each once, in no promised order. */
            list: components["schemas"]["Thread"][];
            /** @description Ids asked for that do not exist or may not be seen. */
            notFound: components["schemas"]["Id"][];
        };
        /** @description Arguments of Thread/changes (RFC 8621 §3.2). */
        ThreadChangesArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description A Thread state received earlier. */
            sinceState: string;
            /** @description The most ids to return over the three lists together. */
            maxChanges?: components["schemas"]["PositiveInt"] | null;
        };
        /** @description Response of Thread/changes (RFC 8621 §3.2). */
        ThreadChangesResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The state the changes start from. */
            oldState: string;
            /** @description The state they lead to. */
            newState: string;
            /** @description True if more remains: ask again from `newState`. */
            hasMoreChanges: boolean;
            /** @description Objects that are new since the old state. */
            created: components["schemas"]["Id"][];
            /** @description Objects of which a property changed. */
            updated: components["schemas"]["Id"][];
            /** @description Objects that are gone. */
            destroyed: components["schemas"]["Id"][];
        };
        /** @description The automatic answer while somebody is away. There is exactly one, its id is `singleton`. */
        VacationResponse: {
            /** @description Always `singleton`. */
            id: components["schemas"]["Id"];
            /** @description Whether messages are answered. */
            isEnabled?: boolean;
            /** @description Answers are sent from this moment on; null, at once. */
            fromDate?: components["schemas"]["UTCDate"] | null;
            /** @description Answers are sent until this moment; null, without end. */
            toDate?: components["schemas"]["UTCDate"] | null;
            /** @description The subject of the answer; null lets the server choose. */
            subject?: string | null;
            /** @description The answer as plain text. */
            textBody?: string | null;
            /** @description The answer as HTML. */
            htmlBody?: string | null;
        };
        /** @description Arguments of VacationResponse/get (RFC 8621 §8.1). */
        VacationResponseGetArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The objects wanted; null asks for all of them, where the server allows so many. */
            ids?: components["schemas"]["Id"][] | null;
            /** @description The properties wanted; `id` always comes along. Null asks for the defaults. */
            properties?: string[] | null;
        };
        /** @description Response of VacationResponse/get (RFC 8621 §8.1). */
        VacationResponseGetResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The VacationResponse state of the account at the moment of reading. */
            state: string;
            /** @description The objects found, each once, in no promised order. */
            list: components["schemas"]["VacationResponse"][];
            /** @description Ids asked for that do not exist or may not be seen. */
            notFound: components["schemas"]["Id"][];
        };
        /** @description Arguments of VacationResponse/set (RFC 8621 §8.2). */
        VacationResponseSetArguments: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description If given and not the present VacationResponse state, nothing is done (stateMismatch). */
            ifInState?: string | null;
            /** @description Creation id to a new VacationResponse, without what only the server sets. */
            create?: {
                [key: string]: {
                    [key: string]: unknown;
                };
            } | null;
            /** @description Id to the changes of that VacationResponse. */
            update?: {
                [key: string]: components["schemas"]["PatchObject"];
            } | null;
            /** @description Objects to destroy. */
            destroy?: components["schemas"]["IdOrReference"][] | null;
        };
        /** @description Response of VacationResponse/set (RFC 8621 §8.2). */
        VacationResponseSetResponse: {
            /** @description The account to work on. */
            accountId: components["schemas"]["Id"];
            /** @description The VacationResponse state before this call, or null where it is not known. */
            oldState: string | null;
            /** @description The VacationResponse state after this call. */
            newState: string;
            /** @description Creation id to what the server set or changed in the new object, its id at least. */
            created: {
                [key: string]: components["schemas"]["VacationResponse"];
            } | null;
            /** @description Id to what changed beyond the request, or null where nothing did. */
            updated: {
                [key: string]: {
                    [key: string]: unknown;
                } | null;
            } | null;
            /** @description Ids that were destroyed. */
            destroyed: components["schemas"]["Id"][] | null;
            /** @description Creation id to the reason of failure. */
            notCreated: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
            /** @description Id to the reason of failure. */
            notUpdated: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
            /** @description Id to the reason of failure. */
            notDestroyed: {
                [key: string]: components["schemas"]["SetError"];
            } | null;
        };
        /** @description A person with a mailbox. */
        Account: {
            /** @description The id of the account. */
            id: components["schemas"]["Id"];
            /** @description Its mail address. */
            address: string;
            /** @description The name that others see. */
            name: string;
            /** @description The language the server speaks with this person. */
            language: components["schemas"]["Language"];
            /** @description The most bytes the mailbox may hold; null for no limit. */
            quotaBytes: components["schemas"]["UnsignedInt"] | null;
            /** @description The most messages it may hold; null for no limit. */
            quotaMessages: components["schemas"]["UnsignedInt"] | null;
            /** @description The bytes it holds. */
            usedBytes: components["schemas"]["UnsignedInt"];
            /** @description The messages it holds. */
            usedMessages: components["schemas"]["UnsignedInt"];
            /** @description Whether signing in is closed; mail still arrives. */
            disabled: boolean;
            /** @description Whether administration is open to this person. */
            administrator: boolean;
            /** @description Whether mail submitted by SMTP leaves a copy in the Sent folder. */
            sentCopy: boolean;
            /**
             * @description What becomes of messages that a POP3 client deletes.
             * @enum {string}
             */
            pop3Deletions: "trash" | "remove" | "keep";
            /** @description What IMAP and POP3 leave out for this person, for programs that trip over it. */
            capabilitiesOff: components["schemas"]["Capability"][];
            /** @description When the account was made. */
            createdAt: components["schemas"]["UTCDate"];
        };
        /** @description An account to make. */
        AccountCreate: {
            /** @description Its mail address; the domain must be one of the server's. */
            address: components["schemas"]["Address"];
            /** @description The name that others see. */
            name: string;
            /** @description The password; without one nobody can sign in. */
            password?: components["schemas"]["NewPassword"] | null;
            /**
             * @description The language of folder names and of what the server writes.
             * @default en
             */
            language?: components["schemas"]["Language"];
            /** @description The most bytes the mailbox may hold; null for no limit. */
            quotaBytes?: components["schemas"]["UnsignedInt"] | null;
            /** @description The most messages it may hold; null for no limit. */
            quotaMessages?: components["schemas"]["UnsignedInt"] | null;
            /**
             * @description Whether administration is open to this person.
             * @default false
             */
            administrator?: boolean;
        };
        /** @description Changes to an account. */
        AccountUpdate: {
            /** @description The name that others see. */
            name?: string;
            /** @description The language the server speaks with this person. */
            language?: components["schemas"]["Language"];
            /** @description The most bytes the mailbox may hold; null for no limit. */
            quotaBytes?: components["schemas"]["UnsignedInt"] | null;
            /** @description The most messages it may hold; null for no limit. */
            quotaMessages?: components["schemas"]["UnsignedInt"] | null;
            /** @description Whether signing in is closed; ends sessions that are open. */
            disabled?: boolean;
            /** @description Whether administration is open to this person. */
            administrator?: boolean;
            /** @description Whether mail submitted by SMTP leaves a copy in the Sent folder. */
            sentCopy?: boolean;
            /**
             * @description What becomes of messages that a POP3 client deletes.
             * @enum {string}
             */
            pop3Deletions?: "trash" | "remove" | "keep";
            /** @description What IMAP and POP3 leave out for this person from the next sign-in on, in place of what they left out before. */
            capabilitiesOff?: components["schemas"]["Capability"][];
            /** @description A new password; ends sessions that are open. */
            password?: components["schemas"]["NewPassword"];
        };
        /**
         * @description What IMAP (CAPABILITY) or POP3 (CAPA) shows and can do without. Commands that come with it are unknown where it is switched off.
         * @enum {string}
         */
        Capability: "IMAP4rev2" | "SASL-IR" | "ENABLE" | "ID" | "UNSELECT" | "CHILDREN" | "NAMESPACE" | "IDLE" | "UIDPLUS" | "MOVE" | "SPECIAL-USE" | "CREATE-SPECIAL-USE" | "XLIST" | "LIST-EXTENDED" | "LIST-STATUS" | "CONDSTORE" | "QRESYNC" | "ESEARCH" | "SEARCHRES" | "WITHIN" | "SORT" | "SORT=DISPLAY" | "ESORT" | "THREAD=ORDEREDSUBJECT" | "THREAD=REFERENCES" | "QUOTA" | "QUOTA=RES-STORAGE" | "QUOTA=RES-MESSAGE" | "QUOTA=RES-MAILBOX" | "OBJECTID" | "STATUS=SIZE" | "ACL" | "RIGHTS=texk" | "LIST-MYRIGHTS" | "MULTIAPPEND" | "APPENDLIMIT" | "BINARY" | "UTF8=ACCEPT" | "PREVIEW" | "SAVEDATE" | "UNAUTHENTICATE" | "JMAPACCESS" | "COMPRESS=DEFLATE" | "METADATA" | "NOTIFY" | "TOP" | "UIDL" | "RESP-CODES" | "AUTH-RESP-CODE" | "PIPELINING" | "EXPIRE" | "UTF8";
        /** @description A page of accounts, by address. */
        AccountPage: {
            items: components["schemas"]["Account"][];
            next: components["schemas"]["Cursor"] | null;
        };
        /** @description A mail address, in Unicode or in ASCII. */
        Address: string;
        /** @description An address whose mail goes to others. */
        Alias: {
            /** @description The address. */
            address: string;
            /** @description Where its mail goes. */
            targets: string[];
            /** @description When it was made. */
            createdAt: components["schemas"]["UTCDate"];
        };
        /** @description Where the mail goes. */
        AliasTargets: components["schemas"]["Address"][];
        /** @description An alias to make. */
        AliasCreate: {
            /** @description The address; its domain must be one of the server's. */
            address: components["schemas"]["Address"];
            targets: components["schemas"]["AliasTargets"];
        };
        /** @description Changes to an alias. */
        AliasUpdate: {
            targets: components["schemas"]["AliasTargets"];
        };
        /** @description A page of aliases, by address. */
        AliasPage: {
            items: components["schemas"]["Alias"][];
            next: components["schemas"]["Cursor"] | null;
        };
        /** @description A password for one program, without the password itself. */
        AppPassword: {
            /** @description The id of the app password. */
            id: components["schemas"]["Id"];
            /** @description What it is for. */
            label: string;
            /** @description What it opens. */
            scopes: components["schemas"]["TokenScope"][];
            /** @description When it was made. */
            createdAt: components["schemas"]["UTCDate"];
            /** @description When it ends; null for never. */
            expiresAt: components["schemas"]["UTCDate"] | null;
            /** @description When it was used last, to some minutes. */
            lastUsedAt: components["schemas"]["UTCDate"] | null;
        };
        /** @description An app password to make. */
        AppPasswordCreate: {
            /** @description What it is for, such as a program and a machine. */
            label: string;
            /** @description What it opens; mail if left out. */
            scopes?: components["schemas"]["TokenScope"][];
            /** @description When it ends; null or left out for never. */
            expiresAt?: components["schemas"]["UTCDate"] | null;
        };
        /** @description A new app password, which is shown this once. */
        AppPasswordCreated: {
            /** @description The id of the app password. */
            id: components["schemas"]["Id"];
            /** @description What it is for. */
            label: string;
            /** @description What it opens. */
            scopes: components["schemas"]["TokenScope"][];
            /** @description When it was made. */
            createdAt: components["schemas"]["UTCDate"];
            /** @description When it ends; null for never. */
            expiresAt: components["schemas"]["UTCDate"] | null;
            /** @description The password. Capitals, blanks and hyphens do not matter when it is typed. */
            password: string;
        };
        /** @description A page of app passwords. */
        AppPasswordPage: {
            items: components["schemas"]["AppPassword"][];
            next: components["schemas"]["Cursor"] | null;
        };
        /** @description Where to write a backup. */
        BackupRequest: {
            /** @description An absolute path on the server's machine; made where it is missing. A second backup into the same folder takes over the segments that are there. */
            folder: string;
        };
        /** @description What to put back into a running system, beside what is there. */
        RestoreRequest: {
            /** @description The backup's folder, an absolute path on the server's machine. */
            folder: string;
            /** @description The address that the account had in the backup. */
            account: string;
            /** @description Only this folder and those below it, by its path in the backup (INBOX, Projects/2026). */
            mailbox?: string;
            /** @description Only messages with this Message-ID. */
            messageId?: string;
            /** @description The account that gets it, by id or address; the same address if left out. */
            to?: string;
        };
        /** @description What came of a job. Figures that do not belong to its kind are null. */
        BackupJobResult: {
            /** @description When the backup was taken; what was acknowledged before is in it. */
            takenAt: components["schemas"]["UTCDate"];
            /** @description Accounts in the backup. */
            accounts: components["schemas"]["UnsignedInt"] | null;
            /** @description Emails in the backup, or put back. */
            emails: components["schemas"]["UnsignedInt"];
            /** @description Bytes of the whole backup, or of the Emails put back. */
            bytes: components["schemas"]["UnsignedInt"];
            /** @description Bytes of messages that were copied. */
            copiedBytes: components["schemas"]["UnsignedInt"] | null;
            /** @description Bytes of messages that an earlier backup in the same folder had already. */
            reusedBytes: components["schemas"]["UnsignedInt"] | null;
            /** @description The folder under which everything was put back. */
            mailbox: string | null;
            /** @description What the administrator should know; nothing where all is well. */
            warnings: string[];
        };
        /** @description A backup, or the return of an account, at work or ended. */
        BackupJob: {
            /** @description The id of the job. */
            id: components["schemas"]["Id"];
            /**
             * @description What it does.
             * @enum {string}
             */
            kind: "backup" | "restore";
            /**
             * @description How far it is.
             * @enum {string}
             */
            status: "running" | "done" | "failed";
            /** @description The backup's folder. */
            folder: string;
            /**
             * @description What it is doing, or did last.
             * @enum {string}
             */
            step: "checking" | "database" | "messages";
            /** @description How much of this step is done; rows, bytes or messages. */
            done: components["schemas"]["UnsignedInt"];
            /** @description How much there is, where that is known. */
            total: components["schemas"]["UnsignedInt"] | null;
            /** @description When it began. */
            startedAt: components["schemas"]["UTCDate"];
            /** @description When it ended. */
            finishedAt: components["schemas"]["UTCDate"] | null;
            /** @description What came of it, once it is done. */
            result: components["schemas"]["BackupJobResult"] | null;
            /** @description Why it failed. */
            problem: string | null;
        };
        /** @description What went wrong with an HTTP request. */
        Problem: {
            /**
             * @description A URI for the kind of problem.
             * @default about:blank
             */
            type: string;
            /** @description The kind of problem in a few words, in the language of the account. */
            title: string;
            /** @description The HTTP status. */
            status: components["schemas"]["UnsignedInt"];
            /** @description What is wrong with this request and how to mend it. */
            detail?: string;
            /** @description A URI for this occurrence. */
            instance?: string;
            /** @description A word for programs, stable over languages and versions, such as notFound. */
            code: string;
            /** @description With invalidArguments, what is wrong where. */
            errors?: components["schemas"]["FieldError"][];
        } & {
            [key: string]: unknown;
        };
        /** @description One member of a request that is not acceptable. */
        FieldError: {
            /** @description Where, names joined by `/`. */
            path: string;
            /** @description What is wrong with it. */
            message: string;
        };
        /** @description Where a page starts, from `next` of the page before; opaque, and good for as long as the list is. */
        Cursor: string;
        /**
         * @description The most items of a page.
         * @default 50
         */
        PageLimit: number;
        /** @description A domain, in Unicode or in ASCII. */
        DomainName: string;
        /** @description A domain that this server receives mail for. */
        Domain: {
            /** @description The domain, lower case. */
            name: string;
            /** @description Who gets mail for addresses that do not exist; null refuses it. */
            catchAll: components["schemas"]["Address"] | null;
            /** @description How many accounts have an address in it. */
            accounts: components["schemas"]["UnsignedInt"];
            /** @description When it was added. */
            createdAt: components["schemas"]["UTCDate"];
        };
        /** @description A domain to add. */
        DomainCreate: {
            /** @description The domain. */
            name: components["schemas"]["DomainName"];
            /** @description Who gets mail for addresses that do not exist. */
            catchAll?: components["schemas"]["Address"] | null;
        };
        /** @description Changes to a domain. */
        DomainUpdate: {
            /** @description Who gets mail for addresses that do not exist; null refuses it. */
            catchAll: components["schemas"]["Address"] | null;
        };
        /** @description A page of domains, by name. */
        DomainPage: {
            items: components["schemas"]["Domain"][];
            next: components["schemas"]["Cursor"] | null;
        };
        /** @description People, and groups of them, under one address. What is shared with a group is shared with everybody in it. */
        Group: {
            /** @description The Principal id of the group. */
            id: components["schemas"]["Id"];
            /** @description Its mail address. */
            address: string;
            /** @description The name that others see. */
            name: string;
            /** @description More about it. */
            description: string | null;
            /** @description Where mail to the address goes. */
            delivery: components["schemas"]["GroupDelivery"];
            /** @description Who is in it directly, by address. */
            members: components["schemas"]["GroupMember"][];
            /** @description When it was made. */
            createdAt: components["schemas"]["UTCDate"];
        };
        /**
         * @description Where mail to a group's address goes - members (to everybody in it), mailbox (into a folder of the group's own that all members work in).
         * @enum {string}
         */
        GroupDelivery: "members" | "mailbox";
        /** @description Somebody in a group. */
        GroupMember: {
            /** @description The Principal id. */
            id: components["schemas"]["Id"];
            /** @description The mail address. */
            address: string;
            /** @description The name. */
            name: string;
            /**
             * @description A person, or a group whose members are in this one too.
             * @enum {string}
             */
            type: "individual" | "group";
        };
        /** @description A group to make. */
        GroupCreate: {
            /** @description Its mail address; the domain must be one of the server's. */
            address: components["schemas"]["Address"];
            /** @description The name that others see. */
            name: string;
            /** @description More about it. */
            description?: string | null;
            /**
             * @description Where mail to the address goes.
             * @default members
             */
            delivery?: components["schemas"]["GroupDelivery"];
            /** @description Addresses or Principal ids of people and groups here. */
            members?: string[];
        };
        /** @description Changes to a group. */
        GroupUpdate: {
            /** @description The name that others see. */
            name?: string;
            /** @description More about it. */
            description?: string | null;
            /** @description Where mail to the address goes. */
            delivery?: components["schemas"]["GroupDelivery"];
            /** @description Everybody in it; those left out go. */
            members?: string[];
        };
        /** @description People and groups. */
        GroupMembers: {
            /** @description Addresses or Principal ids. */
            members: string[];
        };
        /** @description A page of groups, by address. */
        GroupPage: {
            items: components["schemas"]["Group"][];
            next: components["schemas"]["Cursor"] | null;
        };
        /** @description What somebody may do in a folder, and which grants say so. */
        RightsExplanation: {
            /** @description The folder. */
            mailboxId: components["schemas"]["Id"];
            /** @description Its name with those above it. */
            path: string;
            /** @description The address of whom it belongs to. */
            owner: string;
            /** @description Who was asked about. */
            address: string;
            /** @description Letters of RFC 4314; empty where they may do nothing. */
            rights: string;
            /** @description Where the rights come from. */
            grants: components["schemas"]["RightsSource"][];
        };
        /** @description A grant that gives somebody rights. */
        RightsSource: {
            /**
             * @description Own folder, a grant to the person, to a group, or to everybody.
             * @enum {string}
             */
            kind: "owner" | "person" | "group" | "anyone";
            /** @description Address of the person or group; `anyone`. */
            grantee: string;
            /** @description Groups from the person up to the grantee, where there are some between. */
            via: string[];
            /** @description Letters of RFC 4314. */
            rights: string;
        };
        /** @description What somebody may do in a folder of another's. */
        FolderGrant: {
            /** @description The Principal id of the person or group; `p0` for everybody. */
            principalId: components["schemas"]["Id"];
            /** @description The address of the person or group; `anyone`. */
            grantee: string;
            /** @description Letters of RFC 4314. */
            rights: string;
        };
        /** @description Everybody whom a folder is shared with. */
        FolderGrants: {
            grants: components["schemas"]["FolderGrant"][];
        };
        /** @description A grant to give, to change or to take away. */
        FolderGrantSet: {
            /** @description The folder’s id, or its name with those above it, joined by `/`. */
            folder: string;
            /** @description Address or Principal id of a person or group; `anyone` for everybody. */
            grantee: string;
            /** @description Letters of RFC 4314; none take the grant away. */
            rights: string;
        };
        /** @description What a person settles about their own account. */
        Me: {
            /** @description The account. */
            accountId: components["schemas"]["Id"];
            /** @description Its mail address. */
            address: string;
            /** @description The name that others see. */
            name: string;
            /** @description The language the server speaks with this person. */
            language: components["schemas"]["Language"];
            /** @description Whether administration is open to this person. */
            administrator: boolean;
            /** @description Whether mail submitted by SMTP leaves a copy in the Sent folder. */
            sentCopy: boolean;
            /** @description The most bytes the mailbox may hold; null for no limit. */
            quotaBytes: components["schemas"]["UnsignedInt"] | null;
            /** @description The most messages it may hold; null for no limit. */
            quotaMessages: components["schemas"]["UnsignedInt"] | null;
            /** @description The bytes it holds. */
            usedBytes: components["schemas"]["UnsignedInt"];
            /** @description The messages it holds. */
            usedMessages: components["schemas"]["UnsignedInt"];
        };
        /** @description Changes to one's own account. A new password needs the present one, and signs out other sessions. */
        MeUpdate: {
            /** @description The name that others see. */
            name?: string;
            /** @description The language the server speaks with this person. */
            language?: components["schemas"]["Language"];
            /** @description Whether mail submitted by SMTP leaves a copy in the Sent folder. */
            sentCopy?: boolean;
            /**
             * Format: password
             * @description The present password.
             */
            currentPassword?: string;
            newPassword?: components["schemas"]["NewPassword"];
        };
        /** @description An address that one may write from. With a plus (`ali+list@example.org`) each may be used as well. */
        OwnAddress: {
            /** @description The address. */
            address: string;
            /** @description Whether it is an alias that leads to one, and not the account's own address. */
            isAlias: boolean;
            /** @description Whether what is sent to it reaches others, too. */
            isShared: boolean;
        };
        /** @description One's addresses, the account's own first. */
        OwnAddressList: {
            items: components["schemas"]["OwnAddress"][];
        };
        /** @description How one's mail programs reach this server; null for what does not run here. */
        Connections: {
            /** @description The name to sign in with. */
            user: string;
            /** @description Where mail is read. */
            imap: components["schemas"]["ConnectionServer"] | null;
            /** @description Where mail is fetched. */
            pop3: components["schemas"]["ConnectionServer"] | null;
            /** @description Where mail is sent. */
            submission: components["schemas"]["ConnectionServer"] | null;
            /** @description Where programs for JMAP begin. */
            jmap: string;
        };
        /** @description What a program is told about a server. */
        ConnectionServer: {
            /** @description The name of the server. */
            host: string;
            /** @description The port. */
            port: components["schemas"]["UnsignedInt"];
            /**
             * @description TLS from the start, by STARTTLS, or none (on this machine alone).
             * @enum {string}
             */
            tls: "implicit" | "starttls" | "none";
        };
        /**
         * Format: password
         * @description A password to be. Of one's own choice, one of those that are used most is refused with the code passwordTooCommon, one that is made of the mail address or parts of it alone with passwordIsName.
         */
        NewPassword: string;
        /**
         * @description What a token opens - mail (all of one's mail), mail:read (reading only), account (one's own settings), admin (administration; only for administrators).
         * @enum {string}
         */
        TokenScope: "mail" | "mail:read" | "account" | "admin";
        /** @description A bearer token, without its secret. */
        Token: {
            /** @description The id of the token. */
            id: components["schemas"]["Id"];
            /** @description What it is for. */
            name: string;
            /** @description What it opens. */
            scopes: components["schemas"]["TokenScope"][];
            /** @description When it was made. */
            createdAt: components["schemas"]["UTCDate"];
            /** @description When it ends; null for never. */
            expiresAt: components["schemas"]["UTCDate"] | null;
            /** @description When it was used last. */
            lastUsedAt: components["schemas"]["UTCDate"] | null;
        };
        /** @description A token to make. */
        TokenCreate: {
            /** @description What it is for. */
            name: string;
            /** @description What it opens. */
            scopes: components["schemas"]["TokenScope"][];
            /** @description When it ends; null or left out for never. */
            expiresAt?: components["schemas"]["UTCDate"] | null;
        };
        /** @description A new token with its secret, which is shown this once. */
        TokenCreated: {
            /** @description The id of the token. */
            id: components["schemas"]["Id"];
            /** @description What it is for. */
            name: string;
            /** @description What it opens. */
            scopes: components["schemas"]["TokenScope"][];
            /** @description When it was made. */
            createdAt: components["schemas"]["UTCDate"];
            /** @description When it ends; null for never. */
            expiresAt: components["schemas"]["UTCDate"] | null;
            /** @description The secret, for `Authorization` after the word Bearer. */
            token: string;
        };
        /** @description A page of tokens. */
        TokenPage: {
            items: components["schemas"]["Token"][];
            next: components["schemas"]["Cursor"] | null;
        };
        /** @description One entity tag or several (RFC 9110 §13.1), or *. */
        ETagList: string;
        /** @description A word of the caller's own for one request. The same request with the same key within 24 hours is not done again: its first answer is given again. Another request with it is refused. */
        IdempotencyKey: string;
        /**
         * @description By arrival, newest or oldest first.
         * @default newest
         * @enum {string}
         */
        MessageOrder: "newest" | "oldest";
        /** @description Text to look for. */
        SearchText: string;
        /** @description An instant, such as 2026-01-31T00:00:00Z. */
        SearchDate: components["schemas"]["UTCDate"];
        /**
         * @description True or false, in an address.
         * @enum {string}
         */
        YesOrNo: "true" | "false";
        /** @description A page of Mailboxes, in the order in which they were made. */
        MailboxPage: {
            items: components["schemas"]["MailboxWithPath"][];
            next: components["schemas"]["Cursor"] | null;
        };
        /** @description A folder of mail. */
        MailboxWithPath: {
            /** @description The id of the Mailbox. */
            id: components["schemas"]["Id"];
            /** @description The names from the top down, its own last. */
            path: string[];
            /** @description Its name. */
            name: string;
            /** @description The Mailbox it lies in; null at the top. */
            parentId: components["schemas"]["Id"] | null;
            /** @description What it is for. */
            role: components["schemas"]["MailboxRole"] | null;
            /** @description Messages in it. */
            totalEmails: components["schemas"]["UnsignedInt"];
            /** @description Messages in it that are not read. */
            unreadEmails: components["schemas"]["UnsignedInt"];
            /** @description What one may do in it. */
            myRights: components["schemas"]["MailboxRights"];
        };
        /** @description A message as a list shows it. */
        MessageSummary: {
            /** @description The id of the message (of the Email in JMAP). */
            id: components["schemas"]["Id"];
            /** @description The conversation it belongs to. */
            threadId: components["schemas"]["Id"];
            /** @description The Mailboxes it is in. */
            mailboxIds: components["schemas"]["Id"][];
            /** @description Its keywords, such as $seen (read), $flagged, $answered, $draft. */
            keywords: string[];
            /** @description From. */
            from: components["schemas"]["EmailAddress"][];
            /** @description To. */
            to: components["schemas"]["EmailAddress"][];
            /** @description Cc. */
            cc: components["schemas"]["EmailAddress"][];
            /** @description Subject. */
            subject: string | null;
            /** @description When it arrived. */
            receivedAt: components["schemas"]["UTCDate"];
            /** @description Date, as the sender wrote it. */
            sentAt: components["schemas"]["Date"] | null;
            /** @description Its bytes. */
            size: components["schemas"]["UnsignedInt"];
            /** @description Whether something is attached. */
            hasAttachment: boolean;
            /** @description The first words. */
            preview: string;
        };
        /** @description A page of messages. */
        MessagePage: {
            items: components["schemas"]["MessageSummary"][];
            next: components["schemas"]["Cursor"] | null;
        };
        /** @description A message to read. */
        Message: {
            /** @description The id of the message (of the Email in JMAP). */
            id: components["schemas"]["Id"];
            /** @description The conversation it belongs to. */
            threadId: components["schemas"]["Id"];
            /** @description The Mailboxes it is in. */
            mailboxIds: components["schemas"]["Id"][];
            /** @description Its keywords, such as $seen (read), $flagged, $answered, $draft. */
            keywords: string[];
            /** @description From. */
            from: components["schemas"]["EmailAddress"][];
            /** @description To. */
            to: components["schemas"]["EmailAddress"][];
            /** @description Cc. */
            cc: components["schemas"]["EmailAddress"][];
            /** @description Subject. */
            subject: string | null;
            /** @description When it arrived. */
            receivedAt: components["schemas"]["UTCDate"];
            /** @description Date, as the sender wrote it. */
            sentAt: components["schemas"]["Date"] | null;
            /** @description Its bytes. */
            size: components["schemas"]["UnsignedInt"];
            /** @description Whether something is attached. */
            hasAttachment: boolean;
            /** @description The first words. */
            preview: string;
            /** @description Bcc. */
            bcc: components["schemas"]["EmailAddress"][];
            /** @description Reply-To. */
            replyTo: components["schemas"]["EmailAddress"][];
            /** @description Message-ID, without brackets. */
            messageId: string | null;
            /** @description In-Reply-To. */
            inReplyTo: string[];
            /** @description References. */
            references: string[];
            /** @description The plain text; null if there is none. */
            text: string | null;
            /** @description The HTML as the sender wrote it, not made safe; null if there is none. */
            html: string | null;
            /** @description Whether a text was longer than one answer gives; the whole is at …/raw. */
            isTruncated: boolean;
            /** @description What is attached. */
            attachments: components["schemas"]["MessageAttachment"][];
        };
        /** @description A file that belongs to a message. */
        MessageAttachment: {
            /** @description Its bytes. */
            blobId: components["schemas"]["Id"];
            /** @description Its name. */
            name: string | null;
            /** @description Its media type. */
            type: string;
            /** @description Its bytes. */
            size: components["schemas"]["UnsignedInt"];
            /** @description Whether it is a picture in the text. */
            isInline: boolean;
            /** @description How the HTML names it. */
            cid: string | null;
            /** @description Where it is downloaded. */
            url: string;
        };
        /** @description A message to send. */
        MessageSend: {
            /** @description The sender, one of one's own addresses; left out, one's own name and address. */
            from?: components["schemas"]["EmailAddress"];
            /** @description To. */
            to?: components["schemas"]["EmailAddress"][];
            /** @description Cc. */
            cc?: components["schemas"]["EmailAddress"][];
            /** @description Bcc; the others do not see it. */
            bcc?: components["schemas"]["EmailAddress"][];
            /** @description Where answers go. */
            replyTo?: components["schemas"]["EmailAddress"][];
            /** @description Subject. */
            subject?: string;
            /** @description The plain text. */
            text?: string;
            /** @description The HTML; with a text as well, programs choose. */
            html?: string;
            /** @description What to attach. */
            attachments?: components["schemas"]["MessageAttachmentSend"][];
            /** @description The Message-ID that is answered, without brackets. */
            inReplyTo?: string[];
            /** @description The Message-IDs of the conversation, without brackets. */
            references?: string[];
            /** @description When to send it; null or left out for now. */
            sendAt?: components["schemas"]["UTCDate"] | null;
            /** @description Whether a copy goes into the Sent folder; left out, as the account has it. */
            saveToSent?: boolean;
        };
        /** @description A file to attach, by an upload or as it is. */
        MessageAttachmentSend: {
            /** @description What was uploaded before (POST /jmap/upload/{accountId}), or belongs to a message. */
            blobId?: components["schemas"]["Id"];
            /** @description The bytes in base64, where there is no blobId. */
            content?: string;
            /** @description Its name. */
            name?: string;
            /** @description Its media type; application/octet-stream if left out. */
            type?: string;
            /** @description How the HTML names it (cid:…); it is then a picture in the text. */
            cid?: string;
        };
        /** @description A message on its way. */
        MessageSent: {
            /** @description The EmailSubmission. */
            submissionId: components["schemas"]["Id"];
            /** @description Message-ID, without brackets. */
            messageId: string;
            /** @description The copy in the Sent folder; null if there is none. */
            emailId: components["schemas"]["Id"] | null;
            /** @description When it leaves, or left. */
            sendAt: components["schemas"]["UTCDate"];
            /**
             * @description Whether JMAP can still take it back (EmailSubmission/set, undoStatus).
             * @enum {string}
             */
            status: "pending" | "final";
            /** @description Who it goes to. */
            recipients: components["schemas"]["RecipientStatus"][];
        };
        /** @description How far the message has got to one recipient. */
        RecipientStatus: {
            /** @description The recipient. */
            address: string;
            /**
             * @description Whether it is there.
             * @enum {string}
             */
            delivered: "queued" | "yes" | "no" | "unknown";
            /** @description What a server said. */
            reply: string;
        };
        /** @description What to change in a message. */
        MessageUpdate: {
            /** @description Whether it is read. */
            seen?: boolean;
            /** @description Whether it is flagged. */
            flagged?: boolean;
            /** @description Keywords to add. */
            addKeywords?: string[];
            /** @description Keywords to take away. */
            removeKeywords?: string[];
            /** @description The Mailboxes it is to be in; the others lose it. */
            mailboxIds?: components["schemas"]["Id"][];
        };
        /** @description What came of unsubscribing. */
        Unsubscribed: {
            /** @description Who was asked. */
            host: string;
            /** @description The HTTP status that was answered. */
            status: components["schemas"]["UnsignedInt"];
        };
        /** @description A web address, http or https. */
        PictureAddress: string;
        /** @description What to check. */
        VerifyRequest: {
            /** @description The id or address of one account; all of them if null or left out. */
            accountId?: string | null;
            /** @description Make the full-text index anew from the messages first, beside the old one, which answers meanwhile. */
            rebuildSearch?: boolean;
        };
        /** @description What a check found. All is well if `differences` is empty. */
        VerifyReport: {
            /** @description When it began. */
            startedAt: components["schemas"]["UTCDate"];
            /** @description When it ended. */
            finishedAt: components["schemas"]["UTCDate"];
            /** @description How many accounts were looked at. */
            accounts: components["schemas"]["UnsignedInt"];
            /** @description How many Emails were recomputed. */
            emails: components["schemas"]["UnsignedInt"];
            /** @description How many blobs were read and hashed. */
            blobs: components["schemas"]["UnsignedInt"];
            /** @description What does not agree. */
            differences: components["schemas"]["VerifyDifference"][];
        };
        /** @description One thing that does not agree with what it is computed from. */
        VerifyDifference: {
            /**
             * @description What kind of thing.
             * @enum {string}
             */
            kind: "structure" | "counter" | "modseq" | "thread" | "membership" | "blob" | "reference" | "quota" | "index";
            /** @description The account; null for what belongs to none. */
            accountId: components["schemas"]["Id"] | null;
            /** @description The object, by its id. */
            object: string;
            /** @description What it should be. */
            expected: string;
            /** @description What is stored. */
            found: string;
        };
        /** @description How the server is. */
        Health: {
            /**
             * @description In one word.
             * @enum {string}
             */
            status: "ok" | "starting" | "stopping" | "failing";
            /** @description Part of the server to `ok`, or to what is wrong with it. */
            checks: {
                [key: string]: string;
            };
        };
        /** @description What a person prefers, for the web client and for any other. All members are always there; one that was never set has its default. */
        Preferences: {
            /** @description The language the server and the web client speak with this person. */
            language: components["schemas"]["Language"];
            /** @description An IANA time zone, such as Africa/Algiers; null for the zone of the device. */
            timeZone: string | null;
            /**
             * @description 24 hours, or 12 with morning and afternoon.
             * @enum {string}
             */
            hourCycle: "h23" | "h12";
            /**
             * @description The day that weeks begin with; auto for the one that is usual in the person's language and region.
             * @enum {string}
             */
            firstDayOfWeek: "auto" | "saturday" | "sunday" | "monday";
            /**
             * @description Light, dark, or as the device has it.
             * @enum {string}
             */
            theme: "system" | "light" | "dark";
            /**
             * @description How close lines stand.
             * @enum {string}
             */
            density: "comfortable" | "compact";
            /**
             * @description Where a message is read.
             * @enum {string}
             */
            readingPane: "beside" | "below" | "off";
            /** @description Whether the list shows conversations and not single messages. */
            conversations: boolean;
            /** @description Whether single keys do something. */
            keyboardShortcuts: boolean;
            /** @description How long sending can be undone; 0 for not at all. */
            undoSeconds: number;
            /** @description When an open message counts as read; null for never by itself. */
            markReadAfterSeconds: number | null;
            /**
             * @description Whether pictures from elsewhere are fetched.
             * @enum {string}
             */
            remoteImages: "ask" | "always" | "never";
            /** @description Whose pictures from elsewhere are fetched without asking. They are kept in lower case, each once. */
            trustedSenders: components["schemas"]["TrustedSender"][];
            /**
             * @description How new messages are written.
             * @enum {string}
             */
            composeFormat: "html" | "plain";
            /** @description Whether mail submitted by SMTP or REST leaves a copy in the Sent folder. */
            sentCopy: boolean;
            /**
             * @description What becomes of messages that a POP3 client deletes.
             * @enum {string}
             */
            pop3Deletions: "trash" | "remove" | "keep";
            /** @description The Identity that new messages are sent from; null for the first. */
            defaultIdentityId: components["schemas"]["Id"] | null;
            /** @description How signatures are used, by Identity; the signatures themselves belong to the Identity (RFC 8621 §6). */
            identities: {
                [key: string]: components["schemas"]["IdentityPreferences"];
            };
            /** @description Searches that are kept in the list of folders. */
            pinnedSearches: components["schemas"]["PinnedSearch"][];
            /** @description Folders of others, by their accounts, that were there when somebody last chose which of them are shown: those of these that they are not subscribed to are hidden. All others are shown. */
            chosenFolders: {
                [key: string]: components["schemas"]["FolderIds"];
            };
            /** @description Accounts of others in which somebody has chosen so under an earlier release, which noted the account alone: all folders there that they are not subscribed to are hidden. With the next choice there it moves to `chosenFolders`. */
            chosenAccounts: components["schemas"]["Id"][];
        };
        /** @description How the signature of an Identity is used. */
        IdentityPreferences: {
            /**
             * @description Under new messages.
             * @default true
             */
            signatureOnNew?: boolean;
            /**
             * @description Under replies and forwarded messages.
             * @default true
             */
            signatureOnReply?: boolean;
            /**
             * @description Above what is quoted.
             * @default true
             */
            signatureAboveQuote?: boolean;
        };
        /** @description A mail address, or `@` and a domain for every address of it. */
        TrustedSender: string;
        /** @description Folders of one account. */
        FolderIds: components["schemas"]["Id"][];
        /** @description A search that is kept. */
        PinnedSearch: {
            /** @description What it is called. */
            name: string;
            /** @description What is searched, as typed. */
            query: string;
        };
        /** @description The members to change; null gives a member its default back. A member is replaced as a whole. */
        PreferencesUpdate: {
            /** @description The language the server and the web client speak with this person. */
            language?: components["schemas"]["Language"];
            /** @description An IANA time zone, such as Africa/Algiers; null for the zone of the device. */
            timeZone?: string | null;
            /**
             * @description 24 hours, or 12 with morning and afternoon.
             * @enum {string|null}
             */
            hourCycle?: "h23" | "h12" | null;
            /**
             * @description The day that weeks begin with; auto for the one that is usual in the person's language and region.
             * @enum {string|null}
             */
            firstDayOfWeek?: "auto" | "saturday" | "sunday" | "monday" | null;
            /**
             * @description Light, dark, or as the device has it.
             * @enum {string|null}
             */
            theme?: "system" | "light" | "dark" | null;
            /**
             * @description How close lines stand.
             * @enum {string|null}
             */
            density?: "comfortable" | "compact" | null;
            /**
             * @description Where a message is read.
             * @enum {string|null}
             */
            readingPane?: "beside" | "below" | "off" | null;
            /** @description Whether the list shows conversations and not single messages. */
            conversations?: boolean | null;
            /** @description Whether single keys do something. */
            keyboardShortcuts?: boolean | null;
            /** @description How long sending can be undone; 0 for not at all. */
            undoSeconds?: number | null;
            /** @description When an open message counts as read; null for never by itself. */
            markReadAfterSeconds?: number | null;
            /**
             * @description Whether pictures from elsewhere are fetched.
             * @enum {string|null}
             */
            remoteImages?: "ask" | "always" | "never" | null;
            /** @description Whose pictures from elsewhere are fetched without asking. They are kept in lower case, each once. */
            trustedSenders?: components["schemas"]["TrustedSender"][] | null;
            /**
             * @description How new messages are written.
             * @enum {string|null}
             */
            composeFormat?: "html" | "plain" | null;
            /** @description Whether mail submitted by SMTP or REST leaves a copy in the Sent folder. */
            sentCopy?: boolean;
            /**
             * @description What becomes of messages that a POP3 client deletes.
             * @enum {string}
             */
            pop3Deletions?: "trash" | "remove" | "keep";
            /** @description The Identity that new messages are sent from; null for the first. */
            defaultIdentityId?: components["schemas"]["Id"] | null;
            /** @description How signatures are used, by Identity; the signatures themselves belong to the Identity (RFC 8621 §6). */
            identities?: {
                [key: string]: components["schemas"]["IdentityPreferences"];
            } | null;
            /** @description Searches that are kept in the list of folders. */
            pinnedSearches?: components["schemas"]["PinnedSearch"][] | null;
            /** @description Folders of others, by their accounts, that were there when somebody last chose which of them are shown: those of these that they are not subscribed to are hidden. All others are shown. */
            chosenFolders?: {
                [key: string]: components["schemas"]["FolderIds"];
            } | null;
            /** @description Accounts of others in which somebody has chosen so under an earlier release, which noted the account alone: all folders there that they are not subscribed to are hidden. With the next choice there it moves to `chosenFolders`. */
            chosenAccounts?: components["schemas"]["Id"][] | null;
        };
        /**
         * @description Whether an entry waits for its next attempt, is being sent, or is held until a given time.
         * @enum {string}
         */
        QueueStatus: "waiting" | "sending" | "held";
        /** @description A message on its way out. */
        QueueEntry: {
            /** @description The id of the entry. */
            id: components["schemas"]["Id"];
            /** @description The account that sends; null for what the server itself sends. */
            accountId: components["schemas"]["Id"] | null;
            /** @description The EmailSubmission, if there is one. */
            submissionId: components["schemas"]["Id"] | null;
            status: components["schemas"]["QueueStatus"];
            /** @description MAIL FROM, empty for reports. */
            sender: string;
            /** @description Whom it still has to reach, and whom it has. */
            recipients: components["schemas"]["QueueRecipient"][];
            /** @description The size of the message in bytes. */
            size: components["schemas"]["UnsignedInt"];
            /** @description When it was queued. */
            createdAt: components["schemas"]["UTCDate"];
            /** @description When it is tried next; null while it is being sent. */
            nextAttemptAt: components["schemas"]["UTCDate"] | null;
            /** @description When it is given up and returned. */
            expiresAt: components["schemas"]["UTCDate"];
        };
        /** @description One recipient of a queued message. */
        QueueRecipient: {
            /** @description RCPT TO. */
            address: string;
            /**
             * @description How far it has come.
             * @enum {string}
             */
            status: "waiting" | "delivered" | "failed";
            /** @description How often it was tried. */
            attempts: components["schemas"]["UnsignedInt"];
            /** @description When it was tried last. */
            lastAttemptAt: components["schemas"]["UTCDate"] | null;
            /** @description What the other side said, or why it could not be asked. */
            lastReply: string | null;
        };
        /** @description A page of the queue, oldest first. */
        QueuePage: {
            items: components["schemas"]["QueueEntry"][];
            next: components["schemas"]["Cursor"] | null;
        };
        /** @description How to cancel. */
        QueueCancel: {
            /**
             * @description Whether the sender gets a report.
             * @default false
             */
            bounce?: boolean;
        };
        /** @description What somebody has typed of a name or an address. */
        RecipientQuery: string;
        /**
         * @description The most suggestions.
         * @default 10
         */
        RecipientLimit: number;
        /** @description Somebody to write to. */
        RecipientSuggestion: {
            /** @description The mail address. */
            address: string;
            /** @description The name; null if none is known. */
            name: string | null;
            /**
             * @description Of the organisation a person, group, alias or resource; contact for everybody else.
             * @enum {string}
             */
            kind: "person" | "group" | "alias" | "resource" | "contact";
            /** @description How often one has written to this address; 0 for never. */
            timesWritten: components["schemas"]["UnsignedInt"];
            /** @description When one did so last. */
            lastWrittenAt: components["schemas"]["UTCDate"] | null;
        };
        /** @description Whom somebody may mean, the likeliest first. */
        RecipientSuggestions: {
            items: components["schemas"]["RecipientSuggestion"][];
        };
        /** @description A sign-in that lasts, of a browser or of a program with a token. */
        OwnSession: {
            /** @description The id of the session. */
            id: components["schemas"]["Id"];
            /**
             * @description A browser, or a program with a bearer token.
             * @enum {string}
             */
            kind: "web" | "token";
            /** @description The name of a token; null for a browser. */
            name: string | null;
            /** @description When it began. */
            createdAt: components["schemas"]["UTCDate"];
            /** @description When it was used last, to some minutes; null for never. */
            lastUsedAt: components["schemas"]["UTCDate"] | null;
            /** @description When it ends, for a browser if it is not used; null for never. */
            expiresAt: components["schemas"]["UTCDate"] | null;
            /** @description The address from which a browser signed in. */
            remoteAddress: string | null;
            /** @description What a browser says that it is. */
            userAgent: string | null;
            /** @description Whether this request belongs to it. */
            isCurrent: boolean;
        };
        /** @description Sessions, the one used last first. */
        OwnSessionList: {
            items: components["schemas"]["OwnSession"][];
        };
        /** @description What was ended. */
        SessionsEnded: {
            /** @description How many sessions. */
            ended: components["schemas"]["UnsignedInt"];
        };
        /**
         * @description The languages this server speaks with people.
         * @enum {string}
         */
        Language: "fr" | "en" | "ar";
        /** @description What signing in takes. */
        SignIn: {
            /** @description The mail address. */
            user: string;
            /**
             * Format: password
             * @description The password.
             */
            password: string;
        };
        /** @description Who is signed in. */
        SignedIn: {
            /** @description The account of the person. */
            accountId: components["schemas"]["Id"];
            /** @description The mail address. */
            user: string;
            /** @description The name. */
            name: string;
            /** @description The language of the account. */
            language: components["schemas"]["Language"];
            /** @description Whether administration is open to this person. */
            administrator: boolean;
            /** @description When the session ends by itself; null with a password or token. */
            expiresAt: components["schemas"]["UTCDate"] | null;
        };
        /** @description What a page knows before anybody has signed in. */
        Server: {
            /** @description The name of the product. */
            product: string;
            /** @description The languages it speaks with people. */
            languages: components["schemas"]["Language"][];
            /** @description The one where nobody has asked for another. */
            language: components["schemas"]["Language"];
            /** @description Whom to sign in as, where this is a demonstration. */
            demonstration: components["schemas"]["Demonstration"] | null;
            /** @description The largest message. */
            maxMessageBytes: components["schemas"]["UnsignedInt"];
            /** @description The largest file that can be uploaded. */
            maxUploadBytes: components["schemas"]["UnsignedInt"];
            /** @description All attachments of a message together. */
            maxAttachmentBytes: components["schemas"]["UnsignedInt"];
            /** @description The most recipients of a message. */
            maxRecipients: components["schemas"]["UnsignedInt"];
            /** @description How far ahead a message may be sent later. */
            maxDelayedSendSeconds: components["schemas"]["UnsignedInt"];
        };
        /** @description An organisation to try things with. */
        Demonstration: {
            /** @description The addresses of its people. */
            addresses: string[];
            /** @description The file on the server that holds their passwords. */
            passwordFile: string;
        };
    };
    responses: {
        /** @description What went wrong, as problem details (RFC 9457). */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listAccounts: {
        parameters: {
            query?: {
                /** @description Where the page starts. */
                cursor?: components["schemas"]["Cursor"];
                /** @description The most items wanted. */
                limit?: components["schemas"]["PageLimit"];
                /** @description Only addresses of this domain. */
                domain?: string;
                /** @description Only where the name or address contains this. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of accounts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountCreate"];
            };
        };
        responses: {
            /** @description The account. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id or the address of the account. */
                accountId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id or the address of the account. */
                accountId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    updateAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id or the address of the account. */
                accountId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountUpdate"];
            };
        };
        responses: {
            /** @description The account after the change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listAliases: {
        parameters: {
            query?: {
                /** @description Where the page starts. */
                cursor?: components["schemas"]["Cursor"];
                /** @description The most items wanted. */
                limit?: components["schemas"]["PageLimit"];
                /** @description Only addresses of this domain. */
                domain?: string;
                /** @description Only those that lead to this address. */
                target?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of aliases. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AliasPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createAlias: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AliasCreate"];
            };
        };
        responses: {
            /** @description The alias. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alias"];
                };
            };
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getAlias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The address of the alias. */
                address: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The alias. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alias"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteAlias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The address of the alias. */
                address: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The alias is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    updateAlias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The address of the alias. */
                address: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AliasUpdate"];
            };
        };
        responses: {
            /** @description The alias after the change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alias"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listAppPasswords: {
        parameters: {
            query?: {
                /** @description Where the page starts. */
                cursor?: components["schemas"]["Cursor"];
                /** @description The most items wanted. */
                limit?: components["schemas"]["PageLimit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of app passwords. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppPasswordPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createAppPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AppPasswordCreate"];
            };
        };
        responses: {
            /** @description The app password with its secret. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppPasswordCreated"];
                };
            };
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteAppPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The app password. */
                appPasswordId: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The app password is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    startBackup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BackupRequest"];
            };
        };
        responses: {
            /** @description It has begun. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackupJob"];
                };
            };
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    startRestore: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RestoreRequest"];
            };
        };
        responses: {
            /** @description It has begun. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackupJob"];
                };
            };
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getBackupJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job. */
                jobId: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackupJob"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listDomains: {
        parameters: {
            query?: {
                /** @description Where the page starts. */
                cursor?: components["schemas"]["Cursor"];
                /** @description The most items wanted. */
                limit?: components["schemas"]["PageLimit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of domains. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DomainPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createDomain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DomainCreate"];
            };
        };
        responses: {
            /** @description The domain. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Domain"];
                };
            };
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getDomain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The domain. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Domain"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteDomain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The domain is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    updateDomain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DomainUpdate"];
            };
        };
        responses: {
            /** @description The domain after the change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Domain"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listGroups: {
        parameters: {
            query?: {
                /** @description Where the page starts. */
                cursor?: components["schemas"]["Cursor"];
                /** @description The most items wanted. */
                limit?: components["schemas"]["PageLimit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of groups. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createGroup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupCreate"];
            };
        };
        responses: {
            /** @description The group. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The address or the Principal id of the group. */
                group: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The group. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The address or the Principal id of the group. */
                group: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The group is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    updateGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The address or the Principal id of the group. */
                group: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupUpdate"];
            };
        };
        responses: {
            /** @description The group after the change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    addGroupMembers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The address or the Principal id of the group. */
                group: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupMembers"];
            };
        };
        responses: {
            /** @description The group after the change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    removeGroupMembers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The address or the Principal id of the group. */
                group: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupMembers"];
            };
        };
        responses: {
            /** @description The group after the change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    explainRights: {
        parameters: {
            query: {
                /** @description The folder's id, or its name with those above it, joined by `/`. */
                folder: string;
                /** @description The address, or the Principal id, of whom it is asked about. */
                person: string;
            };
            header?: never;
            path: {
                /** @description The id or the address of whose folder it is. */
                accountId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What they may do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RightsExplanation"];
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getFolderGrants: {
        parameters: {
            query: {
                /** @description The folder's id, or its name with those above it, joined by `/`. */
                folder: string;
            };
            header?: never;
            path: {
                /** @description The id or the address of whose folder it is. */
                accountId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The grants. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FolderGrants"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    setFolderGrant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id or the address of whose folder it is. */
                accountId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FolderGrantSet"];
            };
        };
        responses: {
            /** @description The grants after the change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FolderGrants"];
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    discoverJmap: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session is at `Location`. */
            307: {
                headers: {
                    /** @description `/jmap/session` */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getJmapSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            401: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    callJmap: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Request"];
            };
        };
        responses: {
            /** @description The responses; an error of a method is among them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Response"];
                };
            };
            /** @description The whole request is refused (RFC 8620 §3.6.1). */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RequestError"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    uploadBlob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account to put the blob into. */
                accountId: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "*/*": string;
            };
        };
        responses: {
            /** @description The blob. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadResponse"];
                };
            };
            400: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    downloadBlob: {
        parameters: {
            query?: {
                /** @description The media type for Content-Type. */
                type?: string;
                /** @description Shows a picture, a PDF or plain text instead of saving it; everything else is saved, whatever is asked. */
                inline?: components["schemas"]["YesOrNo"];
            };
            header?: {
                /** @description The bytes wanted (RFC 9110 §14.2). */
                Range?: string;
            };
            path: {
                /** @description The account that holds the blob. */
                accountId: components["schemas"]["Id"];
                /** @description The blob. */
                blobId: components["schemas"]["Id"];
                /** @description The name for Content-Disposition. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The blob. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description The part asked for. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            404: components["responses"]["Problem"];
            416: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    streamEvents: {
        parameters: {
            query: {
                /** @description Data types wanted, joined by commas, or `*`. */
                types: string;
                /** @description Whether the stream ends after the first event. */
                closeafter: "state" | "no";
                /** @description Seconds between pings; 0 for none. */
                ping: components["schemas"]["UnsignedInt"];
            };
            header?: {
                /** @description Where an interrupted stream goes on. */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events `state` (a StateChange) and `ping`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            401: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MeUpdate"];
            };
        };
        responses: {
            /** @description The account after the change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getOwnAddresses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The addresses. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnAddressList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getConnections: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The servers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connections"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listTokens: {
        parameters: {
            query?: {
                /** @description Where the page starts. */
                cursor?: components["schemas"]["Cursor"];
                /** @description The most items wanted. */
                limit?: components["schemas"]["PageLimit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tokens. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenCreate"];
            };
        };
        responses: {
            /** @description The token with its secret. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenCreated"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The token. */
                tokenId: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listMailboxes: {
        parameters: {
            query?: {
                /** @description The account; one's own if left out. */
                accountId?: components["schemas"]["Id"];
                /** @description Where the page starts. */
                cursor?: components["schemas"]["Cursor"];
                /** @description The most items wanted. */
                limit?: components["schemas"]["PageLimit"];
            };
            header?: {
                /** @description Answers 304 if nothing has changed. */
                "If-None-Match"?: components["schemas"]["ETagList"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of Mailboxes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailboxPage"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getMailbox: {
        parameters: {
            query?: {
                /** @description The account; one's own if left out. */
                accountId?: components["schemas"]["Id"];
            };
            header?: {
                /** @description Answers 304 if nothing has changed. */
                "If-None-Match"?: components["schemas"]["ETagList"];
            };
            path: {
                /** @description The Mailbox. */
                mailboxId: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The Mailbox. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailboxWithPath"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listMessages: {
        parameters: {
            query?: {
                /** @description The account; one's own if left out. */
                accountId?: components["schemas"]["Id"];
                /** @description Only in this Mailbox. */
                mailboxId?: components["schemas"]["Id"];
                /** @description In From, To, Cc, Bcc, Subject or the text. */
                query?: components["schemas"]["SearchText"];
                /** @description In From. */
                from?: components["schemas"]["SearchText"];
                /** @description In To. */
                to?: components["schemas"]["SearchText"];
                /** @description In Cc. */
                cc?: components["schemas"]["SearchText"];
                /** @description In Subject. */
                subject?: components["schemas"]["SearchText"];
                /** @description In the text. */
                body?: components["schemas"]["SearchText"];
                /** @description Arrived at this instant or later. */
                after?: components["schemas"]["SearchDate"];
                /** @description Arrived before this instant. */
                before?: components["schemas"]["SearchDate"];
                /** @description With this keyword. */
                keyword?: components["schemas"]["SearchText"];
                /** @description Not read yet, or read. */
                unread?: components["schemas"]["YesOrNo"];
                /** @description Flagged, or not. */
                flagged?: components["schemas"]["YesOrNo"];
                /** @description With an attachment, or without. */
                hasAttachment?: components["schemas"]["YesOrNo"];
                /** @description Newest or oldest first. */
                order?: components["schemas"]["MessageOrder"];
                /** @description Where the page starts; with the same conditions as before. */
                cursor?: components["schemas"]["Cursor"];
                /** @description The most items wanted. */
                limit?: components["schemas"]["PageLimit"];
            };
            header?: {
                /** @description Answers 304 if nothing has changed. */
                "If-None-Match"?: components["schemas"]["ETagList"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of messages. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagePage"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    sendMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to send the request again where the answer was lost. */
                "Idempotency-Key"?: components["schemas"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageSend"];
                "message/rfc822": string;
            };
        };
        responses: {
            /** @description The message is on its way. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageSent"];
                };
            };
            403: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getMessage: {
        parameters: {
            query?: {
                /** @description The account; one's own if left out. */
                accountId?: components["schemas"]["Id"];
            };
            header?: {
                /** @description Answers 304 if nothing has changed. */
                "If-None-Match"?: components["schemas"]["ETagList"];
            };
            path: {
                /** @description The message. */
                messageId: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteMessage: {
        parameters: {
            query?: {
                /** @description The account; one's own if left out. */
                accountId?: components["schemas"]["Id"];
                /** @description For good at once. */
                permanent?: components["schemas"]["YesOrNo"];
            };
            header?: never;
            path: {
                /** @description The message. */
                messageId: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message is in the Trash or gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    updateMessage: {
        parameters: {
            query?: {
                /** @description The account; one's own if left out. */
                accountId?: components["schemas"]["Id"];
            };
            header?: {
                /** @description Changes nothing (412) if the message is no longer as this version of it says. */
                "If-Match"?: components["schemas"]["ETagList"];
            };
            path: {
                /** @description The message. */
                messageId: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageUpdate"];
            };
        };
        responses: {
            /** @description The message after the change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getRawMessage: {
        parameters: {
            query?: {
                /** @description The account; one's own if left out. */
                accountId?: components["schemas"]["Id"];
            };
            header?: {
                /** @description Answers 304 if nothing has changed. */
                "If-None-Match"?: components["schemas"]["ETagList"];
            };
            path: {
                /** @description The message. */
                messageId: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message (RFC 5322). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "message/rfc822": string;
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getAttachments: {
        parameters: {
            query?: {
                /** @description The account; one's own if left out. */
                accountId?: components["schemas"]["Id"];
            };
            header?: never;
            path: {
                /** @description The message. */
                messageId: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The attachments. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            404: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    unsubscribe: {
        parameters: {
            query?: {
                /** @description The account; one's own if left out. */
                accountId?: components["schemas"]["Id"];
            };
            header?: never;
            path: {
                /** @description The message. */
                messageId: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sender has taken it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unsubscribed"];
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            502: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getImage: {
        parameters: {
            query: {
                /** @description Where the picture is. */
                url: components["schemas"]["PictureAddress"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/*": string;
                };
            };
            403: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            502: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    verify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerifyRequest"];
            };
        };
        responses: {
            /** @description What was found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerifyReport"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They are. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Not yet or not any more. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getDocs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getPreferences: {
        parameters: {
            query?: never;
            header?: {
                /** @description Answers 304 if the preferences are still these. */
                "If-None-Match"?: components["schemas"]["ETagList"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The preferences. The field ETag names their version. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updatePreferences: {
        parameters: {
            query?: never;
            header?: {
                /** @description Changes nothing (412) if the preferences are no longer these. */
                "If-Match"?: components["schemas"]["ETagList"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreferencesUpdate"];
            };
        };
        responses: {
            /** @description The preferences after the change. The field ETag names their version. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listQueue: {
        parameters: {
            query?: {
                /** @description Where the page starts. */
                cursor?: components["schemas"]["Cursor"];
                /** @description The most items wanted. */
                limit?: components["schemas"]["PageLimit"];
                /** @description Only entries of this status. */
                status?: components["schemas"]["QueueStatus"];
                /** @description Only from this address. */
                sender?: string;
                /** @description Only to this address. */
                recipient?: string;
                /** @description Only to addresses of this domain. */
                domain?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the queue. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueuePage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getQueueEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The entry. */
                entryId: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entry. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueEntry"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    retryQueueEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The entry. */
                entryId: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entry, due now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueEntry"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    cancelQueueEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The entry. */
                entryId: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueueCancel"];
            };
        };
        responses: {
            /** @description The entry is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    completeRecipient: {
        parameters: {
            query?: {
                /** @description What is typed. */
                query?: components["schemas"]["RecipientQuery"];
                /** @description The most suggestions. */
                limit?: components["schemas"]["RecipientLimit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whom it may mean. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecipientSuggestions"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    forgetRecipient: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The mail address. */
                address: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is forgotten. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnSessionList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    endOtherSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many were signed out. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionsEnded"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                sessionId: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session is over. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getServer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The server. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Server"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who is signed in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            401: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Signed in. */
            201: {
                headers: {
                    /** @description The cookie `__Host-messagerie`. */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            401: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
}
