/** Why a draft is refused, in the words of RFC 8620 §5.3 and RFC 8621 §4.6. */
export type BuildErrors =
  | { type: 'invalidProperties'; properties: string[]; description: string }
  | { type: 'blobNotFound'; notFound: string[] }
  /** The contents together are larger than `maxBytes`. */
  | { type: 'tooLarge'; maxBytes: number };

/** Collects what is wrong with a draft: property paths (`textBody/0/charset`) and a sentence for the first. */
export class Problems {
  readonly #properties = new Set<string>();
  #description = '';

  add(property: string, sentence: string): void {
    this.#properties.add(property);
    if (this.#description === '') this.#description = `${property}: ${sentence}`;
  }

  get isEmpty(): boolean {
    return this.#properties.size === 0;
  }

  toErrors(): BuildErrors {
    return { type: 'invalidProperties', properties: [...this.#properties], description: this.#description };
  }
}
