import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

/**
 * Some packages put a `<style>` into the page. A file that is the same for everybody cannot carry a nonce, so the build writes the
 * hashes of these styles to `csp.json`, for the server's content security policy: `{"styleHashes": ["sha256-…"]}`.
 * A style whose text cannot be read off the source fails the build: it would be refused in the browser.
 */
export function contentSecurity(): Plugin {
  const hashes = new Set<string>();
  return {
    name: 'messagerie-content-security',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('node_modules') || id.includes('@tiptap')) return null; // Tiptap's is off (injectCSS: false)
      const wanted = code.match(/createElement\((['"])style\1\)/g)?.length ?? 0;
      const texts = [...code.matchAll(/\.textContent = `([^`]*)`(\.trim\(\))?/g)].map(([, text = '', trimmed]) => {
        const filled = text.replace(/\$\{([\w$]+)\}/g, (_, name: string) => constant(code, name) ?? this.error(`${id}: ${name} of an injected style is not a constant`));
        return trimmed ? filled.trim() : filled;
      });
      if (wanted > 0 && texts.length !== wanted) this.error(`${id} injects ${wanted} styles; the texts of ${texts.length} were found`);
      if (wanted > 0) for (const text of texts) hashes.add(`sha256-${createHash('sha256').update(text).digest('base64')}`);
      return null;
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'csp.json', source: `${JSON.stringify({ styleHashes: [...hashes].sort() })}\n` });
    },
  };
}

function constant(code: string, name: string): string | undefined {
  const escaped = name.replaceAll('$', '\\$');
  return new RegExp(`const ${escaped} = (['"])([^'"]*)\\1`).exec(code)?.[2];
}
