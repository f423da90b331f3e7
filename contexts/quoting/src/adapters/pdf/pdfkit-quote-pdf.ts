import { setImmediate as othersRun } from 'node:timers/promises';
import Pdf from 'pdfkit';
import type { QuoteDocument } from '../../domain/document/quote-document.ts';
import type { QuotePdf } from '../../ports/quote-pdf.ts';
import { fontFiles, showable } from './fonts.ts';
import { layoutQuote } from './layout-quote.ts';
import { LEFT, type Mark, PAGE, PageLayout, RIGHT } from './page-layout.ts';
import { SOFT, styles, type TextStyle } from './text-style.ts';
import type { Measure } from './wrap-text.ts';

/** Steps of the layout between two breaths of the event loop. */
const STEPS_AT_A_TIME = 20;

/** Lays all pages out, then draws and forgets them one by one. */
export const pdfkitQuotePdf: QuotePdf = {
  async render(document) {
    const pdf = openPdf(document);
    const { regular, bold } = await fontFiles();
    pdf.registerFont('regular', regular).registerFont('bold', bold);
    const bytes = collected(pdf);
    const layout = new PageLayout(measureWith(pdf));
    let steps = 0;
    for (const _ of layoutQuote(layout, document)) {
      steps += 1;
      if (steps % STEPS_AT_A_TIME === 0) await othersRun();
    }
    for (const [index, marks] of layout.pages.entries()) {
      drawPage(pdf, document, marks, `Page ${index + 1} of ${layout.pages.length}`);
      await othersRun();
    }
    pdf.end();
    return bytes;
  },
};

/** Nothing in it comes from the clock or by chance: pdfkit makes the file's id of the information given here. */
function openPdf({ number, revision, madeAt }: QuoteDocument): PDFKit.PDFDocument {
  return new Pdf({
    size: [PAGE.width, PAGE.height],
    margin: 0,
    autoFirstPage: false,
    // No default font: it would be Helvetica, whose metrics nobody needs.
    font: '',
    pdfVersion: '1.7',
    lang: 'en',
    displayTitle: true,
    info: {
      // No names of people and firms: pdfkit writes this into XML as it is.
      Title: `Quote ${number}, revision ${revision}`,
      Producer: 'Quotewright',
      Creator: 'Quotewright',
      CreationDate: new Date(madeAt),
    },
  });
}

async function collected(pdf: PDFKit.PDFDocument): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of pdf) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** What pdfkit knows of the font in use; its types do not say it. */
interface WithFontInUse {
  readonly _font: { readonly font: { hasGlyphForCodePoint(codePoint: number): boolean } };
}

function useFont(pdf: PDFKit.PDFDocument, { font, size }: TextStyle, text: string): string {
  pdf.font(font, size);
  const { _font } = pdf as unknown as WithFontInUse;
  return showable(text, (codePoint) => _font.font.hasGlyphForCodePoint(codePoint));
}

function measureWith(pdf: PDFKit.PDFDocument): Measure {
  return (text, style) => pdf.widthOfString(useFont(pdf, style, text));
}

function drawPage(
  pdf: PDFKit.PDFDocument,
  document: QuoteDocument,
  marks: readonly Mark[],
  page: string,
): void {
  pdf.addPage();
  if (document.marker !== undefined) drawWatermark(pdf, document.marker.word);
  for (const mark of marks) {
    if (mark.kind === 'text') drawText(pdf, mark.text, mark.x, mark.y, mark.style);
    else pdf.moveTo(mark.from, mark.y).lineTo(mark.to, mark.y).lineWidth(mark.weight).stroke(mark.colour);
  }
  const y = PAGE.height - 40;
  pdf
    .moveTo(LEFT, y - 6)
    .lineTo(RIGHT, y - 6)
    .lineWidth(0.5)
    .stroke(SOFT);
  drawText(pdf, document.footer, LEFT, y, styles.small);
  drawText(pdf, page, RIGHT - measureWith(pdf)(page, styles.small), y, styles.small);
}

function drawText(pdf: PDFKit.PDFDocument, text: string, x: number, y: number, style: TextStyle): void {
  const shown = useFont(pdf, style, text);
  pdf.fillColor(style.colour).text(shown, x, y, { lineBreak: false });
}

function drawWatermark(pdf: PDFKit.PDFDocument, word: string): void {
  const style = styles.watermark;
  const [x, y] = [PAGE.width / 2, PAGE.height / 2];
  pdf.save().rotate(-40, { origin: [x, y] });
  drawText(pdf, word, x - measureWith(pdf)(word, style) / 2, y - style.size / 2, style);
  pdf.restore();
}
