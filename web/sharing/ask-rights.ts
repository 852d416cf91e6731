import type { RightsExplanation } from '../../openapi/generated/jmap.ts';
import { rest } from '../jmap/rest.ts';

/** What somebody may do in a folder, and which grants say so. @param person an address or Principal id. @throws what `rest` throws; those who may share it may ask about others */
export const askRights = (accountId: string, mailboxId: string, person: string): Promise<RightsExplanation> =>
  rest<RightsExplanation>(`/accounts/${accountId}/rights?${new URLSearchParams({ folder: mailboxId, person })}`);
