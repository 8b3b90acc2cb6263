// Runs the rules over a snapshot: what depends on one instruction alone is remembered with its facts, suppressions and
// severities are applied, and a rule that throws never takes the others with it. It knows no rule by name.
import { actingFacts, instructionOf } from './parts/triggers.ts';
import type { Instruction } from '../dockerfile/dockerfile.ts';
import type { Snapshot } from '../facts/snapshot.ts';
import { everyRuleKey, type Settings } from '../settings/settings-schema.ts';
import { toRange, type Range, type Span } from '../text/range.ts';
import { checkInstruction, type Fail } from './check-instruction.ts';
import { rules as allRules } from './index.generated.ts';
import { isForDevelopment, softened } from './parts/development-file.ts';
import { isSilencedInIgnoreFile } from './parts/ignore-file-suppressed.ts';
import { isRefuted } from './parts/measured-twins.ts';
import { isSuppressed } from './parts/suppressed.ts';
import { severities as loudness } from './rule.ts';
import type { FileFinding, Finding, LocalFinding, Rule, RuleMeta, Severity } from './rule.ts';

/** What a rule needs to be answered; text findings are had first, the others follow. */
export type Need = RuleMeta['needs'];

export interface RunOptions {
  /** Instead of all rules; the same array must be given again for what was remembered to be of use. */
  readonly rules?: readonly Rule[];
  /** Told once per run and rule that threw. */
  readonly bug?: (message: string, error: unknown) => void;
}

const byNeed = new WeakMap<readonly Rule[], ReadonlyMap<Need, readonly Rule[]>>();

function rulesFor(rules: readonly Rule[], need: Need): readonly Rule[] {
  let groups = byNeed.get(rules);
  if (groups === undefined) {
    groups = new Map(
      (['source', 'context', 'image'] as const).map((key) => [key, rules.filter(({ meta }) => meta.needs === key)]),
    );
    byNeed.set(rules, groups);
  }
  return groups.get(need) ?? [];
}

/** What decides which rules run, and how loud: `edition` and `profile` are the defaults where they are left out. */
export type RuleSettings = Pick<Settings, 'rules'> & Partial<Pick<Settings, 'edition' | 'profile'>>;

/** True where the release (`1.2.3`) came after the edition (`1.1`). */
function isAfter(since: string, edition: Settings['edition']): boolean {
  if (edition === 'newest') return false;
  const [major = 0, minor = 0] = since.split('.').map(Number);
  const [editionMajor = 0, editionMinor = 0] = edition.split('.').map(Number);
  return major > editionMajor || (major === editionMajor && minor > editionMinor);
}

/** The severity in force; `off` where the rule is not to run. */
export function severityOf(
  meta: RuleMeta,
  { rules, edition = 'newest', profile = 'balanced' }: RuleSettings,
): Severity | 'off' {
  const named = rules[meta.id];
  if (named !== undefined) return named;
  if (isAfter(meta.since, edition)) return 'off';
  const inProfile = profile === 'balanced' ? undefined : meta.profiles?.[profile];
  return rules[everyRuleKey] ?? inProfile ?? meta.severity;
}

interface SeverityTable {
  readonly settings: RuleSettings;
  readonly isSoft: boolean;
  readonly severities: ReadonlyMap<Rule, Severity | 'off'>;
}

const tables = new WeakMap<readonly Rule[], SeverityTable>();

/** The severities in force in this file: one level lower for weight and time where the file is not for production. */
function severitiesIn(
  snapshot: Snapshot,
  group: readonly Rule[],
  settings: RuleSettings,
): ReadonlyMap<Rule, Severity | 'off'> {
  const isSoft = isForDevelopment(snapshot);
  const known = tables.get(group);
  if (known?.settings === settings && known.isSoft === isSoft) return known.severities;
  const severities = new Map(group.map((rule) => [rule, severityIn(rule.meta, settings, isSoft)]));
  tables.set(group, { settings, isSoft, severities });
  return severities;
}

function severityIn(meta: RuleMeta, settings: RuleSettings, isSoft: boolean): Severity | 'off' {
  const severity = severityOf(meta, settings);
  // Why: what a person has set is meant as it is.
  const isSet = settings.rules[meta.id] !== undefined || settings.rules[everyRuleKey] !== undefined;
  return severity === 'off' || isSet || !isSoft ? severity : softened(severity, meta.group);
}

