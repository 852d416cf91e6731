// Generated from openapi/source by `npm run generate`: change the source, not this file.
export type paths = Record<string, never>;
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
            /** @description Creation ids that earlier requests gave */
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
        /** @description A Email filter: an operator over further filters, or a condition (RFC 8620 §5.5). */
        EmailFilter: components["schemas"]["EmailFilterOperator"] | components["schemas"]["EmailFilterCondition"];
        /** @description Joins filters: all of them (AND), at least one (OR), none (NOT). */
        EmailFilterOperator: {
            /** @enum {string} */
            operator: "AND" | "OR" | "NOT";
            conditions: components["schemas"]["EmailFilter"][];
        };
        /** @description One step of the order of a Email query (RFC 8620 §5.5). */
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
        /** @description A EmailSubmission filter: an operator over further filters, or a condition (RFC 8620 §5.5). */
        EmailSubmissionFilter: components["schemas"]["EmailSubmissionFilterOperator"] | components["schemas"]["EmailSubmissionFilterCondition"];
        /** @description Joins filters: all of them (AND), at least one (OR), none (NOT). */
        EmailSubmissionFilterOperator: {
            /** @enum {string} */
            operator: "AND" | "OR" | "NOT";
            conditions: components["schemas"]["EmailSubmissionFilter"][];
        };
        /** @description One step of the order of a EmailSubmission query (RFC 8620 §5.5). */
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
        /** @description A Mailbox filter: an operator over further filters, or a condition (RFC 8620 §5.5). */
        MailboxFilter: components["schemas"]["MailboxFilterOperator"] | components["schemas"]["MailboxFilterCondition"];
        /** @description Joins filters: all of them (AND), at least one (OR), none (NOT). */
        MailboxFilterOperator: {
            /** @enum {string} */
            operator: "AND" | "OR" | "NOT";
            conditions: components["schemas"]["MailboxFilter"][];
        };
        /** @description One step of the order of a Mailbox query (RFC 8620 §5.5). */
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
export type operations = Record<string, never>;
