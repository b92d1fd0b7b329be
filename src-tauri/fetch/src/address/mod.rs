//! Addresses: their clean form, which of them are the same, and how people read them.

mod clean;
mod key;
mod show;

pub use clean::clean;
pub use key::{key, registrable_domain, same_site};
pub use show::show;

/// The byte that two hexadecimal digits at `at` write, as behind a percent sign.
fn hex_byte(text: &str, at: usize) -> Option<u8> {
    let digits = text.get(at..at + 2)?;
    // The parser of numbers would take a sign as well.
    let digital = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    digital.then(|| u8::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::*;

    proptest! {
        #[test]
        fn any_address_has_one_clean_form_and_one_key(
            host in "(www\\.|m\\.)?[a-z]{1,8}(\\.[a-z]{2,5}){0,2}",
            rest in "[/?#&=%+.:;a-z0-9_!~é-]{0,60}",
        ) {
            let Ok(url) = Url::parse(&format!("https://{host}/{rest}")) else { return Ok(()) };
            let cleaned = clean(&url);
            prop_assert_eq!(&clean(&cleaned), &cleaned);
            prop_assert_eq!(key(&cleaned), key(&url));
            prop_assert!(same_site(&url, &cleaned));
            prop_assert!(!show(&url).is_empty());
        }
    }
}
