import { headerText } from './charset.ts';
import { rawValue, unfold } from './header-fields.ts';
import type { HeaderField } from './header-fields.ts';
import { withoutBlanks } from './octets.ts';
import type { Part } from './part.ts';
import { parseContentDisposition, parseContentId, parseContentType, parseLanguages, parseTransferEncoding } from './structured-header.ts';

/** What a part's header says about it; the first field of each name counts. */
export type PartDescription = Pick<Part,
  'type' | 'subtype' | 'params' | 'rawParams' | 'charset' | 'encoding' | 'disposition' | 'dispositionParams'
  | 'rawDispositionParams' | 'filename' | 'contentId' | 'language' | 'location' | 'description' | 'md5'>;

/** Fields a part's description comes from, a place for each. */
const places = ['content-type', 'content-transfer-encoding', 'content-disposition', 'content-id', 'content-language', 'content-location', 'content-description', 'content-md5'] as const;

/**
 * Reads the Content- fields of a header (RFC 2045, 2183, 3282, 2557, 1864).
 * @param implicitType what the part is without Content-Type: `text/plain`, in a digest `message/rfc822` (RFC 2046 §5.1.5)
 */
export function describePart(source: Buffer, fields: readonly HeaderField[], implicitType: 'text/plain' | 'message/rfc822'): PartDescription {
  const values: (string | null)[] = [null, null, null, null, null, null, null, null];
  for (const field of fields) {
    if (field.key.charCodeAt(0) !== 99 || !field.key.startsWith('content-')) continue;
    const place = places.indexOf(field.key as (typeof places)[number]);
    if (place >= 0 && values[place] === null) values[place] = unfold(rawValue(source, field));
  }
  const [contentType, encoding, disposition, id, language, location, description, md5] = values as [string | null, string | null, string | null, string | null, string | null, string | null, string | null, string | null];
  const isEmpty = contentType === null || contentType === '';
  const type = isEmpty ? null : parseContentType(contentType);
  const told = disposition === null ? null : parseContentDisposition(disposition);
  const params = type?.params ?? {};
  const isText = type === null ? implicitType === 'text/plain' : type.type === 'text';
  return {
    type: type?.type ?? (implicitType === 'text/plain' ? 'text' : 'message'),
    subtype: type?.subtype ?? (implicitType === 'text/plain' ? 'plain' : 'rfc822'),
    params,
    rawParams: type?.raw ?? null,
    charset: params.charset ?? (isText || type === null ? 'us-ascii' : null),
    encoding: encoding === null ? '7bit' : parseTransferEncoding(encoding),
    disposition: told?.disposition ?? null,
    dispositionParams: told?.params ?? {},
    rawDispositionParams: told?.raw ?? null,
    filename: told?.params.filename ?? params.name ?? null,
    contentId: id === null ? null : decoded(parseContentId(id)),
    language: language === null ? null : (parseLanguages(language)?.map(headerText) ?? null),
    location: location === null ? null : headerText(withoutBlanks(location)) || null,
    description: description || null,
    md5: md5 || null,
  };
}

function decoded(id: string | null): string | null {
  return id === null ? null : headerText(id);
}
