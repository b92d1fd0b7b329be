//! Pictures painted in code: landscapes of ridges, water and windows, and two charts.
//!
//! A picture is painted at twice the size that is asked for and made smaller, which smooths its
//! edges; each size is made once and kept.

use std::{
    collections::HashMap,
    io::Cursor,
    sync::{Mutex, OnceLock},
};

use image::{
    ImageFormat, Rgb, RgbImage,
    imageops::{self, FilterType},
};

/// The size that a picture is painted at, at most.
const FULL: u32 = 1600;

type Colour = [u8; 3];

/// Finished files by name and width.
type Made = HashMap<(String, u32), Vec<u8>>;

/// What stands in a landscape besides sky and ridges.
#[derive(Clone, Copy)]
enum Subject {
    Nothing,
    Ferry,
    Houses,
    Cards,
    Bus,
    Dome,
    Arch,
    Road,
    Hall,
    Lights,
}

/// A landscape.
struct Scene {
    name: &'static str,
    sky: (Colour, Colour),
    /// The place of the sun or moon in parts of the picture, its radius in parts of the height.
    sun: Option<(f32, f32, f32, Colour)>,
    stars: bool,
    /// From far to near: height of the line, roughness, colour.
    ridges: &'static [(f32, f32, Colour)],
    /// Where water begins, which mirrors what is above.
    water: Option<f32>,
    subject: Subject,
}

const SCENES: [Scene; 11] = [
    Scene {
        name: "ferry",
        sky: ([96, 128, 158], [250, 214, 170]),
        sun: Some((0.68, 0.5, 0.06, [255, 240, 205])),
        stars: false,
        ridges: &[(0.56, 0.05, [126, 138, 158]), (0.6, 0.03, [92, 104, 126])],
        water: Some(0.62),
        subject: Subject::Ferry,
    },
    Scene {
        name: "quay",
        sky: ([88, 98, 140], [242, 178, 140]),
        sun: None,
        stars: false,
        ridges: &[(0.42, 0.08, [110, 98, 122])],
        water: Some(0.72),
        subject: Subject::Houses,
    },
    Scene {
        name: "ice",
        sky: ([18, 38, 62], [128, 196, 170]),
        sun: None,
        stars: true,
        ridges: &[
            (0.5, 0.16, [120, 168, 186]),
            (0.62, 0.12, [160, 200, 212]),
            (0.76, 0.07, [205, 228, 234]),
            (0.9, 0.03, [236, 244, 246]),
        ],
        water: None,
        subject: Subject::Nothing,
    },
    Scene {
        name: "cards",
        sky: ([92, 60, 38], [150, 104, 62]),
        sun: None,
        stars: false,
        ridges: &[],
        water: None,
        subject: Subject::Cards,
    },
    Scene {
        name: "mill",
        sky: ([176, 196, 196], [240, 232, 206]),
        sun: Some((0.3, 0.26, 0.05, [255, 250, 230])),
        stars: false,
        ridges: &[
            (0.4, 0.14, [150, 172, 160]),
            (0.52, 0.12, [104, 138, 116]),
            (0.64, 0.08, [64, 100, 76]),
        ],
        water: Some(0.74),
        subject: Subject::Houses,
    },
    Scene {
        name: "bus",
        sky: ([14, 18, 40], [44, 48, 86]),
        sun: Some((0.82, 0.18, 0.035, [236, 232, 210])),
        stars: true,
        ridges: &[(0.5, 0.1, [28, 32, 60])],
        water: None,
        subject: Subject::Bus,
    },
    Scene {
        name: "valley",
        sky: ([12, 16, 34], [58, 60, 98]),
        sun: None,
        stars: true,
        ridges: &[
            (0.42, 0.18, [32, 36, 66]),
            (0.56, 0.14, [22, 26, 48]),
            (0.94, 0.05, [10, 12, 24]),
        ],
        water: None,
        subject: Subject::Lights,
    },
    Scene {
        name: "observatory",
        sky: ([8, 12, 40], [70, 54, 110]),
        sun: None,
        stars: true,
        ridges: &[(0.66, 0.1, [34, 28, 62]), (0.8, 0.02, [20, 18, 40])],
        water: None,
        subject: Subject::Dome,
    },
    Scene {
        name: "bakery",
        sky: ([54, 32, 28], [96, 56, 40]),
        sun: None,
        stars: false,
        ridges: &[],
        water: None,
        subject: Subject::Arch,
    },
    Scene {
        name: "marathon",
        sky: ([98, 134, 172], [255, 206, 150]),
        sun: Some((0.52, 0.44, 0.08, [255, 244, 214])),
        stars: false,
        ridges: &[
            (0.5, 0.1, [158, 140, 150]),
            (0.56, 0.07, [124, 116, 112]),
            (0.62, 0.04, [112, 120, 76]),
        ],
        water: None,
        subject: Subject::Road,
    },
    Scene {
        name: "library",
        sky: ([16, 20, 36], [54, 58, 92]),
        sun: None,
        stars: false,
        ridges: &[],
        water: None,
        subject: Subject::Hall,
    },
];

