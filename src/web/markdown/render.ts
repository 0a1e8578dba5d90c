import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

type HtmlExtension = ReturnType<typeof gfmHtml>;

/** What every id of a text begins with, so that none is one of the page's. */
export const idPrefix = 'user-content-';

/** A carriage return alone ends no line in a tracker's texts, as it does none in git. */
export const withoutLoneReturns = (text: string): string => text.replace(/\r(?!\n)/g, ' ');

/**
 * Markdown as GitHub reads it, as HTML in which no HTML of the text is left. `scope`: what tells the ids of this text from those of
 * others on the page.
 */
export function renderMarkdown(text: string, scope: string): string {
  const footnotes = gfmHtml({
    clobberPrefix: `${idPrefix}${scope}`,
    labelTagName: 'p',
    labelAttributes: 'class="sr"',
  });
  return micromark(withoutLoneReturns(text), {
    extensions: [gfm()],
    htmlExtensions: [footnotes, boxesWithLines],
  });
}

/** Boxes say on which line of the text they stand, by which they are ticked. */
const boxesWithLines: HtmlExtension = {
  enter: {
    taskListCheck(token) {
      this.tag(`<input type="checkbox" data-line="${token.start.line}" `);
    },
  },
};
