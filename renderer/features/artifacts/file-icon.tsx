import { FileBraces, FileDiff, FileDigit, FileText, Image, type LucideIcon } from 'lucide-react';
import { type FileKind, kindOf } from './model/file-kind.ts';

const ICONS: Readonly<Record<FileKind, LucideIcon>> = {
  text: FileText,
  json: FileBraces,
  image: Image,
  diff: FileDiff,
  hex: FileDigit,
};

interface FileIconProps {
  readonly file: { readonly name: string; readonly mediaType: string };
  readonly size?: number;
}

/** The sign of a file's kind. */
export function FileIcon({ file, size = 13 }: FileIconProps) {
  const Icon = ICONS[kindOf(file)];
  return <Icon size={size} aria-hidden />;
}
