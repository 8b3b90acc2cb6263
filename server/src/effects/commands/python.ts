// The Python interpreter: environments, setup.py, modules that are programs, one-liners. What a script does is not known,
// unless it is one of those that download models and data, whose folders are.
import type { Argument } from '../arguments.ts';
import type { Call } from '../define-tool.ts';
import { defineTool, list } from '../define-tool.ts';
import type { CommandContext, Effect, PathPattern, Tool } from '../effect.ts';
import { downloadsOfCode, modelDownload, nltkFolder } from '../model-downloads.ts';
import { argumentOf, has, parseOptions } from '../options.ts';
import { below, joinPath, treeAt, unknownBelow } from '../path-set.ts';
import { writeTo } from '../persistence.ts';
import { pythonPrefixOf, pythonWrites } from '../python-places.ts';

const python = defineTool(
  'python pypy',
  { values: list('-W -X -m -c --check-hash-based-pycs'), operandEnds: true },
  (call) => {
    const { parsed, verb, rest } = call;
    const module = argumentOf(parsed, '-m');
    if (module !== undefined)
      return module.text === null ? null : moduleEffect(call, module.text, argumentsAfter(call, module));
    const code = argumentOf(parsed, '-c');
    if (code !== undefined)
      return code.text === null ? downloadsOfCode(code.word.raw, call.context) : codeEffect(code.text, call.context);
    // Why: `python <<EOF` runs the body.
    const body = call.command.redirections.find((one) => one.body !== null)?.body?.text;
    if ((verb === undefined || verb.text === '-') && body !== undefined) return codeEffect(body, call.context);
    if (verb === undefined)
      return has(parsed, '-V', '--version') || call.command.redirections.length === 0 ? { role: 'inspect' } : null;
    if (verb.text === null) return null;
    return scriptEffect(call, verb.text, rest);
  },
);

/** What follows the value of -m: the module's own arguments. */
function argumentsAfter({ parsed }: Call, module: Argument): readonly Argument[] {
  const own = parsed.options
    .filter(({ argument }) => argument.word.span.from > module.word.span.from)
    .map(({ argument }) => argument);
  return [...own, ...parsed.operands].sort((a, b) => a.word.span.from - b.word.span.from);
}

function moduleEffect(call: Call, module: string, args: readonly Argument[]): Partial<Effect> | null {
  const { context, tree } = call;
  switch (module) {
    case 'venv':
    case 'virtualenv': {
      const { operands } = parseOptions(args, { values: ['-p', '--python', '--prompt'] });
      return {
        tool: module,
        verb: 'venv',
        writes: operands.map((each) => writeTo(tree(each), each.word)),
        role: 'configure',
      };
    }
    case 'ensurepip':
      return { verb: module, writes: pythonWrites(pythonPrefixOf(call.program, context)), role: 'install' };
    case 'compileall':
      return {
        verb: module,
        writes: args
          .filter((each) => !each.prefix.startsWith('-'))
          .map((each) => writeTo(unknownBelow(tree(each).path))),
        role: 'compile',
      };
    case 'build':
      return {
        verb: module,
        reads: [treeAt(context.workingFolder)],
        writes: [writeTo(treeAt(call.path('dist')))],
        network: true,
        role: 'compile',
      };
    case 'pytest':
    case 'unittest':
    case 'tox':
    case 'nox':
      return {
        verb: module,
        reads: [unknownBelow('/')],
        writes: [writeTo(unknownBelow(context.workingFolder))],
        role: 'test',
      };
    case 'nltk.downloader':
    case 'nltk': {
      const folder = argumentOf(parseOptions(args, { values: ['-d', '-u'] }), '-d');
      const path = folder === undefined ? treeAt(nltkFolder(context)) : tree(folder);
      return modelDownload(module, [writeTo(path, folder?.word)]);
    }
    case 'spacy':
      return args[0]?.text === 'download'
        ? { ...modelDownload(module, pythonWrites(pythonPrefixOf(call.program, context))), role: 'install' }
        : null;
    case 'playwright':
      return args[0]?.text === 'install'
        ? modelDownload(module, [
            writeTo(
              treeAt(context.variable('PLAYWRIGHT_BROWSERS_PATH') ?? `${below(context.home)}/.cache/ms-playwright`),
            ),
          ])
        : null;
    default:
      return null;
  }
}

