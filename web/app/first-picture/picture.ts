/**
 * The first picture: what the list looked like when this person last saw it. The next visit shows it while the client's code is still being run, and the client
 * then draws over it. It is a drawing and no more: nothing in it can be reached. It lies in the person's replica: whatever takes that away takes the pictures along.
 */
import { browserSettings } from '../../store/names.ts';
import type { PictureNode } from './nodes.ts';

export interface FirstPicture {
  /** Path and search of each address that it shows. */
  readonly addresses: readonly string[];
  /** See {@link circumstances}. */
  readonly circumstances: string;
  readonly title: string;
  /** Of the root element, which the colours and sizes hang on. */
  readonly root: Readonly<Record<string, string>>;
  /** The width of the list as CSS has it. */
  readonly listSize: string;
  /** Further stylesheets than those of the page itself: `/assets/*.css`. */
  readonly styles: readonly string[];
  /** {@link PictureNode}s as JSON: one text is read from disk in a fraction of the time that thousands of objects take. */
  readonly nodes: string;
}

/** Attributes of the root element that a picture brings along. */
export const rootAttributes = ['lang', 'dir', 'data-theme', 'data-density'] as const;

/**
 * All that decides how a list looks on this device: the build (its class names), settings of the browser, the window, and the day, which times are told by.
 * A picture is shown only where nothing of this has changed.
 */
export function circumstances(): string {
  return JSON.stringify([
    import.meta.url, // the file's name tells its content, and with it that of the client, which it begins
    browserSettings.map((key) => localStorage.getItem(key)),
    [innerWidth, innerHeight, matchMedia('(pointer: coarse)').matches],
    new Date().toDateString(),
    new Date().getTimezoneOffset(),
  ]);
}

/** The present address as pictures name it. */
export const addressNow = (): string => location.pathname + location.search;
