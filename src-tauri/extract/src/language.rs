//! Which language a text is in, and which way it runs.

use backfile_article::Direction;

/// Tells the language of a text that is long enough to tell, as a BCP 47 tag.
pub(crate) fn detect(text: &str) -> Option<String> {
    let sample: String = text.chars().take(600).collect();
    if crate::text::weight(&sample) < 80 {
        return None;
    }
    let info = whatlang::detect(&sample)?;
    if !info.is_reliable() && info.confidence() < 0.7 {
        return None;
    }
    short(info.lang()).map(str::to_owned)
}

fn short(lang: whatlang::Lang) -> Option<&'static str> {
    const CODES: &[(&str, &str)] = &[
        ("epo", "eo"),
        ("eng", "en"),
        ("rus", "ru"),
        ("cmn", "zh"),
        ("spa", "es"),
        ("por", "pt"),
        ("ita", "it"),
        ("ben", "bn"),
        ("fra", "fr"),
        ("deu", "de"),
        ("ukr", "uk"),
        ("kat", "ka"),
        ("ara", "ar"),
        ("hin", "hi"),
        ("jpn", "ja"),
        ("heb", "he"),
        ("yid", "yi"),
        ("pol", "pl"),
        ("amh", "am"),
        ("jav", "jv"),
        ("kor", "ko"),
        ("nob", "nb"),
        ("dan", "da"),
        ("swe", "sv"),
        ("fin", "fi"),
        ("tur", "tr"),
        ("nld", "nl"),
        ("hun", "hu"),
        ("ces", "cs"),
        ("ell", "el"),
        ("bul", "bg"),
        ("bel", "be"),
        ("mar", "mr"),
        ("kan", "kn"),
        ("ron", "ro"),
        ("slv", "sl"),
        ("hrv", "hr"),
        ("srp", "sr"),
        ("mkd", "mk"),
        ("lit", "lt"),
        ("lav", "lv"),
        ("est", "et"),
        ("tam", "ta"),
        ("vie", "vi"),
        ("urd", "ur"),
        ("tha", "th"),
        ("guj", "gu"),
        ("uzb", "uz"),
        ("pan", "pa"),
        ("aze", "az"),
        ("ind", "id"),
        ("tel", "te"),
        ("pes", "fa"),
        ("mal", "ml"),
        ("ori", "or"),
        ("mya", "my"),
        ("nep", "ne"),
        ("sin", "si"),
        ("khm", "km"),
        ("tuk", "tk"),
        ("aka", "ak"),
        ("zul", "zu"),
        ("sna", "sn"),
        ("afr", "af"),
        ("lat", "la"),
        ("slk", "sk"),
        ("cat", "ca"),
        ("tgl", "tl"),
        ("hye", "hy"),
        ("cym", "cy"),
    ];
    CODES.iter().find(|(long, _)| *long == lang.code()).map(|(_, short)| *short)
}

/// The declared language, unless the text is plainly in another script's language.
pub(crate) fn settle(declared: Option<String>, text: &str) -> Option<String> {
    let Some(declared) = declared else { return detect(text) };
    // Templates say "en" on pages in every language; a reliable detection overrides that.
    let foreign = |text: &str| {
        text.chars().take(2_000).filter(|c| !c.is_ascii() && c.is_alphabetic()).count() > 40
    };
    if declared.starts_with("en")
        && foreign(text)
        && let Some(found) = detect(text)
        && found != "en"
    {
        return Some(found);
    }
    Some(declared)
}

/// The direction of a text: by its language, else by its letters.
pub(crate) fn direction(language: Option<&str>, text: &str) -> Direction {
    let mut right = 0_u32;
    let mut left = 0_u32;
    for c in text.chars().filter(|c| c.is_alphabetic()).take(2_000) {
        if matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}') {
            right += 1;
        } else {
            left += 1;
        }
    }
    if right + left > 20 {
        return if right > left { Direction::Rtl } else { Direction::Ltr };
    }
    let base = language.and_then(|tag| tag.split('-').next()).unwrap_or_default();
    if ["ar", "he", "fa", "ur", "yi", "ps", "sd", "ug", "ckb", "dv"].contains(&base) {
        Direction::Rtl
    } else {
        Direction::Ltr
    }
}