/// The picture of that file name and width in pixels, at most 2,400, with its media type.
pub(super) fn picture(file: &str, width: u32) -> Option<(&'static str, Vec<u8>)> {
    static MADE: OnceLock<Mutex<Made>> = OnceLock::new();
    let (name, end) = file.rsplit_once('.')?;
    let width = width.clamp(16, 2400);
    let (format, media_type) = match end {
        "jpg" => (ImageFormat::Jpeg, "image/jpeg"),
        "png" => (ImageFormat::Png, "image/png"),
        _ => return None,
    };
    let key = (file.to_owned(), width);
    let made = MADE.get_or_init(Mutex::default);
    if let Some(bytes) = made.lock().unwrap().get(&key) {
        return Some((media_type, bytes.clone()));
    }
    let full = paint(name, (width * 2).min(FULL))?;
    let height = (width * full.height() / full.width()).max(1);
    let sized = if width == full.width() {
        full
    } else {
        imageops::resize(&full, width, height, FilterType::Triangle)
    };
    let mut bytes = Cursor::new(Vec::new());
    sized.write_to(&mut bytes, format).unwrap();
    let bytes = bytes.into_inner();
    made.lock().unwrap().insert(key, bytes.clone());
    Some((media_type, bytes))
}

fn paint(name: &str, width: u32) -> Option<RgbImage> {
    match name {
        "placeholder" => Some(RgbImage::from_pixel(64, 36, Rgb([221, 221, 221]))),
        "avatar" => Some(RgbImage::from_pixel(48, 48, Rgb([120, 96, 132]))),
        "chart" => Some(bars(width)),
        "tide-curve" => Some(curve(width)),
        _ => SCENES.iter().find(|scene| scene.name == name).map(|scene| landscape(scene, width)),
    }
}

/// A picture under the brush, addressed in parts of its width and height.
struct Canvas(RgbImage);

impl Canvas {
    /// A canvas of that width, in the proportions of 16 to 9.
    fn new(width: u32, colour: Colour) -> Self {
        Self(RgbImage::from_pixel(width, (width * 9 / 16).max(1), Rgb(colour)))
    }

    fn size(&self) -> (u32, u32) {
        self.0.dimensions()
    }

