// curl, wget and aria2c: which file a download becomes. What goes to standard output is the next command's.
import type { Argument } from '../arguments.ts';
import type { Call } from '../define-tool.ts';
import { defineTool, list } from '../define-tool.ts';
import type { PathPattern, Tool, Write } from '../effect.ts';
import { argumentOf, argumentsFor, has } from '../options.ts';
import { fileAt, joinPath, unknownBelow } from '../path-set.ts';
import { isSpecialFile, writeTo } from '../persistence.ts';

const curlValues = list(
  `-A -b -c -C -d -D -e -E -F -H -K -m -o -P -Q -r -t -T -u -U -w -x -X -y -Y -z --output --output-dir --header --data
  --data-raw --data-binary --data-urlencode --user --user-agent --request --retry --retry-delay --retry-max-time
  --connect-timeout --max-time --proxy --url --cacert --capath --cert --key --proto --proto-redir --tls-max --ciphers
  --referer --cookie --cookie-jar --form --range --write-out --limit-rate --resolve --interface --max-redirs
  --upload-file --config --dump-header --continue-at --time-cond --speed-limit --speed-time --netrc-file --pinnedpubkey
  --oauth2-bearer --stderr --trace --json --max-filesize --socks5 --noproxy --keepalive-time --variable --rate --etag-save`,
);

const wgetValues = list(
  `-O -o -a -P -i -t -T -w -Q -U -e -A -R -D -l -B -I -X --output-document --output-file --append-output
  --directory-prefix --input-file --tries --timeout --wait --quota --user-agent --execute --accept --reject --domains
  --level --base --header --user --password --post-data --post-file --referer --load-cookies --save-cookies
  --ca-certificate --certificate --private-key --limit-rate --progress --dns-timeout --connect-timeout --read-timeout
  --waitretry --cut-dirs --default-page --body-data --method --secure-protocol --retry-on-http-error`,
);

/** The file name at the end of an address; null where it is not known. */
function nameInUrl(argument: Argument): string | null {
  const { text, word } = argument;
  const last = word.parts.at(-1);
  const known =
    text ??
    (last?.kind === 'literal' && last.value.includes('/')
      ? `x://x${last.value.slice(last.value.lastIndexOf('/'))}`
      : null);
  if (known === null) return null;
  const path = (known.split(/[?#]/, 1)[0] ?? '').replace(/^\w+:\/\//, '');
  const name = path.includes('/') ? path.slice(path.lastIndexOf('/') + 1) : '';
  return name === '' ? null : name;
}

function inFolder(folder: string, url: Argument): PathPattern {
  const name = nameInUrl(url);
  return name === null ? unknownBelow(folder) : fileAt(joinPath(folder, name));
}

function written(paths: readonly { readonly path: PathPattern; readonly argument: Argument }[]): readonly Write[] {
  return paths.filter(({ path }) => !isSpecialFile(path)).map(({ path, argument }) => writeTo(path, argument.word));
}

function targetFolder({ context, tree }: Call, argument: Argument | undefined): string {
  return argument === undefined ? context.workingFolder : tree(argument).path;
}

function isLocal(urls: readonly Argument[]): boolean {
  return urls.length > 0 && urls.every((each) => each.prefix.startsWith('file:'));
}

const curl = defineTool('curl curlie', { values: curlValues }, (call) => {
  const { parsed, file } = call;
  const urls = [...parsed.operands, ...argumentsFor(parsed, '--url')];
  const folder = targetFolder(call, argumentOf(parsed, '--output-dir'));
  const named = argumentsFor(parsed, '-o', '--output').filter((each) => each.text !== '-');
  const remote = has(parsed, '-O', '--remote-name', '--remote-name-all', '-J')
    ? urls.slice(0, Math.max(0, urls.length - named.length))
    : [];
  return {
    reads: argumentsFor(parsed, '-T', '-K').map(file),
    writes: written([
      ...named.map((argument) => ({
        argument,
        path:
          has(parsed, '--output-dir') && argument.text !== null
            ? fileAt(joinPath(folder, argument.text))
            : file(argument),
      })),
      ...remote.map((argument) => ({ argument, path: inFolder(folder, argument) })),
    ]),
    network: !isLocal(urls),
    role: 'fetch',
  };
});

const wget = defineTool('wget wget2', { values: wgetValues }, (call) => {
  const { parsed, file } = call;
  const output = argumentOf(parsed, '-O', '--output-document');
  const folder = targetFolder(call, argumentOf(parsed, '-P', '--directory-prefix'));
  const listed = argumentOf(parsed, '-i', '--input-file');
  const urls = parsed.operands;
  if (has(parsed, '--spider')) return { network: true, role: 'inspect' };
  return {
    reads: listed === undefined || listed.text === '-' ? [] : [file(listed)],
    writes:
      output === undefined
        ? [
            ...written(
              urls.map((argument) => ({
                argument,
                path: has(parsed, '-r', '-m', '--recursive', '--mirror')
                  ? unknownBelow(folder)
                  : inFolder(folder, argument),
              })),
            ),
            ...(listed === undefined ? [] : [writeTo(unknownBelow(folder))]),
          ]
        : written(output.text === '-' ? [] : [{ argument: output, path: file(output) }]),
    network: true,
    role: 'fetch',
  };
});

const aria2 = defineTool(
  'aria2c axel',
  { values: list('-d --dir -o --out -x -s -j -k -i --input-file --checksum --header -n --output') },
  (call) => {
    const { parsed } = call;
    const folder = targetFolder(call, argumentOf(parsed, '-d', '--dir'));
    const output = argumentOf(parsed, '-o', '--out', '--output');
    const writes =
      output?.text == null
        ? written(parsed.operands.map((argument) => ({ argument, path: inFolder(folder, argument) })))
        : [writeTo(fileAt(joinPath(folder, output.text)), output.word)];
    return { writes, network: true, role: 'fetch' };
  },
);

export const fetchTools: readonly Tool[] = [curl, wget, aria2];
