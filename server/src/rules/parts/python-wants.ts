// The files of a build context that say what Python installs: what rules about packages want read.

/** Context-relative names, and `*.ext` of the top folder. */
export const pythonWants: readonly string[] = [
  ...['*.txt', 'requirements/base.txt', 'requirements/prod.txt', 'requirements/production.txt'],
  ...['requirements/requirements.txt', 'pyproject.toml', 'Pipfile', 'environment.yml', 'environment.yaml'],
  ...['uv.lock', 'poetry.lock', 'pdm.lock'],
];

/** As `pythonWants`, with the program's own text. */
export const programWants: readonly string[] = [...pythonWants, '*.py', '*.sh'];
