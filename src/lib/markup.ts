import { Parser } from 'htmlparser2';

/** What is met on the way through a piece of markup, in its order. Every element that is opened is closed, at the latest at the end. */
export type MarkupVisitor = {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  /** Text with its character references resolved. `isCdata`: it stands in a CDATA section, in which none are. */
  text(data: string, isCdata: boolean): void;
  close(name: string): void;
};

// The parser moves its whole stack of open elements for every tag, so depth costs quadratic time; browsers stop at this one.
const MAX_DEPTH = 512;
const CHUNK = 16_384;

/**
 * Walks through HTML, or XML as far as it is any: nothing in it is an error. In HTML, names are in lower case and all named characters are known;
 * in XML, names are as written and `&nbsp;` stays as it is. Entities that a document declares are never expanded. False, at the place, where
 * elements are nested more than 512 deep. Linear in the text.
 */
export function walkMarkup(text: string, kind: 'html' | 'xml', visitor: MarkupVisitor): boolean {
  let depth = 0;
  let isCdata = false;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth++;
        visitor.open(name, attributes);
      },
      ontext(data) {
        visitor.text(data, isCdata);
      },
      onclosetag(name) {
        depth--;
        visitor.close(name);
      },
      oncdatastart() {
        isCdata = true;
      },
      oncdataend() {
        isCdata = false;
      },
    },
    { xmlMode: kind === 'xml', decodeEntities: true },
  );
  for (let at = 0; at < text.length; at += CHUNK) {
    parser.write(text.slice(at, at + CHUNK));
    if (depth > MAX_DEPTH) return false;
  }
  parser.end();
  return true;
}
