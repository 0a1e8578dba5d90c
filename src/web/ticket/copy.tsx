import { Dialog } from '../parts/dialog.tsx';
import { hide, show } from '../parts/open.ts';
import { toast } from '../parts/toasts.tsx';
import { texts } from '../texts/texts.ts';

const { ticket: said, common } = texts;

/** Copies a text; where the browser does not let the page, as over plain http, it is shown to be copied by hand. */
export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(said.copied);
  } catch {
    show(() => <ByHand text={text} />);
  }
}

const ByHand = ({ text }: { text: string }) => (
  <Dialog title={said.copyByHand} onClose={hide} wide>
    <textarea
      readOnly
      rows={12}
      aria-label={said.copyByHand}
      value={text}
      onFocus={({ currentTarget }) => currentTarget.select()}
    />
    <div class="buttons">
      <button type="button" onClick={hide}>
        {common.close}
      </button>
    </div>
  </Dialog>
);
