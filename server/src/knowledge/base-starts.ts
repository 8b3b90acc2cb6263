// What well-known base images start of themselves where a file names no CMD. Images that start a shell or nothing are not here.
import { imageKey, parseTag, type ImageName } from './image-tags.ts';

/** argv that the base starts: `apache2-foreground` for `php:8-apache`; empty where it starts a shell, nothing, or is not known. */
export function startOfBase(name: ImageName | null): readonly string[] {
  if (name === null || imageKey(name) !== 'docker.io/library/php') return [];
  const { words } = parseTag(name.tag ?? 'latest');
  if (words.includes('apache')) return ['apache2-foreground'];
  return words.includes('fpm') ? ['php-fpm'] : [];
}
