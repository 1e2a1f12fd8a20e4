/** A change of one source file. Its text must be there exactly once. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** What makes one kind of results right, taken out again. */
export interface Mutant {
  /** What is right as long as it is there. */
  readonly kind: string;
  readonly edits: readonly Edit[];
}

const edit = (file: string, find: string, replace: string): Edit => ({ file, find, replace });

/** Conditions stay in the planned document, and the plan decides them. */
const conditionsUndecided = [
  edit(
    'src/operation/planned-document.ts',
    'if (this.#conditions.includes(selection) !== true) return [];',
    '',
  ),
  edit(
    'src/operation/planned-document.ts',
    'kind: Kind.INLINE_FRAGMENT,',
    'kind: Kind.INLINE_FRAGMENT, directives: selection.directives,',
  ),
  edit(
    'src/operation/planned-document.ts',
    '{ kind: Kind.FRAGMENT_SPREAD, name };',
    '{ kind: Kind.FRAGMENT_SPREAD, name, directives: selection.directives };',
  ),
  edit(
    'src/operation/response-keys.ts',
    '    name: node.name,\n',
    '    name: node.name,\n    directives: node.directives,\n',
  ),
  edit(
    'src/operation/compiled-operation.ts',
    '{ graph, toClientPath }',
    '{ graph, toClientPath, conditions }',
  ),
  edit(
    'src/plan/compile-node.ts',
    "return refuse('the plan has a condition');",
    `{
  const name = (value) => ({ kind: 'Name', value });
  const value = { kind: 'Variable', name: name(node.condition) };
  const argument = { kind: 'Argument', name: name('if'), value };
  const directive = { kind: 'Directive', name: name('include'), arguments: [argument] };
  const holds = context.conditions.includes({ directives: [directive] }) === true;
  const chosen = holds ? node.ifClause : node.elseClause;
  return chosen ? compileNode(chosen, context, path) : async () => {};
}`,
  ),
];

export const mutants: readonly Mutant[] = [
  {
    kind: 'an alias takes the name of a key field',
    edits: [
      edit(
        'src/operation/response-keys.ts',
        'return names.has(key) && (key !== name || namesWithArguments.has(name));',
        'return names.has(key) && key === name && namesWithArguments.has(name);',
      ),
    ],
  },
  {
    kind: 'a type condition in another one',
    edits: [
      edit(
        'src/shape/selected.ts',
        'const collect = (set: SelectionSetNode): void => {',
        'const collect = (set: SelectionSetNode, around = type): void => {',
      ),
      edit(
        'src/shape/selected.ts',
        '.typeCondition?.name.value, type);',
        '.typeCondition?.name.value, around);',
      ),
      edit(
        'src/shape/selected.ts',
        'if (applies(operation, condition, type)) collect(fragment.selectionSet);',
        'if (applies(operation, condition, around)) collect(fragment.selectionSet, condition);',
      ),
    ],
  },
  {
    kind: 'false, 0 and "" where types differ in nullability',
    edits: [
      edit('src/plan/rewrites.ts', 'if (value === undefined) return;', 'if (!value) return;'),
    ],
  },
  {
    kind: 'a field beside a skipped one that requires others',
    edits: [...conditionsUndecided],
  },
  {
    kind: 'arguments of a client beside those of a requirement',
    edits: [
      edit(
        'src/operation/response-keys.ts',
        '(key !== name || namesWithArguments.has(name))',
        'key !== name',
      ),
    ],
  },
  {
    kind: 'two requirements with different arguments',
    edits: [edit('src/operation/parts.ts', 'if (groups.length < 2) return', 'return')],
  },
  {
    kind: 'a constant leaves out everything below a field',
    edits: [
      edit(
        'src/operation/planned-document.ts',
        'if (inner.length === 0 && !wanted) return undefined;',
        'if (inner.length === 0) return undefined;',
      ),
    ],
  },
  {
    kind: 'order of keys when fragments merge',
    edits: [
      edit(
        'src/shape/selected.ts',
        'for (const selection of set.selections) {',
        `const isField = ({ kind }) => kind === Kind.FIELD;
    for (const selection of [...set.selections].sort((a, b) => isField(b) - isField(a))) {`,
      ),
    ],
  },
  {
    kind: 'an alias __typename',
    edits: [
      edit(
        'src/operation/response-keys.ts',
        "if (key === '__typename') return name !== '__typename';",
        "if (key === '__typename') return false;",
      ),
    ],
  },
  {
    kind: 'a condition that is null',
    edits: [
      edit(
        'src/shape/selected.ts',
        'if (included === undefined) throw nullCondition(selection);',
        'if (included === undefined) continue;',
      ),
    ],
  },
];
