//! Telling names of people from accounts, departments and everything else in a byline.

use crate::{
    metadata::{authors::roles::is_role, datetext},
    text,
};

use super::words::{AGENCIES, LABELS, MARKS, NO_PERSON, NOBODY};

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A person.
    Person,
    /// A person by the name of an account ("ada.byron").
    Account,
    /// A department, agency, site or company.
    Organisation,
}

/// A name and what it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) kind: Kind,
}

/// The people that a byline names; empty for what names nobody.
pub(crate) fn names(byline: &str) -> Vec<String> {
    read(byline)
        .into_iter()
        .filter(|named| named.kind == Kind::Person)
        .map(|named| named.name)
        .collect()
}

/// Everyone and everything that a byline names, in order.
pub(super) fn read(byline: &str) -> Vec<Named> {
    let line = without_brackets(&text::collapse(byline));
    if line.contains("://") || line.starts_with('@') || line.chars().count() > 300 {
        return Vec::new();
    }
    // "By Ada Byron | 4 March 2026": only one part between bars names authors.
    let mut parts = vec![line.as_str()];
    for bar in [" | ", " • ", " · ", " ● ", " ⋅ ", " — ", " – ", " - ", " on "] {
        if line.contains(bar) {
            parts = parts.into_iter().flat_map(|part| part.split(bar)).collect();
        }
    }
    parts.into_iter().map(read_part).find(|found| !found.is_empty()).unwrap_or_default()
}

/// A line without what stands in brackets between words.
fn without_brackets(line: &str) -> String {
    match (line.find(" ("), line.find(") ")) {
        (Some(open), Some(close)) if open < close => {
            format!("{}{}", &line[..open], &line[close + 1..])
        }
        _ => line.to_owned(),
    }
}

fn read_part(line: &str) -> Vec<Named> {
    let line = line.trim_matches(['(', ')', '（', '）', ' ']);
    if let Some(name) = turned(line) {
        return vec![Named { name, kind: Kind::Person }];
    }
    if let Some(name) = joint_name(line) {
        return vec![Named { name: name.to_owned(), kind: Kind::Organisation }];
    }
    let mut out: Vec<Named> = Vec::new();
    for part in split(line) {
        let name = strip(part);
        let kind = kind(name);
        if is_role(part) && kind != Some(Kind::Organisation) || is_role(part) && !out.is_empty() {
            // After what someone is comes where they work, not another person.
            if !out.is_empty() {
                break;
            }
            continue;
        }
        let Some(kind) = kind else { continue };
        if !out.iter().any(|known| known.name == name) {
            out.push(Named { name: name.to_owned(), kind });
        }
        // "Example.org, Oslo, Norway": where a publisher is, is no author.
        if is_domain(name) {
            break;
        }
    }
    out
}

/// The whole line, where it names one organisation with an "and" in it.
fn joint_name(line: &str) -> Option<&str> {
    let joined =
        [" and ", " und ", " et ", " y ", " e ", " & "].iter().any(|word| line.contains(word));
    if !joined || line.contains([',', ';', '/']) || line.split(' ').count() > 10 {
        return None;
    }
    let parts = split(line);
    let first = kind(strip(parts.first()?)) == Some(Kind::Organisation);
    let is_organisation = |part: &&str| kind(strip(part)) == Some(Kind::Organisation);
    let single = parts.iter().skip(1).all(|part| !part.contains(' ') || is_organisation(part));
    (first && single).then(|| strip(line)).filter(|name| !name.is_empty())
}

/// "Byron, Ada" as catalogues write it, the other way round.
fn turned(line: &str) -> Option<String> {
    let (last, first) = line.split_once(", ")?;
    let one_word = |text: &str| !text.is_empty() && !text.contains([' ', ',', ';', '/']);
    let initials = |text: &str| text.split(' ').skip(1).all(|word| word.ends_with('.'));
    let fits = one_word(last)
        && first.split(' ').count() <= 2
        && initials(first)
        && !first.contains([',', ';', '/'])
        && [last, first].iter().all(|part| kind(part) == Some(Kind::Person) && !is_title(part))
        && !is_role(first);
    fits.then(|| format!("{first} {last}"))
}

/// Degrees and honours that stand behind names.
fn is_title(word: &str) -> bool {
    let plain: String = word.chars().filter(|c| c.is_alphabetic()).collect();
    plain.len() <= 3 && plain.chars().all(char::is_uppercase)
        || ["PhD", "MBA", "Jr", "Sr", "FACLM", "FACP"].contains(&plain.as_str())
}

