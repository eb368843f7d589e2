import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

// Usage: node resources/icons/draw.ts. Draws the mark of mark.svg, four bars of which the last is hollow, in all sizes and
// containers that the systems want.

type Color = readonly [red: number, green: number, blue: number];
type Box = readonly [x: number, y: number, width: number, height: number, radius: number];

const INK: Color = [0xec, 0xee, 0xf1];
const GROUND: Color = [0x12, 0x14, 0x18];
/** Seen on light and on dark panels. */
const TRAY: Color = [0x8b, 0x93, 0x9f];
const BARS: readonly Box[] = [
  [1, 5, 3.5, 16, 1],
  [6.5, 1, 3.5, 20, 1],
  [12, 9, 3.5, 12, 1],
];
const HOLLOW: { readonly outer: Box; readonly inner: Box } = {
  outer: [16.75, 13.25, 5, 8.5, 1],
  inner: [18.25, 14.75, 2, 5.5, 0.2],
};
/** Points per side that a pixel is looked at. */
const SAMPLES = 4;

const within = ([x, y, width, height, radius]: Box, px: number, py: number): boolean => {
  if (px < x || py < y || px > x + width || py > y + height) return false;
  const dx = Math.max(x + radius - px, px - (x + width - radius), 0);
  const dy = Math.max(y + radius - py, py - (y + height - radius), 0);
  return dx * dx + dy * dy <= radius * radius;
};
const inMark = (x: number, y: number): boolean =>
  BARS.some((bar) => within(bar, x, y)) || (within(HOLLOW.outer, x, y) && !within(HOLLOW.inner, x, y));

/** The mark alone, 22 units wide. */
const plain = (color: Color) => (x: number, y: number) => (inMark(x * 22, y * 22) ? color : undefined);
/** The mark on a rounded square, 32 units wide. */
const framed = (x: number, y: number): Color | undefined => {
  if (inMark(x * 32 - 5, y * 32 - 5)) return INK;
  return within([0, 0, 32, 32, 7], x * 32, y * 32) ? GROUND : undefined;
};

function png(size: number, colorAt: (x: number, y: number) => Color | undefined): Buffer {
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const sum = [0, 0, 0];
      let hits = 0;
      for (let sample = 0; sample < SAMPLES * SAMPLES; sample += 1) {
        const sx = (x + ((sample % SAMPLES) + 0.5) / SAMPLES) / size;
        const sy = (y + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES) / size;
        const color = colorAt(sx, sy);
        if (color === undefined) continue;
        hits += 1;
        color.forEach((value, index) => {
          sum[index] = (sum[index] ?? 0) + value;
        });
      }
      const at = y * (size * 4 + 1) + 1 + x * 4;
      sum.forEach((value, index) => rows.writeUInt8(hits === 0 ? 0 : Math.round(value / hits), at + index));
      rows.writeUInt8(Math.round((255 * hits) / (SAMPLES * SAMPLES)), at + 3);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

function ico(images: readonly (readonly [size: number, data: Buffer])[]): Buffer {
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  images.forEach(([size, data], index) => {
    const at = 6 + 16 * index;
    head.set([size % 256, size % 256], at);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(data.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += data.length;
  });
  return Buffer.concat([head, ...images.map(([, data]) => data)]);
}

function icns(images: readonly (readonly [type: string, data: Buffer])[]): Buffer {
  const parts = images.map(([type, data]) => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(data.length + 8, 4);
    return Buffer.concat([head, data]);
  });
  const head = Buffer.alloc(8);
  head.write('icns', 'latin1');
  head.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 4);
  return Buffer.concat([head, ...parts]);
}

const write = (name: string, data: Buffer): void => writeFileSync(new URL(name, import.meta.url), data);
const sizes = new Map([16, 24, 32, 48, 64, 128, 256, 512, 1024].map((size) => [size, png(size, framed)]));
const image = (size: number): Buffer => sizes.get(size) ?? png(size, framed);
for (const size of [16, 32, 48, 64, 128, 256, 512]) write(`${size}x${size}.png`, image(size));
write('icon.png', image(1024));
write('icon.ico', ico([16, 24, 32, 48, 64, 128, 256].map((size) => [size, image(size)])));
write(
  'icon.icns',
  icns([
    ['icp4', image(16)],
    ['icp5', image(32)],
    ['icp6', image(64)],
    ['ic07', image(128)],
    ['ic08', image(256)],
    ['ic09', image(512)],
    ['ic10', image(1024)],
  ]),
);
write('tray.png', png(22, plain(TRAY)));
write('tray@2x.png', png(44, plain(TRAY)));
