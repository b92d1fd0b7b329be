//! What someone is and where: roles and places in a byline.

use backfile_article::Author;

use crate::{dom::Id, metadata::Sources, text};

/// Ends of words that say what someone is; compounds end with them too.
const ROLES: &[&str] = &[
    "correspondent",
    "reporter",
    "editor",
    "journalist",
    "writer",
    "columnist",
    "producer",
    "analyst",
    "presenter",
    "contributor",
    "bureau",
    "critic",
    "redakteur",
    "redakteurin",
    "korrespondent",
    "korrespondentin",
    "reporterin",
    "journaliste",
    "journalistin",
    "professor",
    "lecturer",
    "fellow",
    "news",
    "researcher",
    "photographer",
    "specialist",
    "director",
    "redaktor",
    "redactor",
    "redactora",
    "periodista",
    "cronista",
    "giornalista",
    "manager",
    "coordinator",
    "engineer",
    "founder",
    "autorin",
    "volontärin",
    "volontär",
    "geschäftsführer",
    "owner",
    "freelancer",
    "strategy",
    "winemaker",
    "consultant",
    "president",
    "officer",
    "designer",
    "developer",
    "co-founder",
    "strategist",
    "marketing",
    "reviewer",
];

/// Whether a line says what someone is.
pub(crate) fn is_role(line: &str) -> bool {
    let length = line.chars().count();
    if !(3..=80).contains(&length) || line.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let lower = line.to_lowercase();
    let says = lower.starts_with("in ")
        || ["reporting from", "author of", "chief ", "head of", "vice president", "bbc "]
            .iter()
            .any(|words| lower.contains(words))
        || lower
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| word.len() > 3 && ROLES.iter().any(|role| is_compound(word, role)));
    says && !crate::content::phrases::ends_sentence(line)
}

/// Whether a word is the role or a compound that ends with it ("chefredakteur").
fn is_compound(word: &str, role: &str) -> bool {
    word == role || role.len() >= 8 && word.ends_with(role)
}

/// Parts "Health correspondent, reporting from Oslo" into what and where.
pub(crate) fn role_and_place(line: &str) -> (Option<String>, Option<String>) {
    if let Some(place) = place_of(line) {
        return (None, Some(place));
    }
    for between in [", reporting from ", " reporting from ", ", in ", " in "] {
        if let Some((role, place)) = line.split_once(between)
            && is_place(place)
        {
            return (Some(role.to_owned()), Some(place.to_owned()));
        }
    }
    (Some(line.to_owned()), None)
}

fn place_of(line: &str) -> Option<String> {
    let lower = line.to_lowercase();
    for start in ["reporting from ", "in ", "from "] {
        if lower.starts_with(start) && lower.len() == line.len() {
            let place = line[start.len()..].trim();
            return is_place(place).then(|| place.to_owned());
        }
    }
    None
}

fn is_place(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_uppercase) && text.split_whitespace().count() <= 5
}

/// Adds role and place from the bylines that name an author.
pub(super) fn add(sources: &Sources<'_>, bylines: &[Id], authors: &mut [Author]) {
    if authors.is_empty() {
        return;
    }
    let wanted: Vec<String> = authors.iter().map(|author| text::comparable(&author.name)).collect();
    let mut done = vec![false; authors.len()];
    for &id in bylines {
        let lines = lines(sources, id);
        let plain: Vec<String> =
            lines.iter().map(|line| text::comparable(line.trim_start_matches("By "))).collect();
        for (at, author) in authors.iter_mut().enumerate() {
            let Some(line) = plain.iter().position(|line| *line == wanted[at]) else { continue };
            let mut rest = lines[line + 1..].iter().filter(|line| is_role(line));
            if !done[at]
                && let Some(line) = rest.next()
            {
                let (role, place) = role_and_place(line);
                author.role = author.role.take().or(role);
                author.place = place.or_else(|| rest.next().and_then(|line| place_of(line)));
                done[at] = true;
            }
        }
        if done.iter().all(|done| *done) {
            return;
        }
    }
}

/// The lines of a byline: the text of each innermost element.
fn lines(sources: &Sources<'_>, id: Id) -> Vec<String> {
    let page = sources.page;
    let dom = page.dom;
    let mut lines = Vec::new();
    for at in dom.below(id) {
        if let Some(words) = dom.text(at)
            && page.is_shown(at)
            && let Some(line) = text::non_empty(words)
        {
            for part in line.split(" | ") {
                if let Some(part) = text::non_empty(part.trim_matches([',', '•', '·', '|', ' ']))
                {
                    lines.push(part);
                }
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_a_word_and_no_part_of_a_name() {
        for line in [
            "Health correspondent",
            "Chefredakteurin",
            "In Oslo",
            "BBC Monitoring",
            "Editor-in-chief",
        ] {
            assert!(is_role(line), "{line}");
        }
        for line in ["Martin Schmidt", "Newsome", "Ada Byron", "in 2026", "She is an editor."] {
            assert!(!is_role(line), "{line}");
        }
    }

    #[test]
    fn role_and_place_are_parted() {
        assert_eq!(
            role_and_place("Health correspondent, reporting from Oslo"),
            (Some("Health correspondent".to_owned()), Some("Oslo".to_owned()))
        );
        assert_eq!(role_and_place("In Oslo"), (None, Some("Oslo".to_owned())));
    }
}