/// The parts of a line of names.
fn split(line: &str) -> Vec<&str> {
    const BETWEEN: [&str; 14] = [
        " and ", " und ", " et ", " y ", " & ", " og ", " och ", " en ", " with ", " mit ", " e ",
        " i ", " và ", " ve ",
    ];
    let mut parts: Vec<&str> = line.split([',', ';', '/', '\n', '、', '，', '；', '／']).collect();
    for between in BETWEEN {
        if line.contains(between) {
            parts = parts.into_iter().flat_map(|part| part.split(between)).collect();
        }
    }
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// A name without "By", a role in brackets, a date or an address behind it.
fn strip(part: &str) -> &str {
    let mut part = part.trim();
    while let Some(label) = LABELS.iter().find(|label| starts_with(part, label)) {
        part = part[label.len()..].trim_start_matches([':', ' ']);
    }
    for mark in MARKS {
        part = part.strip_prefix(mark).unwrap_or(part).trim_start();
    }
    let part = part.split(['(', '[', '<', '@']).next().unwrap_or(part);
    let mut part = trim(without_date(part));
    // "Ada Byron am": what stands before a date or a section that has gone.
    while let Some((before, last)) = part.rsplit_once(' ')
        && matches!(
            last,
            "am" | "and"
                | "und"
                | "et"
                | "og"
                | "och"
                | "on"
                | "at"
                | "in"
                | "um"
                | "le"
                | "el"
                | "il"
                | "vom"
                | "for"
                | "to"
                | "of"
                | "says"
        )
    {
        part = trim(before);
    }
    for label in [" 기자", " 記者", " 记者", " 特派員"] {
        part = part.strip_suffix(label).unwrap_or(part);
    }
    part
}

fn trim(part: &str) -> &str {
    part.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '.' | ',' | ':' | '-' | '–' | '—' | '*' | '"' | '\'' | '|' | '●' | '•' | '·'
            )
            || matches!(c, '“' | '”' | '„' | '→' | '›' | '»' | '《' | '》')
    })
}

/// Whether `text` begins with `label`, which is in lower case, whatever the case of the text.
pub(super) fn starts_with(text: &str, label: &str) -> bool {
    let mut letters = text.chars().flat_map(char::to_lowercase);
    text.is_char_boundary(label.len().min(text.len()))
        && text.len() >= label.len()
        && label.chars().all(|wanted| letters.next() == Some(wanted))
}

/// A name without the date that stands behind it.
fn without_date(part: &str) -> &str {
    let is_digit = |word: &str| word.contains(|c: char| c.is_ascii_digit());
    let mut words = part.split(' ').peekable();
    let mut length = 0;
    while let Some(word) = words.next() {
        let month = words.peek().is_some_and(|next| is_digit(next))
            && datetext::is_month(&word.to_lowercase());
        // A handle has digits too.
        let number = word.starts_with(|c: char| c.is_ascii_digit())
            || word
                .trim_start_matches(|c: char| !c.is_alphanumeric())
                .starts_with(|c: char| c.is_ascii_digit());
        if (is_digit(word) && length > 0) || (number && words.peek().is_some()) || month {
            return part[..length].trim_end();
        }
        length += word.len() + usize::from(words.peek().is_some());
    }
    part
}

/// What a name names; nothing for what is no name.
pub(super) fn kind(name: &str) -> Option<Kind> {
    let length = name.chars().count();
    let words = name.split(' ').count();
    if !(2..=60).contains(&length)
        || words > 6
        || !name.starts_with(char::is_alphanumeric)
        || name.chars().any(|c| matches!(c, '{' | '}' | '=' | '%' | '?' | '!' | '|' | '…'))
    {
        return None;
    }
    let lower = name.to_lowercase();
    if NOBODY.contains(&lower.as_str())
        || lower.ends_with(" von")
        || lower.ends_with(" by")
        || lower.ends_with(" par")
        || words == 1 && (datetext::is_month_name(&lower) || datetext::is_weekday(&lower))
        || name.chars().all(|c| !c.is_alphabetic())
    {
        return None;
    }
    if AGENCIES.contains(&lower.as_str())
        || is_domain(name)
        || lower.split(|c: char| !c.is_alphanumeric()).any(|word| NO_PERSON.contains(&word))
    {
        return Some(Kind::Organisation);
    }
    // Headings and buttons begin with capitals too.
    if lower.split(' ').any(|word| matches!(word, "to" | "your" | "our" | "how" | "what")) {
        return None;
    }
    if is_account(name) {
        return Some(Kind::Account);
    }
    if name.contains(|c: char| c.is_ascii_digit() || c == '_') {
        return None;
    }
    Some(Kind::Person)
}

/// Whether a name is that of a site: "quay.example" without a space, ending in letters.
fn is_domain(name: &str) -> bool {
    const ENDS: [&str; 34] = [
        "com", "org", "net", "de", "at", "ch", "fr", "it", "es", "co", "uk", "pl", "io", "info",
        "tv", "eu", "is", "nl", "be", "br", "pe", "jp", "cn", "ru", "cz", "dk", "no", "se", "fi",
        "us", "ca", "au", "news", "blog",
    ];
    let word = name.split(' ').next().unwrap_or(name);
    word.rsplit_once('.').is_some_and(|(before, end)| {
        before.len() > 1 && ENDS.iter().any(|known| end.eq_ignore_ascii_case(known))
    })
}

/// Whether a name is that of an account: one word in lower case, or with signs that names have not.
fn is_account(name: &str) -> bool {
    if name.contains(' ') || !name.is_ascii() {
        return false;
    }
    let lower = name.bytes().all(|b| !b.is_ascii_uppercase());
    let joined = name.bytes().any(|b| matches!(b, b'.' | b'_') || b.is_ascii_digit());
    joined || lower
}

