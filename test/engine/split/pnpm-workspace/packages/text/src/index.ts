import slugify from 'slugify';

export function addressOf(title: string): string {
  return slugify(title, { lower: true, strict: true });
}
