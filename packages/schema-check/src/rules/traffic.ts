import type { Rule } from '../rules.ts';

/** Rules of the section traffic: what recorded requests do not tell. */
export const trafficRules = {
  'recorded-operation-unknown': {
    section: 'traffic',
    severity: 'warning',
    title: 'A recorded operation is not valid against the base',
    why: 'It was executed not long ago, but the graph of the base would refuse it, so nobody can tell whom a change breaks.',
    fix: 'If it was removed on purpose, wait until its clients are silent; else find out which graph was recorded.',
  },
  'usage-incomplete': {
    section: 'traffic',
    severity: 'warning',
    title: 'Some requests were recorded without their operations',
    why: 'A gateway names a bounded number of operations a day; what the others use looks unused.',
    fix: 'Let front ends send persisted documents, which are always named, or find out who sends so many operations.',
  },
  'usage-old': {
    section: 'traffic',
    severity: 'warning',
    title: 'The recorded usage is old',
    why: 'What front ends have been released with since is not known, so what looks unused may be used.',
    fix: 'Run usage:pull and commit the file.',
  },
} satisfies Record<string, Rule>;
