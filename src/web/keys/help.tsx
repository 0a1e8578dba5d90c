import { Dialog } from '../parts/dialog.tsx';
import { hide, show } from '../parts/open.ts';
import { texts } from '../texts/texts.ts';
import { areSingleKeysOn, setSingleKeys } from './keys.ts';
import { printKeys } from './print.ts';
import { type Group, listCommands } from './registry.ts';

export const openHelp = (): void => show(() => <Help />);

function Help() {
  const groups = Object.entries(texts.keys.groups) as [Group, string][];
  return (
    <Dialog title={texts.common.help} onClose={hide} wide>
      <div class="help">
        {groups.map(([group, title]) => (
          <section key={group}>
            <h3>{title}</h3>
            <dl>
              {listCommands()
                .filter((command) => command.group === group && command.keys.length > 0)
                .map(({ id, title: name, keys }) => (
                  <div key={id}>
                    <dt>
                      {keys.map((one) => (
                        <kbd key={one}>{printKeys(one)}</kbd>
                      ))}
                    </dt>
                    <dd>{name}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={areSingleKeysOn.value}
          onChange={({ currentTarget }) => setSingleKeys(currentTarget.checked)}
        />
        {texts.keys.single}
      </label>
      <div class="buttons">
        <button type="button" onClick={hide}>
          {texts.common.close}
        </button>
      </div>
    </Dialog>
  );
}
