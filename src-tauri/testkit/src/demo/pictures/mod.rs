//! Pictures painted in code: landscapes of ridges, water and windows, and two charts.
//!
//! A picture is painted at twice the size that is asked for and made smaller, which smooths its
//! edges; each size is made once and kept.

mod canvas;
mod scenes;
mod subjects;

use std::{
    collections::HashMap,
    io::Cursor,
    sync::{Mutex, OnceLock},
};

use image::{
    ImageFormat, Rgb, RgbImage,
    imageops::{self, FilterType},
};

use canvas::{Canvas, Colour, chance, hills, mix, pixels};
use scenes::{SCENES, Scene};

/// The size that a picture is painted at, at most.
const FULL: u32 = 1600;

/// Finished files by name and width.
type Made = HashMap<(String, u32), Vec<u8>>;

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
    subjects::subject(&mut canvas, scene.subject);
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
