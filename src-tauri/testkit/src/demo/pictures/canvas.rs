//! A canvas that is addressed in parts of its size, and the chance that looks like nature.

use image::{Rgb, RgbImage};

/// Red, green and blue.
pub(super) type Colour = [u8; 3];

/// A picture under the brush, addressed in parts of its width and height.
pub(super) struct Canvas(pub(super) RgbImage);

impl Canvas {
    /// A canvas of that width, in the proportions of 16 to 9.
    pub(super) fn new(width: u32, colour: Colour) -> Self {
        Self(RgbImage::from_pixel(width, (width * 9 / 16).max(1), Rgb(colour)))
    }

    pub(super) fn size(&self) -> (u32, u32) {
        self.0.dimensions()
    }

    pub(super) fn put(&mut self, x: i64, y: i64, colour: Colour) {
        if let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y))
            && x < self.0.width()
            && y < self.0.height()
        {
            self.0.put_pixel(x, y, Rgb(colour));
        }
    }

    pub(super) fn rect(
        &mut self,
        (left, top): (f32, f32),
        (right, bottom): (f32, f32),
        colour: Colour,
    ) {
        let (width, height) = self.size();
        for y in pixels(top, height)..pixels(bottom, height) {
            for x in pixels(left, width)..pixels(right, width) {
                self.put(x, y, colour);
            }
        }
    }

    /// A disc; its radius is in parts of the height, so that it is round.
    pub(super) fn disc(&mut self, (x, y): (f32, f32), radius: f32, colour: Colour) {
        let (width, height) = self.size();
        let (cx, cy, r) = (pixels(x, width), pixels(y, height), pixels(radius, height));
        for dy in -r..=r {
            for dx in -r..=r {
                if dx * dx + dy * dy <= r * r {
                    self.put(cx + dx, cy + dy, colour);
                }
            }
        }
    }

    /// A shape between two edges for each height.
    pub(super) fn shape(
        &mut self,
        top: f32,
        bottom: f32,
        edges: impl Fn(f32) -> (f32, f32),
        colour: Colour,
    ) {
        let (width, height) = self.size();
        for y in pixels(top, height)..pixels(bottom, height) {
            let part = (y as f32 / height as f32 - top) / (bottom - top);
            let (left, right) = edges(part);
            for x in pixels(left, width)..pixels(right, width) {
                self.put(x, y, colour);
            }
        }
    }
}

pub(super) fn pixels(part: f32, of: u32) -> i64 {
    (part * of as f32) as i64
}

/// A number from 0 to 1 that is always the same for the same two.
pub(super) fn chance(a: u32, b: u32) -> f32 {
    let mut hash = a.wrapping_mul(0x9e37_79b1) ^ b.wrapping_mul(0x85eb_ca77);
    hash ^= hash >> 15;
    hash = hash.wrapping_mul(0xc2b2_ae3d);
    hash ^= hash >> 13;
    (hash % 65_536) as f32 / 65_536.0
}

pub(super) fn mix(a: Colour, b: Colour, part: f32) -> Colour {
    let part = part.clamp(0.0, 1.0);
    std::array::from_fn(|i| (f32::from(a[i]) * (1.0 - part) + f32::from(b[i]) * part) as u8)
}

/// A smooth line of hills: from -1 to 1, at `x` in parts of the width.
pub(super) fn hills(x: f32, seed: u32) -> f32 {
    let mut sum = 0.0;
    let (mut size, mut steps) = (0.6, 3.0);
    for octave in 0..6 {
        let place = x * steps;
        let (left, part) = (place.floor(), place.fract());
        let smooth = part * part * (3.0 - 2.0 * part);
        let at = |offset: u32| chance(seed + octave, left as u32 + offset) * 2.0 - 1.0;
        sum += size * (at(0) * (1.0 - smooth) + at(1) * smooth);
        size *= 0.48;
        steps *= 2.1;
    }
    sum
}
