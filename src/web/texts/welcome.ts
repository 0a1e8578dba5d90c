/** What a tracker says that has nothing yet; comes with that page. */
export const welcome = {
  title: 'Nothing here yet',
  create: 'Create the first ticket',
  createHint: 'Or press c on any page.',
  agent: 'Let an agent in',
  agentHint: 'Its client gets a code or a snippet, and works on the same tickets.',
  keys: 'See the keys',
  keysHint: 'Everything here can be done by keyboard: ? shows how.',
} as const;
