/** The client's texts: whole in each language, and the only ones. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { ar } from '../../../web/text/ar/index.ts';
import { en } from '../../../web/text/en/index.ts';
import { fr } from '../../../web/text/fr/index.ts';
import { type Language, locales } from '../../../web/text/languages.ts';

const web = fileURLToPath(new URL('../../../web', import.meta.url));
const catalogues = { fr, en, ar } as const;
const categories = Object.fromEntries(
  Object.entries(locales).map(([language, locale]) => [language, new Intl.PluralRules(locale).resolvedOptions().pluralCategories]),
) as Record<Language, string[]>;

type Leaf = string | Readonly<Record<string, string>>;

/** All texts by their dotted keys; a counted text is an object with at least `one` and `other`. */
function leaves(node: object, path = ''): Map<string, Leaf> {
  const found = new Map<string, Leaf>();
  for (const [name, value] of Object.entries(node)) {
    const key = path === '' ? name : `${path}.${name}`;
    if (typeof value === 'string' || ('one' in value && 'other' in value)) found.set(key, value as Leaf);
    else for (const [inner, leaf] of leaves(value as object, key)) found.set(inner, leaf);
  }
  return found;
}

function placeholders(leaf: Leaf): string[] {
  const texts = typeof leaf === 'string' ? [leaf] : Object.values(leaf);
  return [...new Set(texts.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')))].sort();
}

const letter = /\p{L}/u;
const french = leaves(fr);

describe.each(Object.keys(catalogues) as Language[])('%s', (language) => {
  const texts = leaves(catalogues[language]);

  test('has the keys of the French texts, no more and no fewer', () => {
    expect([...texts.keys()].sort()).toEqual([...french.keys()].sort());
  });

  test('has no empty text, no space at the end of words', () => {
    // Nothing may be said about nothing; a separator has its space.
    const isWrong = ([form, text]: [string, string]): boolean => (text === '' ? form !== 'zero' : letter.test(text) && text !== text.trim());
    const wrong = [...texts].filter(([, leaf]) => Object.entries(typeof leaf === 'string' ? { text: leaf } : leaf).some(isWrong));
    expect(wrong).toEqual([]);
  });

  test('has every plural form of the language where a text is counted', () => {
    const wrong = [...texts].filter(([key, leaf]) => {
      const counted = french.get(key);
      if (typeof leaf === 'string' || typeof counted === 'string') return typeof leaf !== typeof counted;
      return [...categories[language]].sort().join() !== Object.keys(leaf).sort().join();
    });
    expect(wrong).toEqual([]);
  });

  test('has the placeholders of the French texts', () => {
    // Some languages have the number in the word itself: "رسالتان" needs no {count}.
    const uncounted = (leaf: Leaf | undefined) => placeholders(leaf ?? '').filter((name) => name !== 'count' || typeof leaf === 'string');
    const wrong = [...texts].filter(([key, leaf]) => uncounted(leaf).join() !== uncounted(french.get(key)).join()).map(([key]) => key);
    expect(wrong).toEqual([]);
  });

  test('names the count where the form covers more than one number', () => {
    const wrong = [...texts].filter(([, leaf]) => typeof leaf !== 'string' && placeholders(leaf).includes('count') && !leaf.other?.includes('{count}')).map(([key]) => key);
    expect(wrong).toEqual([]);
  });
});

test('no French line begins with a mark of punctuation: its space is one that does not break', () => {
  const wrong = [...french].flatMap(([key, leaf]) => (typeof leaf === 'string' ? [leaf] : Object.values(leaf)).filter((text) => /[^\u202f][;!?]|[^\u00a0]»|«[^\u00a0]|[^\u00a0\d]:(?!\/\/)/.test(text)).map((text) => `${key}: ${text}`));
  expect(wrong).toEqual([]);
});

test('an Arabic list has its own comma', () => {
  const wrong = [...leaves(ar)].filter(([, leaf]) => (typeof leaf === 'string' ? [leaf] : Object.values(leaf)).some((text) => /,(?!\d)/.test(text)));
  expect(wrong).toEqual([]);
});

/** Attributes that are read or heard. Those of components carry words as well. */
const spoken = new Set(['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'placeholder', 'title', 'alt', 'label', 'text', 'hint', 'error', 'unavailable', 'confirm', 'tooltip', 'description']);

/** Operators of which either side may be what is shown. */
const joining = new Set([ts.SyntaxKind.PlusToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken]);

/** What a person would read that is not from the catalogues. @returns `line: text` */
function hardCoded(name: string, source: string): string[] {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const note = (node: ts.Node, text: string): void => {
    if (letter.test(text)) found.push(`${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${text.trim()}`);
  };
  /** The texts that an expression may be, looking through conditions. */
  const noteTexts = (node: ts.Expression | undefined): void => {
    if (node === undefined) return;
    if (ts.isStringLiteralLike(node)) note(node, node.text);
    else if (ts.isTemplateExpression(node)) for (const part of [node.head, ...node.templateSpans.map(({ literal }) => literal)]) note(node, part.text);
    else if (ts.isParenthesizedExpression(node)) noteTexts(node.expression);
    else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(noteTexts);
    else if (ts.isBinaryExpression(node) && joining.has(node.operatorToken.kind)) [node.left, node.right].forEach(noteTexts);
    else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) noteTexts(node.right);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) note(node, node.text);
    if (ts.isJsxAttribute(node) && spoken.has(node.name.getText(file))) {
      if (node.initializer && ts.isStringLiteral(node.initializer)) note(node, node.initializer.text);
      else if (node.initializer && ts.isJsxExpression(node.initializer)) noteTexts(node.initializer.expression);
    }
    if (ts.isJsxExpression(node) && (ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent))) noteTexts(node.expression);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

test('no component says what is not in the catalogues', () => {
  const files = readdirSync(web, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx') && !name.startsWith(join('ui', 'gallery')));
  expect(files.length).toBeGreaterThan(10);
  const found = files.flatMap((name) => hardCoded(name, readFileSync(join(web, name), 'utf8')).map((where) => `${relative(web, join(web, name))}:${where}`));
  expect(found).toEqual([]);
});

test('a hard-coded text is found in an element, an attribute, a condition and a template', () => {
  const source = '<p title="Hello">Bonjour {open ? "oui" : t("a.b")} {kind === "phone" && (name ?? "personne")} {`${n} jours`} <i aria-label={`x`} className="row">{"·"}</i></p>';
  expect(hardCoded('x.tsx', source)).toEqual(['1: Hello', '1: Bonjour', '1: oui', '1: personne', '1: jours', '1: x']);
});
