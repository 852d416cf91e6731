import type { Principal } from '../../openapi/generated/jmap.ts';
import type { Translate } from '../text/index.ts';
import { everybodyId } from './everybody.ts';

/** The name to show for a Principal. */
export function nameOf(principal: Principal | undefined, t: Translate): string {
  if (principal?.id === everybodyId) return t('sharing.everybody');
  return principal?.name || principal?.email || t('sharing.unknown');
}
