// An image's configuration as far as measuring needs it: platform, diff ids and history (OCI image specification,
// "Image configuration"). What builders write into history is explained in history.ts.
import { digestOf } from './manifest.ts';
import { platformOf } from './platform.ts';
import { listOf, recordOf, stringOf } from './untrusted-json.ts';

export interface HistoryEntry {
  readonly createdBy: string;
  readonly comment: string;
  /** True where the instruction wrote no layer. */
  readonly emptyLayer: boolean;
}

export interface ImageConfig {
  readonly platform: string | null;
  /** Digests of the uncompressed layers, bottom to top. Identical layers repeat. */
  readonly diffIds: readonly string[];
  /** Oldest first. */
  readonly history: readonly HistoryEntry[];
}

const historyLimit = 8192;
const commandLimit = 65536;

/** The configuration; null where the document has no list of layers. */
export function parseConfig(document: unknown): ImageConfig | null {
  const record = recordOf(document);
  const diffIds = recordOf(record['rootfs'])['diff_ids'];
  if (!Array.isArray(diffIds)) return null;
  return {
    platform: platformOf(record),
    diffIds: listOf(diffIds, historyLimit).flatMap((value) => digestOf(value) ?? []),
    history: listOf(record['history'], historyLimit).map((value) => {
      const entry = recordOf(value);
      return {
        createdBy: stringOf(entry['created_by'], commandLimit) ?? '',
        comment: stringOf(entry['comment'], 1024) ?? '',
        emptyLayer: entry['empty_layer'] === true,
      };
    }),
  };
}
