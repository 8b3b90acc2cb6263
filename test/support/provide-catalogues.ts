// Test set-up: catalogues are read from server/data, as the product reads them from dist/data.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { provideCatalogues } from '../../server/src/knowledge/catalogues.ts';

provideCatalogues((name): unknown =>
  JSON.parse(readFileSync(path.join(import.meta.dirname, '../../server/data', `${name}.json`), 'utf8')),
);
