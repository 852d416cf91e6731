/** What an attached file is: how it can be looked at, and whether it may do harm. Pure. */
import type { EmailBodyPart } from '../../../../openapi/generated/jmap.ts';
import { splitFileName } from '../../../ui/name-parts.ts';

export type Preview = 'picture' | 'pdf' | 'text' | 'audio' | 'video' | 'message';
export type FileKind = 'picture' | 'pdf' | 'text' | 'audio' | 'video' | 'message' | 'calendar' | 'contact' | 'document' | 'sheet' | 'slides' | 'archive' | 'program' | 'other';

const extensions: Readonly<Record<string, FileKind>> = Object.fromEntries(
  (
    [
      ['picture', 'png jpg jpeg gif webp avif bmp tif tiff heic svg'], ['pdf', 'pdf'], ['text', 'txt log csv md json xml yaml yml ini conf diff patch'],
      ['audio', 'mp3 m4a ogg oga opus wav flac aac amr'], ['video', 'mp4 webm mov mkv avi 3gp m4v'], ['message', 'eml'], ['calendar', 'ics ifb'], ['contact', 'vcf'],
      ['document', 'doc docx odt rtf pages'], ['sheet', 'xls xlsx ods numbers'], ['slides', 'ppt pptx odp key'], ['archive', 'zip rar 7z tar gz tgz bz2 xz dat'],
    ] as const
  ).flatMap(([kind, names]) => names.split(' ').map((name) => [name, kind])),
);

const types: readonly (readonly [RegExp, FileKind])[] = [
  [/^image\//, 'picture'], [/^application\/pdf$/, 'pdf'], [/^text\/calendar$/, 'calendar'], [/^text\/(?:x-)?vcard$/, 'contact'], [/^message\/rfc822$/, 'message'], [/^text\/plain$|^text\/csv$|^application\/json$/, 'text'],
  [/^audio\//, 'audio'], [/^video\//, 'video'], [/wordprocessing|msword|opendocument\.text/, 'document'], [/spreadsheet|ms-excel/, 'sheet'], [/presentation|ms-powerpoint/, 'slides'], [/zip|compressed|x-tar|ms-tnef/, 'archive'],
];

/** Programs, scripts, shortcuts, disk images, pages that run, documents with macros: opened, they do things. */
const harmful = new Set(
  `exe scr com pif bat cmd msi msp msix appx ps1 psm1 vbs vbe vb js jse mjs ws wsf wsh wsc sct hta cpl jar jnlp lnk url scf reg inf chm hlp dll sys ocx gadget application iso img vhd vhdx dmg pkg app
  command sh bash py pl rb php desktop run apk deb rpm docm dotm xlsm xltm xlam xll pptm potm ppam sldm html htm xhtml shtml mht mhtml svg xsl swf one`.split(/\s+/),
);

export function extensionOf(part: EmailBodyPart): string {
  return splitFileName(part.name ?? '').extension.slice(1).toLowerCase();
}

export function kindOf(part: EmailBodyPart): FileKind {
  const extension = extensionOf(part);
  if (isHarmful(part)) return 'program';
  return extensions[extension] ?? types.find(([type]) => type.test((part.type ?? '').toLowerCase()))?.[1] ?? 'other';
}

/** Whether a file should only be opened by who knows what it is. The name decides: that is what the computer will open it by. */
export function isHarmful(part: EmailBodyPart): boolean {
  return harmful.has(extensionOf(part)) || /^(?:text\/html|application\/(?:x-msdownload|x-msdos-program|x-sh|java-archive|hta|xhtml\+xml)|image\/svg\+xml)$/i.test(part.type ?? '');
}

const shownPictures = /^(?:png|jpe?g|gif|webp|avif|bmp)$/;

/** How it can be looked at here; undefined where it can only be saved. */
export function previewOf(part: EmailBodyPart): Preview | undefined {
  const kind = kindOf(part);
  switch (kind) {
    case 'picture': {
      const extension = extensionOf(part) || (part.type ?? '').toLowerCase().replace('image/', '');
      return shownPictures.test(extension) ? 'picture' : undefined;
    }
    case 'calendar':
    case 'contact':
      return 'text';
    case 'pdf':
    case 'text':
    case 'audio':
    case 'video':
    case 'message':
      return kind;
    default:
      return undefined;
  }
}

const mediaTypes: Readonly<Record<string, string>> = {
  png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp', avif: 'image/avif', bmp: 'image/bmp', pdf: 'application/pdf', mp3: 'audio/mpeg', m4a: 'audio/mp4',
  ogg: 'audio/ogg', oga: 'audio/ogg', opus: 'audio/ogg', wav: 'audio/wav', flac: 'audio/flac', aac: 'audio/aac', mp4: 'video/mp4', m4v: 'video/mp4', webm: 'video/webm', mov: 'video/quicktime',
};

/** The media type to ask for: mail often says application/octet-stream. */
export function mediaTypeOf(part: EmailBodyPart): string {
  return mediaTypes[extensionOf(part)] ?? part.type ?? 'application/octet-stream';
}

/** Parts without a name, by what they are; the rest of the name is the same in all languages. */
export function fileName(part: EmailBodyPart, names: { readonly message: string; readonly invitation: string; readonly file: string }): string {
  if (part.name) return part.name;
  const type = (part.type ?? '').toLowerCase();
  if (type === 'message/rfc822') return `${names.message}.eml`;
  if (type === 'text/calendar') return `${names.invitation}.ics`;
  const known = Object.entries(mediaTypes).find(([, one]) => one === type)?.[0];
  return known ? `${names.file}.${known}` : names.file;
}