function failOnce(bug: RunOptions['bug']): Fail {
  const failed = new Set<Rule>();
  return (rule, error) => {
    if (!failed.has(rule)) bug?.(`the rule ${rule.meta.id} failed`, error);
    failed.add(rule);
  };
}

function isRange(place: Span | Range): place is Range {
  return 'start' in place;
}

function placeFinding(
  { meta }: Rule,
  severity: Severity,
  { span, message, saving, proof, ...more }: LocalFinding | FileFinding,
  instruction: Instruction | null,
): Finding {
  return {
    ...('insteadOf' in more ? { insteadOf: more.insteadOf } : {}),
    rule: meta.id,
    aliases: meta.aliases,
    severity,
    message,
    range: isRange(span) ? span : toRange(instruction?.range.start ?? 0, span),
    saving: saving ?? null,
    proof: proof ?? {},
    instruction: instruction?.index ?? null,
    curedBySplit: meta.curedBySplit === true,
  };
}

function compareFindings(a: Finding, b: Finding): number {
  return (
    a.range.start - b.range.start ||
    a.range.end - b.range.end ||
    (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : a.message < b.message ? -1 : a.message > b.message ? 1 : 0)
  );
}

/**
 * Findings of the rules that need exactly `need`, in document order. Rules that need an image find nothing while none
 * was measured; those that need the context say what the text alone tells while the snapshot has none.
 */
export function runRules(
  snapshot: Snapshot,
  settings: RuleSettings,
  need: Need,
  { rules = allRules, bug }: RunOptions = {},
): readonly Finding[] {
  if (need === 'image' && snapshot.measured === null) return [];
  const group = rulesFor(rules, need);
  const severities = severitiesIn(snapshot, group, settings);
  const fail = failOnce(bug);
  const isAnswered =
    need === 'image' ? null : answeredByMeasurement(snapshot, settings, { rules, ...(bug && { bug }) });
  const findings: Finding[] = [];
  const add = (rule: Rule, finding: LocalFinding | FileFinding, instruction: Instruction | null): void => {
    const severity = severities.get(rule) ?? 'off';
    const index = instruction?.index ?? null;
    if (severity === 'off' || isSuppressed(snapshot.dockerfile, index, rule.meta)) return;
    if (isAnswered?.(rule, index) === true) return;
    const insteadOf = 'insteadOf' in finding ? finding.insteadOf : undefined;
    if (insteadOf === undefined || index === null) findings.push(placeFinding(rule, severity, finding, instruction));
    else if (!isAllowed(snapshot, settings, insteadOf, index))
      findings.push(placeFinding(rule, loudest(snapshot, settings, severity, insteadOf, index), finding, instruction));
  };

  const { instructions } = snapshot.dockerfile;
  snapshot.facts.forEach((facts, at) => {
    for (const { rule, finding } of checkInstruction(group, facts, fail)) add(rule, finding, instructions[at] ?? null);
  });
  for (const rule of group) {
    if (rule.checkFile === undefined || severities.get(rule) === 'off') continue;
    try {
      for (const finding of rule.checkFile(snapshot)) {
        const { facts } = finding;
        const instruction = facts === null ? null : instructionOf(snapshot, facts);
        // Why: facts of another snapshot have no place here; a finding without a place is none.
        if (instruction !== undefined) add(rule, finding, instruction);
      }
    } catch (error) {
      fail(rule, error);
    }
  }
  return findings.sort(compareFindings);
}

/** True for a rule on the text at an instruction where a measured build says what the rule could only foresee. */
type IsAnswered = (rule: Rule, instruction: number | null) => boolean;

interface Answered {
  readonly settings: RuleSettings;
  readonly rules: readonly Rule[] | undefined;
  readonly isAnswered: IsAnswered;
}

const answered = new WeakMap<Snapshot, Answered>();

/** Null while nothing was measured. The rules on the text and those on the context ask one after the other. */
function answeredByMeasurement(snapshot: Snapshot, settings: RuleSettings, options: RunOptions): IsAnswered | null {
  if (snapshot.measured?.found == null) return null;
  const known = answered.get(snapshot);
  if (known?.settings === settings && known.rules === options.rules) return known.isAnswered;
  const isAnswered = askMeasured(snapshot, settings, options);
  answered.set(snapshot, { settings, rules: options.rules, isAnswered });
  return isAnswered;
}

