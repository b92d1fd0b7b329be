//! The piece of a text that shows best where a query hit it.

use backfile_query::tokens::Token;

use crate::{SnippetPart, tokens::each_token};

/// Bytes of a snippet, about; two lines of a list.
const LENGTH: usize = 220;
/// Bytes before the first hit.
const BEFORE: usize = 60;
/// Bytes of a text that are looked at; further on a hit is not shown.
const FARTHEST: usize = 400_000;
/// Hits that are looked at.
const MOST_HITS: usize = 400;

struct Hit {
    start: usize,
    end: usize,
    mark: usize,
}

/// The best piece of `text`; its beginning when nothing of it is hit. `marks` are tokens, and
/// whether each is only a beginning.
pub(crate) fn snippet(text: &str, marks: &[(String, bool)]) -> Vec<SnippetPart> {
    let text = &text[..floor(text, FARTHEST)];
    let mut hits: Vec<Hit> = Vec::new();
    each_token(text, |token| {
        let Token { text: token, start, end, .. } = token;
        let mark = marks
            .iter()
            .position(|(mark, open)| token == mark || (*open && token.starts_with(mark.as_str())));
        hits.extend(mark.map(|mark| Hit { start, end, mark }));
        hits.len() < MOST_HITS
    });
    let (start, end) = window(text, &hits);
    parts(text, start, end, &hits)
}

/// The greatest character boundary that is not beyond `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Where the snippet begins and ends: where most different words are hit.
fn window(text: &str, hits: &[Hit]) -> (usize, usize) {
    let mut best = (0, 0, 0);
    for (index, first) in hits.iter().enumerate() {
        let inside =
            hits[index..].iter().take_while(|hit| hit.end <= first.start + LENGTH - BEFORE);
        let (mut seen, mut count) = (0_u128, 0_usize);
        for hit in inside {
            seen |= 1 << (hit.mark % 128);
            count += 1;
        }
        let score = (seen.count_ones(), count);
        if score > (best.0, best.1) {
            best = (score.0, score.1, first.start);
        }
    }
    let first = if best.1 == 0 { 0 } else { best.2 };
    let mut start = floor(text, first.saturating_sub(BEFORE));
    // Begin at a word, and at the sentence when it begins nearby.
    if start > 0 {
        let lead = &text[start..first];
        let sentence =
            lead.rfind(". ").map(|at| at + 2).or_else(|| lead.rfind('\n').map(|at| at + 1));
        let word = lead.find(char::is_whitespace).map(|at| at + 1);
        start += sentence.or(word).map_or(0, |at| if lead.is_char_boundary(at) { at } else { 0 });
    }
    let mut end = floor(text, start + LENGTH);
    if end < text.len() {
        let last = hits.iter().rfind(|hit| hit.end <= end).map_or(start, |hit| hit.end);
        let word = text[last.max(start)..end].rfind(char::is_whitespace);
        end = word.map_or(end, |at| last.max(start) + at);
    }
    (start, end.max(start))
}

fn parts(text: &str, start: usize, end: usize, hits: &[Hit]) -> Vec<SnippetPart> {
    let mut parts: Vec<SnippetPart> = Vec::new();
    let mut add = |piece: &str, hit: bool| {
        if piece.is_empty() {
            return;
        }
        let piece = one_line(piece);
        match parts.last_mut() {
            Some(last) if last.hit == hit => last.text.push_str(&piece),
            _ => parts.push(SnippetPart { text: piece, hit }),
        }
    };
    if start > 0 {
        add("…", false);
    }
    let mut at = start;
    for hit in hits.iter().filter(|hit| hit.start >= start && hit.end <= end) {
        // Pairs of characters overlap: only what is new is added.
        if hit.end <= at {
            continue;
        }
        if hit.start > at {
            add(&text[at..hit.start], false);
        }
        add(&text[hit.start.max(at)..hit.end], true);
        at = hit.end;
    }
    add(&text[at..end], false);
    if end < text.len() {
        add("…", false);
    }
    parts
}

fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_whitespace() {
            if !line.ends_with(' ') {
                line.push(' ');
            }
        } else {
            line.push(character);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, marks: &[(&str, bool)]) -> String {
        let marks: Vec<_> = marks.iter().map(|(mark, open)| ((*mark).to_owned(), *open)).collect();
        let parts = snippet(text, &marks);
        parts
            .iter()
            .map(|part| if part.hit { format!("[{}]", part.text) } else { part.text.clone() })
            .collect()
    }

    #[test]
    fn hits_are_marked_as_they_stand_in_the_text() {
        type Case = (&'static str, &'static [(&'static str, bool)], &'static str);
        let cases: [Case; 7] = [
            ("The Café is open.", &[("cafe", false)], "The [Café] is open."),
            ("Journals and journalists", &[("journal", true)], "[Journals] and [journalists]"),
            ("One\n\ntwo", &[("two", false)], "One [two]"),
            ("我们明天见", &[("明天", false), ("天见", false)], "我们[明天见]"),
            (
                "My e-mail, l’homme #Tag",
                &[("email", false), ("homme", false), ("#tag", false)],
                "My [e-mail], l’[homme] [#Tag]",
            ),
            ("Nothing here", &[("else", false)], "Nothing here"),
            ("", &[("else", false)], ""),
        ];
        for (text, marks, expected) in cases {
            assert_eq!(shown(text, marks), expected);
        }
    }

    #[test]
    fn a_long_text_is_shown_where_most_of_the_words_meet() {
        let filler = "Nothing of note happens in this sentence at all. ".repeat(40);
        let text = format!("A fox was seen. {filler}The fox and the hare met at noon. {filler}");
        let shown = shown(&text, &[("fox", false), ("hare", false)]);
        assert!(shown.starts_with("…The [fox] and the [hare] met"), "{shown}");
        assert!(shown.ends_with('…') && shown.len() < LENGTH + 40, "{shown}");
    }

    #[test]
    fn no_place_in_any_script_splits_a_character() {
        for character in ["é", "明", "🦊", "ก"] {
            for length in 180..260 {
                let text = format!("{}fox{}", character.repeat(length), character.repeat(300));
                assert!(!snippet(&text, &[("fox".to_owned(), true)]).is_empty());
            }
        }
    }
}
