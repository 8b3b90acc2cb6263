// Texts made to hurt: very long, very deep, very many, unterminated, and with characters that have no place in a Dockerfile.
// Sizes are such that anything worse than linear shows at once.

export interface HostileText {
  readonly name: string;
  readonly text: string;
}

function lines(count: number, line: (at: number) => string, end = '\n'): string {
  return Array.from({ length: count }, (_, at) => line(at) + end).join('');
}

function nested(open: string, close: string, depth: number): string {
  return open.repeat(depth) + close.repeat(depth);
}

/** Every kind once; at scale 1 a megabyte or 100,000 instructions at most. */
export function hostileTexts(scale = 1): readonly HostileText[] {
  // Why the first ones whole: Latin-1 holds what syntax is made of.
  const spread = (at: number): number => (at < 256 ? at : Math.floor(at / scale));
  const many = (count: number): number => Math.ceil(count * scale);
  const doubled = lines(40, (at) => `ARG A${String(at + 1)}=$A${String(at)}$A${String(at)}`);
  const doubledEnv = lines(40, (at) => `ENV E${String(at + 1)}=\${E${String(at)}}\${E${String(at)}:-x}`);
  return [
    { name: 'one line of a megabyte', text: `RUN ${'x'.repeat(many(1_000_000))}` },
    { name: 'a megabyte of words', text: `RUN echo ${'word '.repeat(many(200_000))}` },
    { name: 'a megabyte of commands', text: `RUN ${'true && '.repeat(many(125_000))}true` },
    { name: 'a megabyte of installs', text: `RUN apt-get install ${'curl '.repeat(many(200_000))}` },
    { name: 'a megabyte of pairs', text: `ENV ${'A=b '.repeat(many(250_000))}` },
    { name: 'a megabyte of JSON', text: `CMD [${'"a",'.repeat(many(250_000))}"a"]` },
    { name: 'JSON without end', text: `CMD [${'"a",'.repeat(many(250_000))}` },
    { name: 'JSON nested', text: `CMD ${nested('[', ']', many(300_000))}` },
    { name: 'a megabyte of backslashes', text: `RUN ${'\\'.repeat(many(1_000_000))}` },
    { name: 'a megabyte of quotes', text: `RUN ${`"'`.repeat(many(500_000))}` },
    { name: 'a megabyte of dollars', text: `RUN ${'$'.repeat(many(1_000_000))}` },
    { name: 'a megabyte of blanks', text: `RUN ${' \t'.repeat(many(500_000))}x` },
    { name: 'a megabyte of spaces then a comment', text: `${' '.repeat(many(1_000_000))}#` },
    { name: 'a megabyte of line ends', text: '\n'.repeat(many(1_000_000)) },
    { name: 'a megabyte of returns', text: 'RUN x\r'.repeat(many(200_000)) },
    { name: 'a megabyte of NULs', text: '\0'.repeat(many(1_000_000)) },
    { name: 'a megabyte of lone surrogates', text: `RUN ${'\ud800'.repeat(many(1_000_000))}` },
    { name: 'byte-order marks everywhere', text: lines(many(20_000), () => '\ufeffRUN \ufeffx\ufeff') },
    { name: 'continuations', text: `RUN true ${lines(many(10_000), () => '\\')}x` },
    {
      name: 'continued commands',
      text: `RUN true${lines(many(10_000), (at) => ` && \\\n  apt-get install p${String(at)}`, '')}`,
    },
    { name: 'continued comments', text: `RUN true \\\n${lines(many(10_000), () => '# comment \\')}x` },
    { name: 'continued blanks', text: `RUN true \\\n${lines(many(100_000), () => '')}x` },
    { name: 'continuation without end', text: `FROM a\nRUN x \\` },
    {
      name: 'heredocs in one RUN',
      text: `RUN ${lines(many(5000), (at) => `<<E${String(at)}`, ' ')}\n${lines(many(5000), (at) => `x\nE${String(at)}`)}`,
    },
    { name: 'heredocs in many RUNs', text: lines(many(5000), () => 'RUN <<EOF\napt-get update\nEOF') },
    { name: 'heredocs without end', text: lines(many(5000), (at) => `RUN <<E${String(at)}\napt-get update`) },
    {
      name: 'heredocs in shell text',
      text: `RUN <<EOF\n${lines(many(5000), (at) => `cat <<X${String(at)}\nb\nX${String(at)}`)}EOF`,
    },
    { name: 'substitutions nested', text: `RUN echo ${nested('$(echo ', ')', 5000)}` },
    { name: 'substitutions without end', text: `RUN echo ${'$(echo '.repeat(many(50_000))}` },
    { name: 'backticks', text: `RUN echo ${'`x'.repeat(many(200_000))}` },
    { name: 'expansions nested', text: `RUN echo ${nested('${A:-', '}', many(5000))}` },
    { name: 'expansions without end', text: `ENV A=${'${A:-'.repeat(many(100_000))}` },
    { name: 'expansions nested in ENV', text: `ENV A=${nested('${B:-', '}', many(50_000))}` },
    { name: 'subshells nested', text: `RUN ${nested('(', ')', 5000)}` },
    { name: 'groups nested', text: `RUN ${'{ '.repeat(many(3000))}x${'; }'.repeat(many(3000))}` },
    { name: 'ifs nested', text: `RUN ${'if x; then '.repeat(many(2000))}y${'; fi'.repeat(many(2000))}` },
    { name: 'shells in shells', text: `RUN ${'sh -c '.repeat(many(20_000))}x` },
    { name: 'wrappers', text: `RUN ${'sudo env A=1 '.repeat(many(20_000))}apt-get update` },
    { name: 'braces', text: `RUN rm -rf ${'{a,b}'.repeat(64)} /x/{1..1000000000}/{a,b,c}{d,e,f}{g,h}{i,j}` },
    { name: 'braces nested', text: `RUN rm -rf ${nested('{a,', '}', many(5000))}` },
    {
      name: 'loops over many words',
      text: `RUN for a in ${'x '.repeat(many(2000))}; do for b in ${'y '.repeat(many(2000))}; do rm -rf /$a/$b; done; done`,
    },
    {
      name: 'variables of loops many times',
      text: `RUN for a in 1 2 3 4 5 6 7 8 9; do rm ${'$a'.repeat(many(2000))} ${'$a '.repeat(many(2000))}; done`,
    },
    {
      name: 'loops in loops',
      text: `RUN ${lines(12, (at) => `for v${String(at)} in 1 2 3 4 5 6 7 8; do `, '')}rm -rf ${lines(12, (at) => `/$v${String(at)}`, '')}${'; done'.repeat(12)}`,
    },
    { name: 'ARG doubled', text: `ARG A0=xxxxxxxxxx\n${doubled}FROM $A40\nRUN rm -rf $A40\n` },
    {
      name: 'ARG doubled in a stage',
      text: `FROM a\nARG A0=xxxxxxxxxx\n${doubled}RUN apt-get install $A40\nCOPY $A40 /$A40/\n`,
    },
    {
      name: 'ENV doubled',
      text: `FROM a\nENV E0=xxxxxxxxxx\n${doubledEnv}WORKDIR $E40\nUSER $E40\nRUN rm -rf $E40 /$E30\nENTRYPOINT $E40\n`,
    },
    {
      name: 'shell variables doubled',
      text: `RUN A0=xxxxxxxxxx; ${lines(40, (at) => `A${String(at + 1)}=$A${String(at)}$A${String(at)}; `, '')}rm -rf $A40; cd $A40; rm x`,
    },
    {
      name: 'shell variables doubled by default',
      text: `RUN A0=xx; ${lines(40, (at) => `A${String(at + 1)}=\${A${String(at)}:-y}\${A${String(at)}}; `, '')}rm -rf "$A40"`,
    },
    {
      name: 'PATH prolonged',
      text: `FROM a\n${lines(many(2000), (at) => `ENV PATH=/opt/${String(at)}/bin:$PATH`)}RUN x\n`,
    },
    { name: 'WORKDIR deepened', text: `FROM a\n${lines(many(5000), () => 'WORKDIR deeper')}RUN rm -rf x\n` },
    { name: 'ARGs', text: `${lines(many(20_000), (at) => `ARG A${String(at)}=x`)}FROM a\n` },
    { name: 'ENVs', text: `FROM a\n${lines(many(10_000), (at) => `ENV A${String(at)}=x`)}RUN echo\n` },
    { name: 'instructions', text: `FROM a\n${lines(many(100_000), () => 'RUN x')}` },
    {
      name: 'different instructions',
      text: `FROM a\n${lines(many(20_000), (at) => `RUN rm -rf /x${String(at)} && apt-get install p${String(at)}`)}`,
    },
    {
      name: 'caches left behind',
      text: `FROM debian\n${lines(many(5000), (at) => `RUN apt-get update && apt-get install -y p${String(at)} && pip install q${String(at)}`)}CMD x\n`,
    },
    {
      name: 'writes and removals',
      text: `FROM debian\n${lines(many(3000), (at) => `COPY a${String(at)} /d/${String(at)}\nRUN chown -R a /d && rm -rf /d`)}`,
    },
    {
      name: 'copies of one folder',
      text: `FROM debian\n${lines(many(5000), () => 'COPY a /d')}${lines(many(3000), () => 'RUN rm -rf /d')}`,
    },
    { name: 'unknown instructions', text: lines(many(50_000), (at) => `UNKNOWN${String(at)} x`) },
    { name: 'stages', text: lines(many(5000), (at) => `FROM a AS s${String(at)}\nRUN x`) },
    {
      name: 'stages in a chain',
      text: `FROM a AS s0\n${lines(many(5000), (at) => `FROM s${String(at)} AS s${String(at + 1)}\nRUN apt-get update`)}`,
    },
    {
      name: 'stages that copy from all',
      text: `${lines(many(300), (at) => `FROM a AS s${String(at)}`)}FROM b\n${lines(many(300), (at) => `COPY --from=s${String(at)} / /`)}`,
    },
    { name: 'stages of one name', text: lines(many(3000), () => 'FROM a AS a\nCOPY --from=a /x /y') },
    { name: 'ONBUILD nested', text: `${'ONBUILD '.repeat(many(100_000))}RUN x` },
    { name: 'ONBUILD of all', text: lines(many(5000), () => 'ONBUILD RUN apt-get update') },
    { name: 'flags', text: `RUN ${'--mount=type=cache,target=/x '.repeat(many(20_000))}x` },
    { name: 'flags of nothing', text: `COPY ${'--'.repeat(many(300_000))} a b` },
    { name: 'mount options', text: `RUN --mount=${'a=b,'.repeat(many(200_000))} x` },
    { name: 'directives', text: lines(many(50_000), () => '# escape=`') },
    { name: 'a directive of a megabyte', text: `# escape=${'`'.repeat(many(1_000_000))}` },
    {
      name: 'escape directives that are none',
      text: '#escape\n# escape=\n# escape=x\n# escape=`\n# escape=\\\nRUN x `\n y \\\n z',
    },
    { name: 'escape by backtick in a heredoc', text: '# escape=`\nRUN <<EOF `\nx `\nEOF\nRUN y `\r\n z ``\n' },
    {
      name: 'suppressions',
      text: lines(
        many(30_000),
        () => '# plimsoll ignore=apt-lists-left-in-layer,pip-cache-left-in-layer\nRUN apt-get update',
      ),
    },
    { name: 'a suppression of a megabyte', text: `# plimsoll ignore=${'a,'.repeat(many(500_000))}\nRUN x` },
    { name: 'references', text: `FROM ${'a/'.repeat(many(300_000))}b:c@sha256:d` },
    { name: 'reference of colons', text: `FROM ${':'.repeat(many(500_000))}` },
    { name: 'paths upwards', text: `RUN rm -rf ${'../'.repeat(many(300_000))}x` },
    { name: 'globs', text: `RUN rm -rf /${'*a'.repeat(many(20_000))} /${'[a-'.repeat(many(100_000))}` },
    {
      name: 'globs that meet',
      text: `FROM a\nCOPY x /${'a'.repeat(many(20_000))}\nRUN rm -rf /${'*a'.repeat(many(5000))}b\n`,
    },
    {
      name: 'prefix patterns',
      text: `FROM a\nENV A=${'a'.repeat(many(20_000))}\nRUN rm -rf "\${A##${'*a'.repeat(200)}b}"\n`,
    },
    { name: 'versions', text: `RUN pip install ${'a==1.2,'.repeat(many(100_000))} ${'b[c,d] '.repeat(many(50_000))}` },
    { name: 'find', text: `RUN find / ${"-name '*.a' -o ".repeat(many(30_000))}-exec rm {} +` },
    { name: 'cases', text: `RUN case $x in ${lines(many(20_000), (at) => `${String(at)}) a;;`)}esac` },
    {
      name: 'functions',
      text: `RUN ${lines(many(5000), (at) => `f${String(at)}() { f${String(at + 1)}; f${String(at + 1)}; }; `, '')}f0`,
    },
    { name: 'eval', text: `RUN ${'eval '.repeat(many(50_000))}x` },
    { name: 'pipes', text: `RUN ${'a | '.repeat(many(50_000))}b` },
    { name: 'background', text: `RUN ${'a & '.repeat(many(100_000))}b` },
    { name: 'semicolons alone', text: `RUN ${';'.repeat(many(500_000))}` },
    { name: 'labels without end', text: `LABEL a="${'b\\\n'.repeat(many(100_000))}` },
    { name: 'old key and value', text: `ENV A ${'b '.repeat(many(400_000))}` },
    { name: 'ports', text: `EXPOSE ${'80 '.repeat(many(300_000))}` },
    {
      name: 'bytes of every value',
      text: Array.from({ length: many(65_536) }, (_, at) => `RUN a${String.fromCharCode(spread(at))}b\n`).join(''),
    },
  ];
}
