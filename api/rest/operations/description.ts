import type { components } from '../../../openapi/index.ts';
import type { ListenerName } from '../../../config.ts';
import { preferredListener } from '../../http/connect-page.ts';
import type { RestHandlers, RestServices } from '../call.ts';

/** What the server is, and how it is reached. */
export const descriptionOperations: RestHandlers<'getServer' | 'getConnections'> = {
  getServer: async ({ services }) => serverDescription(services),
  getConnections: async ({ ctx, base, services }) => {
    const listeners = services.listeners?.() ?? [];
    const { hostname } = new URL(base);
    const server = (...names: readonly ListenerName[]): components['schemas']['ConnectionServer'] | null => {
      const listener = preferredListener(listeners, ...names);
      return listener ? { host: listener.loopback ? 'localhost' : hostname, port: listener.port, tls: listener.tls } : null;
    };
    return {
      user: ctx.principal.address, imap: server('imaps', 'imap'), pop3: server('pop3s', 'pop3'), submission: server('submissions', 'submission'), jmap: `${base}/.well-known/jmap`,
    };
  },
};

const languages: components['schemas']['Language'][] = ['fr', 'en', 'ar'];

/** What everybody may know, signed in or not. */
export function serverDescription({ core, demonstration }: RestServices): components['schemas']['Server'] {
  const { limits, settings } = core;
  return {
    product: 'Messagerie',
    languages,
    language: settings.language,
    demonstration: demonstration ? { addresses: [...demonstration.addresses], passwordFile: demonstration.accountsFile } : null,
    maxMessageBytes: limits.messageBytes,
    maxUploadBytes: limits.maxSizeUpload,
    maxAttachmentBytes: limits.maxSizeAttachmentsPerEmail,
    maxRecipients: limits.recipients,
    maxDelayedSendSeconds: Math.floor(limits.maxDelayedSend / 1000),
  };
}