function askMeasured(snapshot: Snapshot, settings: RuleSettings, options: RunOptions): IsAnswered {
  const measured = new Map<number | null, Set<string>>();
  for (const { instruction, insteadOf = [] } of runRules(snapshot, settings, 'image', options)) {
    const known = measured.get(instruction);
    if (known === undefined) measured.set(instruction, new Set(insteadOf));
    else for (const id of insteadOf) known.add(id);
  }
  return ({ meta: { id } }, instruction) =>
    measured.get(instruction)?.has(id) === true || isRefuted(snapshot, id, instruction);
}

/** Somebody has said of one of the rules that a measured finding stands for that it is not to speak here. */
function isAllowed(
  { dockerfile }: Snapshot,
  settings: RuleSettings,
  insteadOf: readonly string[] = [],
  instruction: number | null,
): boolean {
  return allRules.some(
    ({ meta }) =>
      insteadOf.includes(meta.id) && (settings.rules[meta.id] === 'off' || isSuppressed(dockerfile, instruction, meta)),
  );
}

/** A measured finding is as loud as the loudest of the findings it stands for. */
function loudest(
  snapshot: Snapshot,
  settings: RuleSettings,
  own: Severity,
  insteadOf: readonly string[],
  instruction: number,
): Severity {
  let most = own;
  for (const rule of allRules) {
    if (!insteadOf.includes(rule.meta.id)) continue;
    const severity = severityIn(rule.meta, settings, isForDevelopment(snapshot));
    if (severity === 'off' || loudness.indexOf(severity) >= loudness.indexOf(most)) continue;
    if (findingsAt(snapshot, rule, instruction).length > 0) most = severity;
  }
  return most;
}

/** What a rule says of one instruction, whatever is set, silenced or measured. */
export function findingsAt(snapshot: Snapshot, rule: Rule, instruction: number): readonly Finding[] {
  const facts = snapshot.facts[instruction];
  const place = snapshot.dockerfile.instructions[instruction];
  if (facts === undefined || place === undefined) return [];
  const local = [...(rule.checkInstruction?.(actingFacts(facts)) ?? [])];
  const here = [...(rule.checkFile?.(snapshot) ?? [])].filter(
    (finding) => finding.facts !== null && instructionOf(snapshot, finding.facts) === place,
  );
  return [...local, ...here].map((finding) => placeFinding(rule, 'info', finding, place));
}

/** Findings of every kind that the snapshot can answer, in document order. */
export function runAllRules(snapshot: Snapshot, settings: RuleSettings, options: RunOptions = {}): readonly Finding[] {
  return (['source', 'context', 'image'] as const)
    .flatMap((need) => runRules(snapshot, settings, need, options))
    .sort(compareFindings);
}

/** Findings in the ignore file of the snapshot's context, in order of its text; none where there is no such file. */
export function runIgnoreFileRules(
  snapshot: Snapshot,
  settings: RuleSettings,
  { rules = allRules, bug }: RunOptions = {},
): readonly Finding[] {
  const file = snapshot.context?.ignoreFile ?? null;
  if (file === null) return [];
  const fail = failOnce(bug);
  const findings: Finding[] = [];
  for (const rule of rules) {
    const severity =
      rule.checkIgnoreFile === undefined ? 'off' : severityIn(rule.meta, settings, isForDevelopment(snapshot));
    if (severity === 'off') continue;
    try {
      for (const { range, ...finding } of rule.checkIgnoreFile?.(snapshot) ?? []) {
        if (isSilencedInIgnoreFile(file, range.start, rule.meta.id)) continue;
        findings.push({
          document: 'ignore-file',
          ...placeFinding(rule, severity, { ...finding, span: range, facts: null }, null),
        });
      }
    } catch (error) {
      fail(rule, error);
    }
  }
  return findings.sort(compareFindings);
}

/** The context files that the rules want read: names relative to the context, or `*.ext` of its top folder. */
export function wantedFiles(rules: readonly Rule[] = allRules): readonly string[] {
  return [...new Set(rules.flatMap(({ meta }) => meta.wants ?? []))].sort();
}
