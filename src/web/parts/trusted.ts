interface Policy {
  createHTML(text: string): unknown;
  createScriptURL(text: string): unknown;
}

const rules = {
  // Made by micromark alone, which lets no HTML of a ticket through.
  createHTML: (html: string) => html,
  createScriptURL(address: string) {
    if (!/^\/assets\/[\w.-]+\.js$/.test(address)) throw new TypeError(`${address} is no script of this page`);
    return address;
  },
};

/** The one way by which text becomes HTML or a script's address; the page's policy allows no other. */
export const trusted: Policy =
  (window as { trustedTypes?: { createPolicy(name: string, given: typeof rules): Policy } }).trustedTypes?.createPolicy(
    'tracker',
    rules,
  ) ?? rules;
