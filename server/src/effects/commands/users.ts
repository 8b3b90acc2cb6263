// Users and groups: useradd and groupadd of shadow, adduser and addgroup of Debian and of busybox. They are registered in
// /etc/passwd and /etc/group, which are replayed, never copied.
import { defineTool, list } from '../define-tool.ts';
import type { Call } from '../define-tool.ts';
import type { Effect, Registration, Tool, Write } from '../effect.ts';
import { argumentOf, has, valueOf } from '../options.ts';
import { fileAt, treeAt } from '../path-set.ts';

const databases: readonly Write[] = list('/etc/passwd /etc/group /etc/shadow /etc/gshadow').map((path) => ({
  path: fileAt(path),
  persistence: 'registry',
}));

function homeWrites(home: string | null, makes: boolean): readonly Write[] {
  return home === null || !makes ? [] : [{ path: treeAt(home), persistence: 'artifact' }];
}

const useradd = defineTool(
  'useradd',
  {
    values: list(
      `-b --base-dir -c --comment -d --home-dir --home -e --expiredate -f --inactive -g --gid -G --groups -k --skel -K --key
      -p --password -P --prefix -R --root -s --shell -u --uid -Z --selinux-user`,
    ),
  },
  ({ parsed, verb, path }) => {
    const name = verb?.text ?? null;
    if (name === null) return verb === undefined ? { role: 'inspect' } : null;
    const given = valueOf(parsed, '-d', '--home-dir', '--home');
    const base = valueOf(parsed, '-b', '--base-dir') ?? '/home';
    const home = given === undefined ? `${base}/${name}` : given === null ? null : path(given);
    const uid = valueOf(parsed, '-u', '--uid') ?? null;
    return {
      writes: [...databases, ...homeWrites(home, has(parsed, '-m', '--create-home'))],
      registers: [{ kind: 'user', name, uid, home }, ...ownGroup(parsed, name)],
      role: 'configure',
    };
  },
);

/** shadow makes a group of the user's name unless told to use another. */
function ownGroup(parsed: Call['parsed'], name: string): readonly Registration[] {
  return has(parsed, '-g', '--gid', '-N', '--no-user-group') ? [] : [{ kind: 'group', name, gid: null }];
}

const adduser = defineTool(
  'adduser',
  {
    values: list(
      `-u --uid -h --home -g --gecos --comment -G --ingroup --gid -s --shell -k --firstuid --lastuid --firstgid --lastgid
      --conf -c -d`,
    ),
  },
  ({ parsed, verb, rest, path }) => {
    const name = verb?.text ?? null;
    if (name === null) return verb === undefined ? { role: 'inspect' } : null;
    const [group] = rest;
    if (group !== undefined)
      return {
        writes: databases,
        registers: group.text === null ? [] : [{ kind: 'group', name: group.text, gid: null }],
        role: 'configure',
      };
    const given = valueOf(parsed, '-h', '--home', '-d');
    const isDebianSystem = has(parsed, '--system') && !has(parsed, '-D', '-S', '-H');
    // Why: Debian's adduser gives system users no home of their own unless it is named.
    const home = given === undefined ? (isDebianSystem ? null : `/home/${name}`) : given === null ? null : path(given);
    const makes = !has(parsed, '-H', '--no-create-home') && !isDebianSystem;
    return {
      writes: [...databases, ...homeWrites(home, makes)],
      registers: [{ kind: 'user', name, uid: valueOf(parsed, '-u', '--uid') ?? null, home }],
      role: 'configure',
    };
  },
);

const groupadd = defineTool(
  'groupadd addgroup',
  { values: list('-g --gid -K -p -P -R -U -S-none') },
  ({ parsed, verb, rest }) => {
    const name = (rest[0] ?? verb)?.text ?? null;
    if (name === null) return null;
    return {
      writes: databases,
      registers: [{ kind: 'group', name, gid: valueOf(parsed, '-g', '--gid') ?? null }],
      role: 'configure',
    };
  },
);

const changes = defineTool(
  'usermod groupmod gpasswd passwd chpasswd chsh chfn userdel groupdel deluser delgroup chage newusers',
  { values: list('-u --uid -g --gid -G --groups -d --home -s --shell -l --login -c --comment -L -p --password -e') },
  ({ tool, parsed, verb, path }): Partial<Effect> => {
    const home = argumentOf(parsed, '-d', '--home')?.text;
    const name = verb?.text ?? null;
    const moved = tool === 'usermod' && home != null && name !== null;
    return {
      verb: null,
      writes: databases,
      registers: moved
        ? [{ kind: 'user', name, uid: valueOf(parsed, '-u', '--uid') ?? null, home: path(home) }]
        : [{ kind: 'other', name: tool }],
      role: 'configure',
    };
  },
);

export const userTools: readonly Tool[] = [useradd, adduser, groupadd, changes];
