// What a container engine is to us: which program to call and what it can do. Found by find-engine.ts; nothing here runs.

/** How the engine builds: buildx plug-in, the BuildKit inside old clients, the classic builder, or a client of its own. */
export type Builder = 'buildx' | 'buildkit' | 'classic' | 'podman' | 'buildah' | 'nerdctl';

export interface Engine {
  /** Buildah builds and stores images and starts no container from them; the others do both. */
  readonly kind: 'docker' | 'podman' | 'buildah' | 'nerdctl';
  /** Name on the PATH, or absolute path. */
  readonly program: string;
  /** `Docker 28.5.2 with BuildKit`, for people. */
  readonly label: string;
  readonly builder: Builder;
  /** The build can write its provenance beside the image and tell its progress as JSON (buildx 0.14 and newer). */
  readonly tellsProvenance: boolean;
  /** Socket of the daemon on this machine; null where only the client reaches it (ssh, TLS, Podman and its kin). */
  readonly socketPath: string | null;
}

/** What to build. Paths are absolute. */
export interface BuildRequest {
  readonly dockerfile: string;
  readonly context: string;
  readonly target: string | null;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** `host`, `none`, `default`; null leaves it to the engine. */
  readonly network: string | null;
  readonly platform: string | null;
  readonly tag: string | null;
}
