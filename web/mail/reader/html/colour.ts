/** Colours of a message in the dark theme: whether it has any of its own, and dark text made legible. */

export interface Rgb {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  /** 0–1. */
  readonly alpha: number;
}

const canvas = typeof OffscreenCanvas === 'undefined' ? undefined : new OffscreenCanvas(1, 1).getContext('2d');
const known = new Map<string, Rgb | undefined>();

/** Reads a colour in any of CSS's forms; undefined where it is none, or depends on something else (`inherit`, `currentcolor`, `var()`). */
export function parseColour(text: string): Rgb | undefined {
  const key = text.trim().toLowerCase();
  if (known.has(key)) return known.get(key);
  const colour = read(key);
  if (known.size > 5_000) known.clear();
  known.set(key, colour);
  return colour;
}

function read(text: string): Rgb | undefined {
  if (!canvas || text === '' || text === 'inherit' || text === 'initial' || text === 'currentcolor') return undefined;
  // What is no colour leaves the one that was there: two different ones tell.
  canvas.fillStyle = '#010203';
  canvas.fillStyle = text;
  const once = canvas.fillStyle;
  canvas.fillStyle = '#030201';
  canvas.fillStyle = text;
  if (canvas.fillStyle !== once) return undefined;
  const hex = /^#(..)(..)(..)$/.exec(once);
  if (hex) return { red: Number.parseInt(hex[1] ?? '', 16), green: Number.parseInt(hex[2] ?? '', 16), blue: Number.parseInt(hex[3] ?? '', 16), alpha: 1 };
  const [red, green, blue, alpha] = (once.match(/[\d.]+/g) ?? []).map(Number);
  return red === undefined || green === undefined || blue === undefined ? undefined : { red, green, blue, alpha: alpha ?? 1 };
}

/** White, or nothing at all: paper without a colour. */
export function isPaper({ red, green, blue, alpha }: Rgb): boolean {
  return alpha < 0.05 || Math.min(red, green, blue) >= 248;
}

/** As it is on paper; lighter on a dark surface where it is too dark for it, of the same hue. */
export function onEither(colour: Rgb): string {
  const { red, green, blue, alpha } = colour;
  return `light-dark(rgb(${red} ${green} ${blue} / ${alpha}), ${onDark(colour)})`;
}

function onDark(colour: Rgb): string {
  const [hue, saturation, lightness] = toHsl(colour);
  if (lightness > 0.68) return toCss(hue, saturation, lightness, colour.alpha);
  // Black becomes the theme's text; what lies between keeps its order.
  return toCss(hue, Math.min(saturation, 0.8), 0.92 - lightness * 0.3, colour.alpha);
}

function toCss(hue: number, saturation: number, lightness: number, alpha: number): string {
  return `hsl(${Math.round(hue)} ${Math.round(saturation * 100)}% ${Math.round(lightness * 100)}% / ${alpha})`;
}

function toHsl({ red, green, blue }: Rgb): [number, number, number] {
  const [r, g, b] = [red / 255, green / 255, blue / 255];
  const most = Math.max(r, g, b);
  const least = Math.min(r, g, b);
  const lightness = (most + least) / 2;
  const range = most - least;
  if (range === 0) return [0, 0, lightness];
  const saturation = range / (1 - Math.abs(2 * lightness - 1));
  const hue = most === r ? ((g - b) / range + 6) % 6 : most === g ? (b - r) / range + 2 : (r - g) / range + 4;
  return [hue * 60, Math.min(1, saturation), lightness];
}
