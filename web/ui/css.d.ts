import 'react';

declare module 'react' {
  interface CSSProperties {
    /** Custom properties that a stylesheet reads. */
    [property: `--${string}`]: string | number | undefined;
  }
}
