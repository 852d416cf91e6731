/** Where the dialogs of actions appear; their code comes with the first of them. */
import { lazy } from 'react';
import { Part } from '../../ui/part.tsx';
import { usePresentRequest } from './requests.ts';

const PresentDialogs = lazy(() => import('./action-dialogs.tsx').then(({ ActionDialogs }) => ({ default: ActionDialogs })));

export function ActionDialogs() {
  const { request, progress } = usePresentRequest();
  return request || progress ? (
    <Part>
      <PresentDialogs />
    </Part>
  ) : null;
}
