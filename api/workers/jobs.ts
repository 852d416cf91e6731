/**
 * Everything that a thread can be asked to do, by name. A job takes and gives plain values and knows nothing of accounts or of the database; what it needs
 * is loaded with the first of its kind, so that a thread that describes messages is not kept waiting by what searching needs.
 */
export const jobs = {
  describe: async () => (await import('./jobs/describe.ts')).describe,
  indexMessages: async () => (await import('./jobs/search.ts')).indexMessages,
  mergeSegments: async () => (await import('./jobs/search.ts')).mergeSegments,
  testMessage: async () => (await import('./jobs/search.ts')).testMessage,
};

export type JobName = keyof typeof jobs;
