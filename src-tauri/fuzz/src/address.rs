//! Links as people and files write them, and what is made of an address.

use backfile_exchange::{clean_link, typed_link};
use backfile_fetch::address::{clean, key, registrable_domain, same_site, show};
use url::Url;

/// A link that is longer is refused, also when it grew so long by its own escaping.
const LONGEST: usize = 16_384;

/// Any bytes as a link: what is taken for one is a web link without a name and password, reads as
/// itself again, and has one clean form, one key and an honest way to be shown.
pub fn url(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let cleaned = |text: &str| clean_link(text).ok().map(|link| link.url);
    let typed = typed_link(&text).map(|link| link.url);
    if let Some(url) = &typed {
        sound(url);
        assert_eq!(cleaned(url.as_str()).as_ref(), Some(url).filter(|url| fits(url)));
    }
    if let Some(url) = cleaned(&text) {
        sound(&url);
        if fits(&url) {
            assert_eq!(cleaned(url.as_str()).as_ref(), Some(&url));
        }
        derived(&url);
    } else if let Some(url) = typed {
        derived(&url);
    }
    // A page names addresses that no one typed: of any scheme, with a name and password.
    if let Ok(url) = Url::parse(&text) {
        derived(&url);
    }
}

fn fits(url: &Url) -> bool {
    url.as_str().len() <= LONGEST
}

/// What every link has to be that is taken in.
pub(crate) fn sound(url: &Url) {
    assert!(matches!(url.scheme(), "http" | "https"), "{url}");
    assert!(url.host_str().is_some_and(|host| !host.is_empty()), "{url}");
    assert!(url.username().is_empty() && url.password().is_none(), "{url}");
}

fn derived(url: &Url) {
    let cleaned = clean(url);
    assert_eq!(clean(&cleaned), cleaned, "{url}");
    assert_eq!(key(&cleaned), key(url), "{url}");
    let shown = show(url);
    assert!(!shown.is_empty(), "{url}");
    assert!(!shown.chars().any(deceives), "{url} is shown as {shown:?}");
    assert!(same_site(url, url) || url.host_str().is_none(), "{url}");
    if !matches!(url.scheme(), "http" | "https") {
        return;
    }
    sound(&cleaned);
    assert_eq!(Url::parse(cleaned.as_str()).as_ref(), Ok(&cleaned));
    assert!(cleaned.as_str().len() <= url.as_str().len() + 1, "{url} became {cleaned}");
    let host = cleaned.host_str().unwrap_or_default();
    if let Some(domain) = registrable_domain(host) {
        assert!(host.trim_end_matches('.').ends_with(domain), "{domain} of {host}");
    }
}

/// What would make another address of one that is read: controls, and marks of direction.
fn deceives(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
