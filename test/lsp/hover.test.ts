import { afterEach, describe, expect, it } from 'vitest';
import type { Hover, MarkupContent } from 'vscode-languageserver/node';
import { methods } from '../../server/src/protocol.ts';
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

describe('an image that the engine holds', () => {
  const version = { Client: { Version: '28.5.2' }, Server: { Version: '28.5.2' } };
  const held = { Size: 1_020_000_000, Os: 'linux', Architecture: 'amd64', GraphDriver: { Name: 'overlay2' } };

  function engine(image: object): ClientOptions {
    return {
      initializationOptions: { trusted: true },
      run: ({ args }) =>
        args[0] === 'version' ? JSON.stringify(version) : args[1] === 'inspect' ? JSON.stringify(image) : { code: 1 },
    };
  }

  async function hoverAfterLook(options: ClientOptions): Promise<string> {
    const client = await startClient(options);
    clients.push(client);
    client.open('FROM python:3.13\n');
    const ask = async (): Promise<string> => {
      const position = { line: 0, character: 6 };
      const hovered = await client.request<Hover>('textDocument/hover', { textDocument: { uri }, position });
      return (hovered.contents as MarkupContent).value;
    };
    expect(await ask()).not.toContain('measured by');
    expect(client.host.requests).toEqual([]);
    await client.request(methods.engineStatus, null);
    return ask();
  }

  it('has its measured unpacked bytes, once an engine was found', async () => {
    expect(await hoverAfterLook(engine(held))).toContain('**1.02 GB** unpacked, measured by Docker 28.5.2');
  });

  it.each([
    ['of another platform', { ...held, Architecture: 'arm64' }],
    ['whose figure counts compressed blobs in', { ...held, GraphDriver: { Name: 'overlayfs' } }],
    ['without a figure', { Os: 'linux', Architecture: 'amd64' }],
  ])('is left to the catalogue: one %s', async (_, image) => {
    expect(await hoverAfterLook(engine(image))).not.toContain('measured by');
  });
});