function codeEffect(code: string, context: CommandContext): Partial<Effect> | null {
  const statements = code.split(/[;\n]/).map((statement) => statement.trim());
  // Why: importing and printing leave nothing but bytecode beside what was there.
  const looks = statements.every(
    (statement) => statement === '' || /^(?:import|from|print|assert|sys\.exit|exit)\b/.test(statement),
  );
  return downloadsOfCode(code, context) ?? (looks ? { verb: '-c', role: 'inspect' } : null);
}

function scriptEffect(call: Call, script: string, rest: readonly Argument[]): Partial<Effect> | null {
  const { context, path } = call;
  const name = script.slice(script.lastIndexOf('/') + 1);
  const file: PathPattern = { kind: 'file', path: path(script) };
  const verbs = rest.filter((each) => !each.prefix.startsWith('-')).map((each) => each.text ?? '');
  if (name === 'setup.py') {
    const folder = joinPath(file.path, '..');
    const installs = verbs.some((verb) => /^(?:install|develop)$/.test(verb));
    const parsed = parseOptions(rest, { values: ['--prefix', '--root', '-d', '--dist-dir', '-b'] });
    const prefix = argumentOf(parsed, '--prefix')?.text;
    return {
      verb: verbs[0] ?? null,
      reads: [treeAt(folder)],
      writes: [
        writeTo(unknownBelow(folder)),
        ...(installs ? pythonWrites(prefix == null ? pythonPrefixOf(call.program, context) : path(prefix)) : []),
      ],
      installs: installs
        ? [
            {
              manager: 'pip',
              packages: [],
              manifests: [{ path: folder, role: 'project', word: call.verb?.word ?? null }],
              into: { kind: 'system', prefix: null },
              recommends: null,
              open: true,
              sources: [],
            },
          ]
        : [],
      network: installs,
      role: installs ? 'install' : 'compile',
      environment: list('CFLAGS CC CXX MAX_JOBS TORCH_CUDA_ARCH_LIST FORCE_CUDA'),
    };
  }
  return name === 'manage.py' ? djangoEffect(context, verbs[0] ?? null) : null;
}

/** Commands of Django that make files of the project out of others. */
function djangoEffect(context: CommandContext, verb: string | null): Partial<Effect> | null {
  if (verb === null || !/^(?:collectstatic|check|compilemessages)$/.test(verb)) return null;
  return {
    verb,
    reads: [unknownBelow('/')],
    writes: [writeTo(unknownBelow(context.workingFolder))],
    needs: verb === 'compilemessages' ? ['msgfmt'] : [],
    role: 'compile',
  };
}

const django = defineTool(
  'django-admin django-admin.py',
  { values: list('--settings --pythonpath -l -x -i') },
  (call) => djangoEffect(call.context, call.verb?.text ?? null),
);

const virtualenv = defineTool(
  'virtualenv pyvenv',
  { values: list('-p --python --prompt --seeder --app-data') },
  ({ parsed, tree }) => ({
    verb: 'venv',
    writes: parsed.operands.map((each) => writeTo(tree(each), each.word)),
    role: 'configure',
  }),
);

const testers = defineTool(
  'pytest py.test tox nox unittest',
  { values: list('-k -m -n -c -p --cov -o') },
  ({ context }) => ({
    reads: [unknownBelow('/')],
    writes: [writeTo(unknownBelow(context.workingFolder))],
    role: 'test',
  }),
);

export const pythonTools: readonly Tool[] = [python, virtualenv, testers, django];
