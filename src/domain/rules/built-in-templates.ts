/** What there is without a file in `.tracker/templates/`; a file of the same name goes before. */
export const builtInTemplates: Readonly<Record<string, string>> = {
  'api-endpoint': `---
about: An endpoint with its contract, and what it refuses
title: "{{method}} {{path}}"
type: feature
labels: [api]
---
## Context
{{purpose|Who calls it, and what for?}}
Resource: {{resource|what it reads or changes}}

## Contract
- Request: parameters, body, limits
- Response: status codes and body
- Errors: code, status and message of each
- Access: who may call it

## Acceptance
- [ ] Input is validated; a bad one is refused with a message that says what to change
- [ ] Access is checked, and a caller without it is refused
- [ ] Tests cover success, each error and the limits
- [ ] A repeated or concurrent call does no harm
- [ ] The API's documentation shows it

## Notes
`,
  'bug-fix': `---
about: What happens, what should happen, and how to see it
title: "{{what}}"
type: bug
---
## What happens
{{actual|What is seen, with which exact message?}}

## What should happen
{{expected|What was expected, and why?}}

## Steps to reproduce
{{steps|What is the shortest way to see it?}}

## Environment
Version, commit, system

## Acceptance
- [ ] A test fails before the fix and passes after it
- [ ] The cause is known and named in the commit
- [ ] Places with the same mistake were looked for

## Notes
`,
  'database-migration': `---
about: A change of the schema, its data, and the way back
title: "Migration: {{change}}"
type: task
labels: [database]
---
## Context
{{reason|Why is it needed?}}

## Plan
1. Schema: statements, and the locks that they take
2. Data: how existing rows are carried over, in which batches
3. Code: which version reads and writes which shape
4. Way back: {{rollback|how is it undone, and until when?}}

## Acceptance
- [ ] Runs on an empty database and on a copy of production's
- [ ] Old and new code both work while it runs
- [ ] Duration and locks were measured on realistic data
- [ ] The way back was tried
- [ ] Row counts and constraints are checked afterwards

## Notes
`,
  'react-component': `---
about: A component with its props, states and keyboard
title: "Component {{name}}"
type: feature
labels: [frontend]
---
## Context
{{purpose|Where is it used, and what does it show?}}

## Design
- Props: names, types, defaults
- State: what it owns, what it is given
- Looks: default, hover, focus, disabled, loading, empty, error

## Acceptance
- [ ] All states above are implemented and shown in an example
- [ ] Works by keyboard alone, with labels and roles for screen readers
- [ ] Tests act as a user does: they find by role and text
- [ ] Holds on a narrow screen and with long texts
- [ ] Renders no more often than its props change

## Notes
`,
  refactor: `---
about: Another structure for the same behaviour
title: "Refactor {{target}}"
type: task
labels: [refactor]
---
## Context
{{problem|What is hard today? An example}}

## Goal
{{goal|How should it look afterwards, and how is that seen?}}

## Out of scope
Changes of behaviour

## Acceptance
- [ ] Tests that pin today's behaviour exist before the first change
- [ ] Behaviour, public names and formats are unchanged
- [ ] Each commit builds and passes the tests
- [ ] The old way is gone; nothing is left half moved
- [ ] Speed and memory are no worse

## Notes
`,
};

/** What a variable is called besides, in a template that has no variable of that name. */
export const variableWords: Readonly<Record<string, string>> = { endpoint: 'path' };
