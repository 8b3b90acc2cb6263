// The name a tool is known by: without folder, version suffix or target prefix. It knows no tool.

/** The names that a program may be known by, best first: `/usr/bin/python3.11` → `python3.11`, `python`. */
export function knownNames(program: string): readonly string[] {
  const base = program.slice(program.lastIndexOf('/') + 1);
  const bare = withoutVersion(base);
  const tool = /-(?:musl|gnu|gnueabi|gnueabihf|elf|mingw32)-(gcc|g\+\+|cc|c\+\+|clang|ld|ar|strip|gfortran)$/.exec(
    bare,
  )?.[1];
  return [base, ...(bare === base ? [] : [bare]), ...(tool === undefined ? [] : [tool])];
}

/** `python3.11` → `python`, `gcc-12` → `gcc`. */
function withoutVersion(name: string): string {
  let end = name.length;
  while (end > 0 && /[\d.]/.test(name[end - 1] ?? '')) end--;
  if (end < name.length && name[end - 1] === '-') end--;
  return name.slice(0, end);
}
