import { CoreError } from '../client/errors.ts';
import { FetchRefused } from '../shared/fetch-refused.ts';

/**
 * Why something was not fetched, for the person for whom it was to be: what the name server knows of private networks, and what is in the
 * configuration, stays here.
 */
export function remoteRefusal(error: unknown, host: string): unknown {
  if (!(error instanceof FetchRefused)) return error;
  switch (error.code) {
    case 'address':
      return new CoreError('invalidArguments', 'This is no web address that can be fetched from.');
    case 'private':
      return new CoreError('notPermitted', `${host} is not on the Internet; nothing is fetched from there.`);
    case 'size':
      return new CoreError('tooLarge', 'What is at this address is larger than the server fetches.');
    case 'redirect':
      return new CoreError('remoteFailed', `${host} leads on and on, or to where nobody should follow.`);
    case 'timeout':
      return new CoreError('remoteFailed', `${host} takes too long to answer.`);
    case 'unreachable':
    case 'aborted':
      return new CoreError('remoteFailed', `${host} cannot be reached.`);
  }
}
