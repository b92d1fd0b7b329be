//! A picture's bytes, looked at: which kind, how large, and a small one for the list.

use std::io::Cursor;

use image::{ImageDecoder as _, ImageReader, Limits, codecs::jpeg::JpegEncoder, imageops};

/// Side of the square in the list, pixels; twice what is shown, for fine screens.
const THUMBNAIL_SIDE: u32 = 128;
/// Pixels of a picture at most; a larger one is a bomb or a poster.
const PIXELS: u64 = 25_000_000;
/// Bytes that decoding may take.
const MEMORY: u64 = 256 << 20;

/// The ending that a stored picture of that media type gets; `None` for what is not kept.
pub(crate) fn ending(media_type: &str) -> Option<&'static str> {
    Some(match media_type {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "image/avif" => "avif",
        _ => return None,
    })
}

/// Width and height in pixels, from the header alone; `None` where it is not understood.
pub(crate) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?.into_dimensions().ok()
}

/// Whether a picture of that size is kept.
pub(crate) fn is_sane(size: Option<(u32, u32)>) -> bool {
    size.is_none_or(|(width, height)| u64::from(width) * u64::from(height) <= PIXELS)
}

/// A square JPEG from the picture's middle; `None` where it cannot be decoded within limits.
pub(crate) fn thumbnail(bytes: &[u8]) -> Option<Vec<u8>> {
    if !is_sane(size(bytes)) {
        return None;
    }
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().ok()?;
    let mut picture = image::DynamicImage::from_decoder(decoder).ok()?;
    picture.apply_orientation(orientation);
    let side = picture.width().min(picture.height());
    let (left, top) = ((picture.width() - side) / 2, (picture.height() - side) / 2);
    let square = picture.crop_imm(left, top, side, side);
    let small = imageops::thumbnail(&square.to_rgba8(), THUMBNAIL_SIDE, THUMBNAIL_SIDE);
    // JPEG has no transparency: what is clear becomes paper.
    let mut paper =
        image::RgbImage::from_pixel(THUMBNAIL_SIDE, THUMBNAIL_SIDE, image::Rgb([255; 3]));
    for (x, y, pixel) in small.enumerate_pixels() {
        let [red, green, blue, alpha] = pixel.0.map(u32::from);
        let mix = |ink: u32| u8::try_from((ink * alpha + 255 * (255 - alpha)) / 255).unwrap_or(255);
        paper.put_pixel(x, y, image::Rgb([mix(red), mix(green), mix(blue)]));
    }
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, 82).encode_image(&paper).ok()?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let picture = image::RgbaImage::from_pixel(width, height, image::Rgba([10, 20, 30, 128]));
        picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_thumbnail_is_a_small_square_on_paper() {
        let small = thumbnail(&png(300, 200)).unwrap();
        assert_eq!(size(&small), Some((THUMBNAIL_SIDE, THUMBNAIL_SIDE)));
        assert_eq!(&small[..2], [0xff, 0xd8]);
    }

    #[test]
    fn what_is_no_picture_or_too_large_gives_no_thumbnail() {
        assert_eq!(thumbnail(b"<svg onload=alert(1)>"), None);
        assert!(!is_sane(Some((10_000, 10_000))));
        assert!(is_sane(None));
    }
}
