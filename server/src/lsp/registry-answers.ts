// What registries say of images under the cursor: a hover is given what is known at once, and the registry is asked behind
// it, once at a time per image. A registry that failed is left alone for a while.
import { isUnavailable } from '../host/host.ts';
import type { Host } from '../host/host.ts';
import { formatReference, type Reference } from '../image/reference.ts';
import { openRegistryFigures, type RegistryFigure } from '../operations/registry-figures.ts';

export interface RegistryAnswers {
  /** What is known now; asks the registry where that is nothing or old. */
  lookUp(
    reference: Reference,
    platform: string,
  ): Promise<{ readonly figure: RegistryFigure | null; readonly remark: string | null }>;
  /** What is known now; asks nobody. */
  remembered(reference: Reference, platform: string): Promise<RegistryFigure | null>;
}

/** Milliseconds after which a registry that failed is asked again. */
const failureLifetime = 5 * 60 * 1000;
/** Milliseconds for which a hover waits: a quick registry answers the first one. */
const patience = 250;

interface Answer {
  figure: RegistryFigure | null;
  why: string | null;
  at: number;
  pending: Promise<void> | null;
}

export function openRegistryAnswers(host: Host): RegistryAnswers {
  const figures = openRegistryFigures(host);
  const answers = new Map<string, Answer>();

  /** A failure is known for a while, a figure as long as the figures themselves take it for right. */
  function isDue({ pending, why, at }: Answer): boolean {
    return pending === null && (why === null || host.now() - at > failureLifetime);
  }

  return {
    remembered: (reference, platform) => figures.remembered(reference, platform),
    async lookUp(reference, platform) {
      const key = `${platform} ${formatReference(reference)}`;
      const answer = answers.get(key) ?? { figure: null, why: null, at: 0, pending: null };
      answers.set(key, answer);
      answer.figure ??= await figures.remembered(reference, platform);
      if (isDue(answer)) {
        answer.pending = figures.ask(reference, platform).then((said) => {
          answer.pending = null;
          answer.at = host.now();
          answer.why = isUnavailable(said) ? said.why : null;
          if (!isUnavailable(said)) answer.figure = said;
        });
      }
      if (answer.figure === null && answer.pending !== null)
        await Promise.race([answer.pending, new Promise((resolve) => setTimeout(resolve, patience))]);
      if (answer.figure !== null) return { figure: answer.figure, remark: null };
      const remark =
        answer.pending === null
          ? `${reference.registry}: ${answer.why ?? 'no answer'}`
          : `${reference.registry} is being asked; hover again for its figures`;
      return { figure: null, remark };
    },
  };
}