/// The name that an account spells: "ada.byron" is Ada Byron, "quayfan84" only itself.
pub(super) fn spelled_out(account: &str) -> String {
    let parts: Vec<&str> = account.split(['.', '-', '_']).collect();
    let is_word = |part: &&str| part.len() >= 2 && part.bytes().all(|b| b.is_ascii_lowercase());
    if !(2..=3).contains(&parts.len()) || !parts.iter().all(is_word) {
        return account.to_owned();
    }
    let capital = |part: &&str| format!("{}{}", part[..1].to_ascii_uppercase(), &part[1..]);
    parts.iter().map(capital).collect::<Vec<_>>().join(" ")
}

/// Whether a text is written as a name is: two or more words, the long ones with a capital.
pub(super) fn is_proper(name: &str) -> bool {
    let spaceless = name.chars().filter(|&c| text::is_spaceless(c)).count();
    if spaceless > 0 {
        return (2..=8).contains(&spaceless);
    }
    name.contains(' ') && is_capitalised(name)
}

/// Whether a piece of a byline only says that a name follows ("Erstellt von").
pub(super) fn announces(piece: &str) -> bool {
    let mut words = piece.trim_end_matches([':', ' ']).rsplit(' ');
    let last = words.next().unwrap_or_default();
    matches!(last, "by" | "von" | "vom" | "par" | "por" | "da" | "door" | "av" | "przez")
        && words.count() <= 3
}

/// Whether a line is marked, in a script without spaces, as naming who wrote or edited.
pub(super) fn is_marked(line: &str) -> bool {
    let line = line.trim_start_matches(['(', '（']);
    MARKS.iter().take(MARKS.len() - 2).any(|mark| line.starts_with(mark))
}

/// Whether the long words of a name have a capital.
pub(super) fn is_capitalised(name: &str) -> bool {
    name.split(' ')
        .filter(|word| word.chars().count() > 3)
        .all(|word| word.starts_with(|c: char| !c.is_lowercase()) || word.contains(['\'', '’']))
        && name.contains(|c: char| !c.is_lowercase() && c != ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_become_names() {
        let cases: [(&str, &[&str]); 24] = [
            ("By Ada Byron", &["Ada Byron"]),
            ("By Ada Byron and Mary Somerville", &["Ada Byron", "Mary Somerville"]),
            // The second name has an element of its own.
            ("Redaktion: Ada Byron und", &["Ada Byron"]),
            ("Ada Byron, Health correspondent", &["Ada Byron"]),
            ("von Ada Byron und Mary Somerville", &["Ada Byron", "Mary Somerville"]),
            ("Ada Byron | 4 March 2026", &["Ada Byron"]),
            ("By Ada Byron Mar 27, 2024", &["Ada Byron"]),
            ("Ada Byron am", &["Ada Byron"]),
            ("Read more from Ada Byron", &["Ada Byron"]),
            ("Byron, Ada", &["Ada Byron"]),
            ("Byron, Ada K.", &["Ada K. Byron"]),
            ("Ada Byron, PhD", &["Ada Byron"]),
            // First names that begin like months, and words of roles inside names.
            ("Maria & Juna", &["Maria", "Juna"]),
            ("Ada Byron, Martin Newsome", &["Ada Byron", "Martin Newsome"]),
            ("艾达·拜伦", &["艾达·拜伦"]),
            ("(责编：艾达、玛丽)", &["艾达", "玛丽"]),
            ("Redaktion: Ada Byron", &["Ada Byron"]),
            ("Staff", &[]),
            ("quay.example.com, Oslo, Norway", &[]),
            ("https://example.org/ada", &[]),
            ("BBC News", &[]),
            ("Posted", &[]),
            ("Thursday", &[]),
            ("ada.byron", &[]),
        ];
        for (byline, expected) in cases {
            assert_eq!(names(byline), expected, "{byline}");
        }
    }

    #[test]
    fn people_accounts_and_departments_are_told_apart() {
        let cases = [
            ("Ada Byron", Some(Kind::Person)),
            ("KT", Some(Kind::Person)),
            ("ada-byron", Some(Kind::Account)),
            ("quayfan84", Some(Kind::Account)),
            ("News desk", Some(Kind::Organisation)),
            ("Quay.org", Some(Kind::Organisation)),
            ("dpa", Some(Kind::Organisation)),
            ("Follow us", None),
            ("Ways To Sail", None),
            ("Maris", Some(Kind::Person)),
            ("March", None),
            ("4", None),
        ];
        for (name, expected) in cases {
            assert_eq!(kind(name), expected, "{name}");
        }
    }

    #[test]
    fn an_account_spells_a_name_out() {
        let cases = [
            ("ada.byron", "Ada Byron"),
            ("mary-somerville", "Mary Somerville"),
            ("quayfan", "quayfan"),
        ];
        for (account, name) in cases {
            assert_eq!(spelled_out(account), name);
        }
    }
}
