/** Where the dialogs of actions appear; their code comes with the first of them. */
import { lazy, Suspense } from 'react';
import { usePresentRequest } from './requests.ts';

const PresentDialogs = lazy(() => import('./action-dialogs.tsx').then(({ ActionDialogs }) => ({ default: ActionDialogs })));

export function ActionDialogs() {
  const { request, progress } = usePresentRequest();
  return request || progress ? (
    <Suspense>
      <PresentDialogs />
    </Suspense>
  ) : null;
}
