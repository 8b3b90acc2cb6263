import { afterEach, describe, expect, it } from 'vitest';
import type { Hover, MarkupContent } from 'vscode-languageserver/node';
import { startClient, uri, type ClientOptions, type TestClient } from './support/client.ts';

const clients: TestClient[] = [];

async function hover(text: string, line: number, character: number, options?: ClientOptions): Promise<string | null> {
  const client = await startClient(options);
  clients.push(client);
  client.open(text);
  const answer = await client.request<Hover | null>('textDocument/hover', {
    textDocument: { uri },
    position: { line, character },
  });
  expect(client.logged).toEqual([]);
  return answer === null ? null : (answer.contents as MarkupContent).value;
}

afterEach(() => {
  for (const client of clients.splice(0)) client.stop();
});

describe('hover on FROM', () => {
  it('says what the base weighs, whose figure it is, and what leaner images there are', async () => {
    const text = await hover('FROM python:3.13\n', 0, 8);
    expect(text).toMatch(/\*\*python:3\.13\*\* · linux\/amd64/);
    expect(text).toMatch(/\d MB\*\* download/);
    expect(text).toMatch(/20\d\d/);
    expect(text).toMatch(/`python:3\.13-slim-trixie` \| [\d.]+ MB \| .*%/);
    expect(text).toContain('no compiler');
  });

  it.each([
    ['a default of ARG', 'ARG TAG=3.13\nFROM python:${TAG}\n', 1, /python:3\.13/],
    ['a stage', 'FROM python:3.13 AS base\nFROM base\n', 1, /stage `base`.*`python:3\.13`/],
    ['scratch', 'FROM scratch\n', 0, /0 bytes/],
    ['a variable without value', 'ARG BASE\nFROM $BASE\n', 1, /`BASE`, which has no default/],
    ['an image nobody measured', 'FROM example.com:5000/team/thing:1\n', 0, /download size unknown/],
    ['a digest', `FROM python:3.13@sha256:${'a'.repeat(64)}\n`, 0, /those of its tag/],
    ['a platform', 'FROM --platform=linux/arm64 python:3.13\n', 0, /linux\/arm64/],
  ])('understands %s', async (_, text, line, expected) => {
    expect(await hover(text, line, 6)).toMatch(expected);
  });

  it('says nothing elsewhere', async () => {
    expect(await hover('FROM python:3.13 AS base\nRUN true\n', 1, 2)).toBeNull();
    expect(await hover('FROM python:3.13 AS base\n', 0, 22)).toBeNull();
  });

  it('is plain text for clients that show no Markdown', async () => {
    const plain = { textDocument: { hover: { contentFormat: ['plaintext' as const] } } };
    expect(await hover('FROM python:3.13\n', 0, 8, { capabilities: plain })).not.toMatch(/[*`]/);
  });

  it('cannot be made to hold markup of the text', async () => {
    const text = await hover('FROM <img src=x onerror=alert(1)>\n', 0, 6);
    expect(text).not.toMatch(/(?<!`)<img/);
  });
});
