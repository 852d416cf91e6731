/** What the server tells anybody about itself. */
import { rest } from '../../jmap/rest.ts';

export interface ServerDescription {
  readonly demonstration: { readonly addresses: readonly string[]; readonly passwordFile: string } | null;
}

export function fetchServer(): Promise<ServerDescription> {
  return rest<ServerDescription>('/server');
}
