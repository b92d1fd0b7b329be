// The two formats that hold an icon in several sizes. Both take PNG pictures as they are.

/** Sizes that Windows asks for. */
const windows = [16, 24, 32, 48, 64, 256];

/** What macOS calls each size; the larger of a pair is for fine screens. */
const mac = [
  ["icp4", 16],
  ["icp5", 32],
  ["ic11", 32],
  ["ic12", 64],
  ["ic07", 128],
  ["ic13", 256],
  ["ic08", 256],
  ["ic14", 512],
  ["ic09", 512],
  ["ic10", 1024],
];

/**
 * An .ico file.
 * @param {Map<number, Buffer>} pictures PNG by pixels a side
 */
export function packIco(pictures) {
  const head = Buffer.alloc(6 + 16 * windows.length);
  head.writeUInt16LE(1, 2); // an icon, no cursor
  head.writeUInt16LE(windows.length, 4);
  let at = head.length;
  windows.forEach((size, index) => {
    const entry = 6 + 16 * index;
    const { length } = pictures.get(size);
    // A byte holds the side, and 256 is written as 0.
    head.writeUInt8(size % 256, entry);
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4); // planes
    head.writeUInt16LE(32, entry + 6); // bits a pixel
    head.writeUInt32LE(length, entry + 8);
    head.writeUInt32LE(at, entry + 12);
    at += length;
  });
  return Buffer.concat([head, ...windows.map((size) => pictures.get(size))]);
}

/**
 * An .icns file.
 * @param {Map<number, Buffer>} pictures PNG by pixels a side
 */
export function packIcns(pictures) {
  const part = (name, content) => {
    const head = Buffer.alloc(8);
    head.write(name, "latin1");
    head.writeUInt32BE(8 + content.length, 4);
    return Buffer.concat([head, content]);
  };
  return part("icns", Buffer.concat(mac.map(([name, size]) => part(name, pictures.get(size)))));
}