    fn put(&mut self, x: i64, y: i64, colour: Colour) {
        if let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y))
            && x < self.0.width()
            && y < self.0.height()
        {
            self.0.put_pixel(x, y, Rgb(colour));
        }
    }

    fn rect(&mut self, (left, top): (f32, f32), (right, bottom): (f32, f32), colour: Colour) {
        let (width, height) = self.size();
        for y in pixels(top, height)..pixels(bottom, height) {
            for x in pixels(left, width)..pixels(right, width) {
                self.put(x, y, colour);
            }
        }
    }

    /// A disc; its radius is in parts of the height, so that it is round.
    fn disc(&mut self, (x, y): (f32, f32), radius: f32, colour: Colour) {
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
    fn shape(&mut self, top: f32, bottom: f32, edges: impl Fn(f32) -> (f32, f32), colour: Colour) {
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

fn pixels(part: f32, of: u32) -> i64 {
    (part * of as f32) as i64
}

/// A number from 0 to 1 that is always the same for the same two.
fn chance(a: u32, b: u32) -> f32 {
    let mut hash = a.wrapping_mul(0x9e37_79b1) ^ b.wrapping_mul(0x85eb_ca77);
    hash ^= hash >> 15;
    hash = hash.wrapping_mul(0xc2b2_ae3d);
    hash ^= hash >> 13;
    (hash % 65_536) as f32 / 65_536.0
}

fn mix(a: Colour, b: Colour, part: f32) -> Colour {
    let part = part.clamp(0.0, 1.0);
    std::array::from_fn(|i| (f32::from(a[i]) * (1.0 - part) + f32::from(b[i]) * part) as u8)
}

/// A smooth line of hills: from -1 to 1, at `x` in parts of the width.
fn hills(x: f32, seed: u32) -> f32 {
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

fn landscape(scene: &Scene, width: u32) -> RgbImage {
    let mut canvas = Canvas::new(width, scene.sky.0);
    let (width, height) = canvas.size();
    let horizon = scene.water.unwrap_or(0.8);
    for y in 0..height {
        let part = y as f32 / height as f32 / horizon;
        for x in 0..width {
            // A little grain, or the gradient shows as stripes.
            let grain = (chance(x, y) - 0.5) * 0.015;
            canvas.put(x.into(), y.into(), mix(scene.sky.0, scene.sky.1, part * part + grain));
        }
    }
    if scene.stars {
        for star in 0..420 {
            let (x, y) = (chance(star, 1), chance(star, 2) * 0.7);
            let bright = (90.0 + chance(star, 3) * 165.0) as u8;
            let radius = if chance(star, 4) > 0.93 { 0.0032 } else { 0.0015 };
            canvas.disc((x, y), radius, [bright, bright, bright.saturating_add(10)]);
        }
    }
    if let Some((x, y, radius, colour)) = scene.sun {
        glow(&mut canvas, (x, y), radius, colour);
        canvas.disc((x, y), radius, colour);
    }
    for (number, (line, roughness, colour)) in scene.ridges.iter().enumerate() {
        let seed = number as u32 * 31 + scene.name.len() as u32 * 7;
        for x in 0..width {
            let top = line - hills(x as f32 / width as f32, seed) * roughness;
            let top_pixel = pixels(top, height).max(0);
            for y in top_pixel..i64::from(height) {
                let depth = (y - top_pixel) as f32 / (height as f32 * 0.5);
                canvas.put(x.into(), y, mix(*colour, mix(*colour, [0, 0, 0], 0.35), depth));
            }
        }
    }
    subject(&mut canvas, scene.subject);
    if let Some(line) = scene.water {
        water(&mut canvas, line, scene.sky.0);
    }
    canvas.0
}

fn glow(canvas: &mut Canvas, (x, y): (f32, f32), radius: f32, colour: Colour) {
    let (width, height) = canvas.size();
    let (cx, cy) = (x * width as f32, y * height as f32);
    let reach = radius * height as f32 * 5.0;
    for py in 0..height {
        for px in 0..width {
            let distance = ((px as f32 - cx).powi(2) + (py as f32 - cy).powi(2)).sqrt();
            if distance < reach {
                let under = canvas.0.get_pixel(px, py).0;
                let part = (1.0 - distance / reach).powi(2) * 0.6;
                canvas.put(px.into(), py.into(), mix(under, colour, part));
            }
        }
    }
}

/// Water below a line mirrors what is above it, darker and broken by waves.
fn water(canvas: &mut Canvas, line: f32, tint: Colour) {
    let (width, height) = canvas.size();
    // Waves have the same form at every size.
    let scale = FULL as f32 / width as f32;
    let above = canvas.0.clone();
    let line = pixels(line, height);
    for y in line..i64::from(height) {
        let depth = (y - line) as f32;
        for x in 0..i64::from(width) {
            let wave = ((x as f32 * scale * 0.012 + depth * scale * 0.35).sin()
                + (depth * scale * 0.9).sin())
                * depth
                * 0.04;
            let from = (line as f32 - depth * 0.9 - 1.0 + wave).clamp(0.0, line as f32 - 1.0);
            let mirrored = above.get_pixel(x as u32, from as u32).0;
            canvas.put(x, y, mix(mirrored, tint, 0.32 + depth / 1600.0 * scale));
        }
    }
}

fn subject(canvas: &mut Canvas, subject: Subject) {
    match subject {
        Subject::Nothing => {}
        Subject::Ferry => ferry(canvas),
        Subject::Houses => houses(canvas),
        Subject::Cards => cards(canvas),
        Subject::Bus => bus(canvas),
        Subject::Dome => dome(canvas),
        Subject::Arch => arch(canvas),
        Subject::Road => road(canvas),
        Subject::Hall => hall(canvas),
        Subject::Lights => lights(canvas),
    }
}

fn ferry(canvas: &mut Canvas) {
    canvas.shape(0.575, 0.64, |part| (0.2 + part * 0.02, 0.47 - part * 0.035), [44, 56, 74]);
    canvas.rect((0.24, 0.52), (0.42, 0.577), [240, 236, 226]);
    canvas.rect((0.28, 0.475), (0.37, 0.522), [246, 242, 232]);
    for window in 0..7 {
        let left = 0.25 + window as f32 * 0.023;
        canvas.rect((left, 0.537), (left + 0.013, 0.556), [70, 90, 112]);
    }
    canvas.rect((0.335, 0.42), (0.358, 0.478), [206, 92, 52]);
    canvas.rect((0.335, 0.42), (0.358, 0.43), [40, 40, 48]);
    canvas.rect((0.298, 0.38), (0.3, 0.478), [60, 60, 66]);
}

fn houses(canvas: &mut Canvas) {
    const WALLS: [Colour; 5] =
        [[214, 186, 160], [186, 122, 100], [226, 214, 196], [150, 158, 168], [204, 164, 112]];
    let mut left = 0.04;
    for house in 0..13u32 {
        let width = 0.055 + chance(house, 5) * 0.03;
        let top = 0.52 + chance(house, 6) * 0.08;
        let wall = mix(WALLS[house as usize % 5], [60, 50, 80], 0.25);
        canvas.rect((left, top), (left + width, 0.74), wall);
        canvas.shape(
            top - 0.05,
            top,
            |part| {
                let half = width * 0.52 * part;
                (left + width / 2.0 - half, left + width / 2.0 + half)
            },
            [78, 58, 62],
        );
        for row in 0..3u32 {
            for column in 0..2u32 {
                let x = left + width * (0.2 + column as f32 * 0.38);
                let y = top + 0.025 + row as f32 * 0.055;
                let lit = chance(house * 7 + row, column) > 0.45;
                let colour = if lit { [255, 222, 150] } else { [64, 62, 84] };
                if y < 0.7 {
                    canvas.rect((x, y), (x + width * 0.2, y + 0.03), colour);
                }
            }
        }
        left += width + 0.004;
    }
}

fn cards(canvas: &mut Canvas) {
    for row in 0..9u32 {
        let top = 0.08 + row as f32 * 0.1;
        let shade = row as f32 / 12.0;
        for stack in 0..4u32 {
            let left = 0.05 + stack as f32 * 0.235;
            let lift = chance(row, stack) * 0.02;
            let paper = mix([206, 182, 140], [252, 242, 220], shade + chance(row + 9, stack) * 0.2);
            let tab = left + 0.015 + chance(row, stack + 7) * 0.14;
            canvas.rect((tab, top - 0.03 - lift), (tab + 0.05, top - lift), paper);
            canvas.rect((left, top - lift), (left + 0.21, top + 0.12), paper);
            canvas.rect(
                (left, top + 0.018 - lift),
                (left + 0.21, top + 0.021 - lift),
                [196, 84, 70],
            );
            for line in 1..4 {
                let y = top + 0.02 + line as f32 * 0.018 - lift;
                canvas.rect((left, y), (left + 0.21, y + 0.0022), [132, 152, 176]);
            }
        }
    }
}

fn bus(canvas: &mut Canvas) {
    for block in 0..9u32 {
        let left = block as f32 * 0.115 - 0.02;
        let top = 0.3 + chance(block, 3) * 0.14;
        canvas.rect((left, top), (left + 0.11, 0.76), [24, 24, 44]);
        for row in 0..7u32 {
            for column in 0..5u32 {
                if chance(block * 11 + row, column) > 0.55 {
                    let (x, y) =
                        (left + 0.01 + column as f32 * 0.02, top + 0.03 + row as f32 * 0.055);
                    canvas.rect((x, y), (x + 0.011, y + 0.028), [232, 190, 108]);
                }
            }
        }
    }
    canvas.rect((0.0, 0.76), (1.0, 1.0), [26, 26, 34]);
    canvas.rect((0.0, 0.87), (1.0, 0.876), [120, 116, 96]);
    canvas.rect((0.27, 0.55), (0.75, 0.83), [190, 46, 42]);
    canvas.rect((0.28, 0.58), (0.74, 0.67), [255, 236, 178]);
    for pillar in 0..7 {
        let x = 0.28 + pillar as f32 * 0.0755;
        canvas.rect((x, 0.58), (x + 0.007, 0.67), [150, 34, 32]);
    }
    canvas.rect((0.6, 0.558), (0.73, 0.576), [255, 170, 60]);
    for wheel in [0.36, 0.65] {
        canvas.disc((wheel, 0.83), 0.048, [16, 16, 20]);
        canvas.disc((wheel, 0.83), 0.02, [120, 120, 128]);
    }
    canvas.disc((0.747, 0.79), 0.014, [255, 250, 214]);
}

fn dome(canvas: &mut Canvas) {
    canvas.rect((0.0, 0.82), (1.0, 1.0), [22, 20, 36]);
    canvas.rect((0.34, 0.66), (0.66, 0.86), [70, 62, 84]);
    canvas.disc((0.5, 0.64), 0.2, [226, 226, 236]);
    canvas.rect((0.34, 0.66), (0.66, 0.86), [92, 82, 104]);
    canvas.rect((0.49, 0.43), (0.525, 0.645), [30, 22, 50]);
    canvas.rect((0.4, 0.72), (0.45, 0.8), [214, 72, 58]);
    canvas.disc((0.74, 0.24), 0.026, [240, 214, 150]);
    canvas.shape(0.235, 0.245, |_| (0.7, 0.78), [226, 204, 160]);
}

fn arch(canvas: &mut Canvas) {
    for row in 0..22u32 {
        for column in 0..18u32 {
            let shift = if row % 2 == 0 { 0.0 } else { 0.028 };
            let (x, y) = (column as f32 * 0.057 - 0.03 + shift, row as f32 * 0.046);
            let brick = mix([96, 54, 40], [152, 92, 62], chance(row, column));
            canvas.rect((x, y), (x + 0.053, y + 0.04), brick);
        }
    }
    canvas.disc((0.5, 0.56), 0.33, [46, 24, 20]);
    canvas.rect((0.314, 0.56), (0.686, 0.9), [46, 24, 20]);
    for ring in 0..26 {
        let part = ring as f32 / 26.0;
        let colour = mix([120, 36, 14], [255, 214, 120], part);
        canvas.disc((0.5, 0.72), 0.25 * (1.0 - part), colour);
    }
    for loaf in 0..5 {
        let x = 0.37 + loaf as f32 * 0.065;
        canvas.disc((x, 0.86), 0.036, [190, 122, 58]);
        canvas.disc((x - 0.003, 0.85), 0.028, [222, 164, 90]);
    }
    canvas.rect((0.0, 0.89), (1.0, 1.0), [62, 40, 32]);
}

fn road(canvas: &mut Canvas) {
    canvas.shape(
        0.6,
        1.0,
        |part| (0.515 - part * part * 0.3 - 0.004, 0.525 + part * part * 0.26 + 0.004),
        [98, 94, 98],
    );
    for dash in 0..9 {
        let top = 0.62 + (dash as f32 / 9.0).powi(2) * 0.38;
        let width = 0.001 + (dash as f32 / 9.0).powi(2) * 0.012;
        canvas.rect(
            (0.52 - width, top),
            (0.52 + width, top + width * 2.2 + 0.004),
            [232, 226, 206],
        );
    }
    for walker in 0..4 {
        let x = 0.49 + walker as f32 * 0.018;
        canvas.rect((x, 0.615), (x + 0.007, 0.655), [40, 36, 50]);
        canvas.disc((x + 0.0035, 0.608), 0.008, [40, 36, 50]);
    }
}

fn hall(canvas: &mut Canvas) {
    canvas.rect((0.1, 0.26), (0.9, 0.84), [74, 66, 74]);
    canvas.shape(0.14, 0.26, |part| (0.5 - part * 0.43, 0.5 + part * 0.43), [88, 78, 86]);
    for column in 0..9u32 {
        let x = 0.135 + column as f32 * 0.085;
        canvas.rect((x, 0.36), (x + 0.05, 0.78), [255, 218, 138]);
        canvas.disc((x + 0.025, 0.36), 0.044, [255, 218, 138]);
        for shelf in 0..6u32 {
            let y = 0.42 + shelf as f32 * 0.06;
            canvas.rect((x, y), (x + 0.05, y + 0.005), [140, 92, 50]);
            for book in 0..6u32 {
                let left = x + 0.003 + book as f32 * 0.0078;
                let tall = 0.022 + chance(column * 7 + shelf, book) * 0.018;
                let cover = mix([150, 60, 50], [60, 90, 120], chance(book + 3, column + shelf));
                canvas.rect((left, y - tall), (left + 0.006, y), mix(cover, [255, 218, 138], 0.25));
            }
        }
    }
    canvas.rect((0.0, 0.84), (1.0, 1.0), [30, 28, 40]);
    canvas.rect((0.08, 0.82), (0.92, 0.85), [96, 86, 92]);
}

fn lights(canvas: &mut Canvas) {
    for lamp in 0..340u32 {
        let along = chance(lamp, 11);
        let middle = 0.72 + (along * 5.0).sin() * 0.05;
        let y = middle + (chance(lamp, 12) - 0.5) * (0.04 + chance(lamp, 13) * 0.12);
        let colour = if chance(lamp, 14) > 0.75 { [236, 240, 255] } else { [255, 204, 120] };
        canvas.disc((along, y), 0.0016 + chance(lamp, 15) * 0.0022, colour);
    }
}

/// Bars that grow, on paper.
fn bars(width: u32) -> RgbImage {
    let mut canvas = Canvas::new(width, [250, 247, 240]);
    for line in 0..7 {
        let y = 0.12 + line as f32 * 0.12;
        canvas.rect((0.08, y), (0.95, y + 0.002), [216, 210, 198]);
    }
    for (number, mills) in [4, 11, 24, 43, 63u8].into_iter().enumerate() {
        let left = 0.13 + number as f32 * 0.165;
        let top = 0.84 - f32::from(mills) / 63.0 * 0.68;
        canvas.rect((left, top), (left + 0.1, 0.84), [42, 104, 120]);
    }
    canvas.rect((0.08, 0.84), (0.95, 0.845), [60, 56, 52]);
    canvas.0
}

/// Three days of tide, with the notch that a crab made.
fn curve(width: u32) -> RgbImage {
    let mut canvas = Canvas::new(width, [252, 251, 247]);
    for day in 0..4 {
        let x = 0.06 + day as f32 * 0.293;
        canvas.rect((x, 0.08), (x + 0.0012, 0.92), [214, 214, 208]);
    }
    let level = |part: f32| {
        let held = if (0.43..0.455).contains(&part) { 0.43 } else { part };
        let tide = (held * 3.0 * 24.0 / 12.42 * std::f32::consts::TAU).sin();
        0.5 - tide * (0.3 - held * 0.06)
    };
    for step in 0..6000 {
        let part = step as f32 / 6000.0;
        canvas.disc((0.06 + part * 0.88, level(part)), 0.004, [30, 92, 140]);
    }
    canvas.rect((0.06, 0.92), (0.94, 0.924), [70, 70, 66]);
    canvas.0
}
