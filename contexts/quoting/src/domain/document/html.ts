declare const htmlBrand: unique symbol;
/** Markup. Only `html` makes it, so that foreign text cannot become markup unescaped. */
export type Html = string & { readonly [htmlBrand]: true };

type Content = string | number | readonly Html[] | false;

/** A template whose values are escaped, each for text and for quoted attributes; an array holds markup. */
export function html(markup: TemplateStringsArray, ...values: readonly Content[]): Html {
  return markup.reduce((text, part, index) => `${text}${contentOf(values[index - 1])}${part}`) as Html;
}

function contentOf(value: Content | undefined): string {
  if (value === undefined || value === false) return '';
  return typeof value === 'object' ? value.join('') : escaped(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Also what HTML cannot hold at all is shown as what it is: not a character. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\P{Cc}\t\n]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}
