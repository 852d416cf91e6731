/**
 * The standard methods of RFC 8620 §5, written once for every data type: given the type's name, the arguments and the
 * response in the notation of `notation.mjs`. What a data type adds stands in its own source file.
 */

const account = { accountId: 'Id -- The account to work on.' };
const stateBefore = (type) => `String|null -- The ${type} state before this call, or null where it is not known.`;
const stateAfter = (type) => `String -- The ${type} state after this call.`;

export const standardMethods = {
  get: (type) => ({
    rfc: 'RFC 8620 §5.1',
    summary: `Fetches ${type} objects by id.`,
    arguments: {
      ...account,
      'ids?': 'Id[]|null -- The objects wanted; null asks for all of them, where the server allows so many.',
      'properties?': 'String[]|null -- The properties wanted; `id` always comes along. Null asks for the defaults.',
    },
    response: {
      ...account,
      state: `String -- The ${type} state of the account at the moment of reading.`,
      list: `${type}[] -- The objects found, each once, in no promised order.`,
      notFound: 'Id[] -- Ids asked for that do not exist or may not be seen.',
    },
  }),
  changes: (type) => ({
    rfc: 'RFC 8620 §5.2',
    summary: `Tells which ${type} objects were created, updated or destroyed since a state.`,
    arguments: {
      ...account,
      sinceState: `String -- A ${type} state received earlier.`,
      'maxChanges?': 'PositiveInt|null -- The most ids to return over the three lists together.',
    },
    response: {
      ...account,
      oldState: 'String -- The state the changes start from.',
      newState: 'String -- The state they lead to.',
      hasMoreChanges: 'Boolean -- True if more remains: ask again from `newState`.',
      created: 'Id[] -- Objects that are new since the old state.',
      updated: 'Id[] -- Objects of which a property changed.',
      destroyed: 'Id[] -- Objects that are gone.',
    },
  }),
  set: (type) => ({
    rfc: 'RFC 8620 §5.3',
    summary: `Creates, updates and destroys ${type} objects; each item succeeds or fails by itself.`,
    arguments: {
      ...account,
      'ifInState?': `String|null -- If given and not the present ${type} state, nothing is done (stateMismatch).`,
      'create?': `Id[Object]|null -- Creation id to a new ${type}, without what only the server sets.`,
      'update?': `IdOrReference[PatchObject]|null -- Id to the changes of that ${type}.`,
      'destroy?': 'IdOrReference[]|null -- Objects to destroy.',
    },
    response: {
      ...account,
      oldState: stateBefore(type),
      newState: stateAfter(type),
      created: `Id[${type}]|null -- Creation id to what the server set or changed in the new object, its id at least.`,
      updated: 'Id[Object|null]|null -- Id to what changed beyond the request, or null where nothing did.',
      destroyed: 'Id[]|null -- Ids that were destroyed.',
      notCreated: 'Id[SetError]|null -- Creation id to the reason of failure.',
      notUpdated: 'IdOrReference[SetError]|null -- Id to the reason of failure.',
      notDestroyed: 'IdOrReference[SetError]|null -- Id to the reason of failure.',
    },
  }),
  copy: (type) => ({
    rfc: 'RFC 8620 §5.4',
    summary: `Copies ${type} objects from one account to another.`,
    arguments: {
      fromAccountId: 'Id -- The account to copy from.',
      'ifFromInState?': 'String|null -- If given and not the present state of the account copied from, nothing is done.',
      accountId: 'Id -- The account to copy to.',
      'ifInState?': 'String|null -- If given and not the present state of the account copied to, nothing is done.',
      create: `Id[Object] -- Creation id to the \`id\` of the original and the properties that the copy shall have instead.`,
      'onSuccessDestroyOriginal?': 'Boolean (default=false) -- Destroys each original that was copied.',
      'destroyFromIfInState?': 'String|null -- Handed to that implicit destroying call as its `ifInState`.',
    },
    response: {
      fromAccountId: 'Id -- The account copied from.',
      accountId: 'Id -- The account copied to.',
      oldState: stateBefore(type),
      newState: stateAfter(type),
      created: `Id[${type}]|null -- Creation id to what the server set in the copy.`,
      notCreated: 'Id[SetError]|null -- Creation id to the reason of failure.',
    },
  }),
  query: (type) => ({
    rfc: 'RFC 8620 §5.5',
    summary: `Finds ${type} ids by a filter, in a given order, by windows.`,
    arguments: {
      ...account,
      'filter?': `${type}Filter|null -- What must be true of an object; null takes all.`,
      'sort?': `${type}Comparator[]|null -- The order, the first comparator counts most.`,
      'position?': 'Int (default=0) -- Index of the first id wanted; negative counts from the end.',
      'anchor?': 'IdOrReference|null -- An id to start from instead of `position`.',
      'anchorOffset?': 'Int (default=0) -- Where the window starts relative to the anchor.',
      'limit?': 'UnsignedInt|null -- The most ids to return.',
      'calculateTotal?': 'Boolean (default=false) -- Whether to count all results.',
    },
    response: {
      ...account,
      queryState: 'String -- Changes whenever the results of this query may have changed.',
      canCalculateChanges: `Boolean -- Whether ${type}/queryChanges can answer for this query.`,
      position: 'UnsignedInt -- Index of the first id in the whole list.',
      ids: 'Id[] -- The ids of the window, in order.',
      'total?': 'UnsignedInt -- Number of results, if asked for.',
      'limit?': 'UnsignedInt -- The limit that was applied, if the server set one of its own.',
    },
  }),
  queryChanges: (type) => ({
    rfc: 'RFC 8620 §5.6',
    summary: `Tells how the results of an earlier ${type}/query changed.`,
    arguments: {
      ...account,
      'filter?': `${type}Filter|null -- The filter of that query.`,
      'sort?': `${type}Comparator[]|null -- The order of that query.`,
      sinceQueryState: 'String -- The state that query returned.',
      'maxChanges?': 'PositiveInt|null -- The most changes to return; more than that is tooManyChanges.',
      'upToId?': 'Id|null -- The last id that the client holds; what lies beyond need not be told.',
      'calculateTotal?': 'Boolean (default=false) -- Whether to count all results.',
    },
    response: {
      ...account,
      oldQueryState: 'String -- The state the changes start from.',
      newQueryState: 'String -- The state they lead to.',
      'total?': 'UnsignedInt -- Number of results now, if asked for.',
      removed: 'Id[] -- Ids to take out of the old list first.',
      added: 'AddedItem[] -- Ids to put in then, by ascending index.',
    },
  }),
};

/** The filter grammar of RFC 8620 §5.5 for one data type; an object with `operator` is an operator, all else a condition. */
export const filterSchemas = (type) => ({
  [`${type}Filter`]: {
    description: `A filter for ${type}/query: an operator over further filters, or a condition (RFC 8620 §5.5).`,
    type: 'object',
    if: { type: 'object', required: ['operator'] },
    then: { is: `${type}FilterOperator` },
    else: { is: `${type}FilterCondition` },
  },
  [`${type}FilterOperator`]: {
    description: 'Joins filters: all of them (AND), at least one (OR), none (NOT).',
    additionalProperties: false,
    properties: { operator: 'enum(AND,OR,NOT)', conditions: `${type}Filter[]` },
  },
});

/** Comparator of RFC 8620 §5.5 for one data type, with the members that the type adds. */
export const comparatorSchema = (type, additions) => ({
  [`${type}Comparator`]: {
    description: `One step of the order in ${type}/query (RFC 8620 §5.5).`,
    additionalProperties: false,
    properties: {
      property: 'String -- What to sort by.',
      'isAscending?': 'Boolean (default=true) -- Smallest first.',
      'collation?': 'String -- The collation for text (RFC 4790).',
      ...additions,
    },
  },
});
