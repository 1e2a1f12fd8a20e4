import type { Rule } from '../rules.ts';

const change = (title: string, why: string, fix: string): Rule => ({
  section: 'changes',
  severity: 'info',
  title,
  why,
  fix,
});

const removal =
  'Operations that name it are refused as a whole, and released front ends cannot be changed.';
const keepAndDeprecate =
  'Keep it and mark it @deprecated with a reason; remove it when no released operation uses it.';
const expandAndContract =
  'Add a new one beside it, move the operations over, then remove the old one.';

/** The kinds of change that deserve their own words; the others are described by their name. */
export const changeRules = {
  'field-removed': change('A field was removed', removal, keepAndDeprecate),
  'type-removed': change('A type was removed or renamed', removal, keepAndDeprecate),
  'input-field-removed': change('An input field was removed', removal, keepAndDeprecate),
  'field-argument-removed': change('An argument was removed', removal, keepAndDeprecate),
  'enum-value-removed': change(
    'An enum value was removed',
    'An operation that sends the value is refused; one that only reads it no longer receives it.',
    keepAndDeprecate,
  ),
  'union-member-removed': change('A union lost a member', removal, keepAndDeprecate),
  'object-type-interface-removed': change(
    'A type no longer implements an interface',
    'Fragments on the interface silently stop matching objects of this type.',
    'Keep the interface as long as operations select through it.',
  ),
  'field-type-changed': change(
    'The type of a field changed',
    'Front ends were generated from the old type: a null or another shape arrives where they expect none. Validation alone does not see this.',
    expandAndContract,
  ),
  'type-kind-changed': change(
    'A type became another kind of type',
    'Selections, fragments and variables for the old kind are refused.',
    expandAndContract,
  ),
  'field-argument-type-changed': change(
    'The type of an argument changed',
    'Variables declared with the old type are refused.',
    expandAndContract,
  ),
  'input-field-type-changed': change(
    'The type of an input field changed',
    'Values that released front ends send are refused.',
    expandAndContract,
  ),
  'argument-made-required': change(
    'An argument became required',
    'Operations that leave it out, or declare its variable nullable, are refused.',
    'Keep it nullable and treat null as the old behaviour, or give it a default.',
  ),
  'input-field-made-required': change(
    'An input field became required',
    'Front ends that leave it out are refused when they send a value, not when they are built.',
    'Keep it nullable and treat null as the old behaviour, or give it a default.',
  ),
  'field-argument-added': change(
    'An argument was added',
    'A required argument without a default makes every operation that uses the field invalid.',
    'Make it nullable or give it a default.',
  ),
  'input-field-added': change(
    'An input field was added',
    'A required field without a default makes every value that front ends send invalid.',
    'Make it nullable or give it a default.',
  ),
  'field-argument-default-changed': change(
    'The default of an argument changed',
    'Operations that leave the argument out behave differently without having changed.',
    'Make sure that every listed operation wants the new behaviour.',
  ),
  'input-field-default-value-changed': change(
    'The default of an input field changed',
    'Front ends that leave the field out get another behaviour without having changed.',
    'Make sure that every listed operation wants the new behaviour.',
  ),
  'enum-value-added': change(
    'An enum value was added',
    'An operation that reads the enum may receive a value its front end does not know.',
    'Front ends must have a default branch; tell their authors.',
  ),
  'union-member-added': change(
    'A union gained a member',
    'An operation that reads the union may receive a type its front end does not know.',
    'Front ends must have a default branch; tell their authors.',
  ),
} satisfies Record<string, Rule>;
