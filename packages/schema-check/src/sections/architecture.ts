import { contributedFields } from '../architecture/contributed-fields.ts';
import { removedKeys } from '../architecture/keys.ts';
import { namedConsumers } from '../architecture/named-consumers.ts';
import { unfinishedOverrides } from '../architecture/overrides.ts';
import { newRequires, requiresWithArguments } from '../architecture/requires.ts';
import { rootFields } from '../architecture/root-fields.ts';
import { sharedTypes } from '../architecture/shared-types.ts';
import { brokenSubsets } from '../architecture/subsets.ts';
import { type Context, type Section, compareWithBase } from '../context.ts';
import { count } from '../text.ts';

export function judgeArchitecture(context: Context): Section {
  const { base, head, config } = context;
  const { providers, owners, subsets } = config.architecture;
  const ofState = [
    namedConsumers,
    contributedFields,
    rootFields,
    requiresWithArguments,
    sharedTypes,
    brokenSubsets,
    unfinishedOverrides,
  ];
  const findings = [
    ...ofState.flatMap((find) => compareWithBase(context, find)),
    ...removedKeys(base.project.subgraphs, head.project.subgraphs),
    ...newRequires(base.project.subgraphs, head.project.subgraphs),
  ];
  const looked = [
    count(Object.keys(providers).length, 'provider'),
    count(Object.keys(owners).length, 'owned entity', 'owned entities'),
    count(subsets.length, 'subset'),
  ].join(', ');
  const summary = `${looked}: ${findings.length === 0 ? 'nothing found' : count(findings.length, 'finding')}`;
  return { name: 'architecture', summary, findings, details: [] };
}
