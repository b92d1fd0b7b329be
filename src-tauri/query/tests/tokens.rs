//! What tokens are made of a text, and where each stands.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "these are tests")]

use backfile_query::tokens::{Kind, STEM_MARK, Stemmer, each_token, tokens, wanted};
use proptest::prelude::*;

/// The words of a text as they are counted, without what stands beside them.
fn words(text: &str) -> Vec<String> {
    let primary = |kind| matches!(kind, Kind::Word | Kind::Pair | Kind::Last);
    tokens(text, None).into_iter().filter(|token| primary(token.3)).map(|token| token.0).collect()
}

/// Every token: positions apart by a space, tokens of one position by a bar.
fn stream(text: &str) -> String {
    let mut shown = String::new();
    let mut before = None;
    for (token, _, position, _) in tokens(text, None) {
        match before {
            Some(before) if before == position => shown.push('|'),
            Some(_) => shown.push(' '),
            None => {}
        }
        shown.push_str(&token);
        before = Some(position);
    }
    shown
}

#[test]
fn words_are_folded_and_cut_at_signs() {
    let cases: [(&str, &[&str]); 13] = [
        ("The Quick-brown fox!", &["the", "quick", "brown", "fox"]),
        ("Café ÉTÉ naïve", &["cafe", "ete", "naive"]),
        ("cafe\u{301}", &["cafe"]),
        ("Straße Đà Łódź Smørrebrød", &["strasse", "da", "lodz", "smorrebrod"]),
        ("ẵ ﬁn Ａ①", &["a", "fin", "a1"]),
        ("Йод ёлка їжак", &["йод", "елка", "їжак"]),
        ("ΣΊΣΥΦΟΣ", &["σισυφοσ"]),
        ("हिन्दी", &["हिन्दी"]),
        ("كِتَابٌ أحمد", &["كتاب", "احمد"]),
        ("שָׁלוֹם", &["שלום"]),
        ("co\u{ad}operate", &["cooperate"]),
        ("km²", &["km2"]),
        ("", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(words(text), expected, "{text}");
    }
}

#[test]
fn scripts_without_spaces_give_pairs_and_their_last_character() {
    let cases: [(&str, &[&str]); 12] = [
        ("明天见", &["明天", "天见", "见"]),
        ("明", &["明"]),
        ("AI時代", &["ai", "時代", "代"]),
        ("한국어 책", &["한국", "국어", "어", "책"]),
        ("ｶﾒﾗ", &["カメ", "メラ", "ラ"]),
        // Marks go with their character, however they are written.
        ("ｶﾞｽ ガス ガス", &["ガス", "ス", "ガス", "ス", "ガス", "ス"]),
        ("한국", &["한국", "국"]),
        ("น้ำ ที่นี่", &["น\u{e49}\u{e4d}\u{e32}", "ที่นี่", "นี่"]),
        ("ນ້ຳໃຈ", &["ນ\u{ec9}\u{ecd}\u{eb2}ໃ", "ໃຈ", "ຈ"]),
        ("ខ្មែរ", &["ខ្មែរ", "រ"]),
        ("မြန်မာ", &["မြန်", "န်မာ", "မာ"]),
        // A place to break the line is no end of a word.
        ("ភា\u{200b}សា", &["ភាសា", "សា"]),
    ];
    for (text, expected) in cases {
        assert_eq!(words(text), expected, "{text}");
    }
}

#[test]
fn what_is_joined_stands_whole_and_in_parts() {
    let cases = [
        ("a well-known man", "a well|wellknown known man"),
        ("don't", "dont|don|t"),
        ("l’homme l'île-de-France", "lhomme|l|homme lile|l|ile|liledefrance de france"),
        ("rock 'n' roll", "rock n roll"),
        ("м’ята обʼєкт", "мята|м|ята обєкт|об|єкт"),
        ("צה\"ל צה״ל", "צהל|צה|ל צהל|צה|ל"),
        ("col·lega", "collega|col|lega"),
        ("می\u{200c}خواهم", "مي|ميخواهم خواهم"),
        ("state-of-the-art", "state|stateoftheart of the art"),
        ("a-b-c-d-e-f", "a b c d e f"),
        ("AT&T", "at|att t"),
        ("COVID-19", "covid|covid19 19"),
        // Abbreviations.
        ("U.S.A. e.g. J.R.R. Tolkien", "usa eg jrr tolkien"),
        ("Ph.D", "ph|phd d"),
        // Numbers.
        ("1,234,567 people", "1234567|1|234|567 people"),
        ("1.234.567 1 234 567", "1234567|1|234|567 1 234 567"),
        ("1\u{202f}234\u{a0}567 1'234’567", "1234567|1|234|567 1234567|1|234|567"),
        ("12,34,567", "1234567|12|34|567"),
        ("1,234.56 1.234,56", "1234.56|1|234|56 1234.56|1|234|56"),
        ("1,234 0,234", "1234|1.234|1|234 0.234|0|234"),
        ("3.5 km, 3,14", "3.5|3|5 km 3.14|3|14"),
        ("2024-05-06 6.5.2024 1.2.3 192.168.0.1", "2024 05 06 6 5 2024 1 2 3 192 168 0 1"),
        ("page 5\u{a0}of 12", "page 5 of 12"),
        ("٣٫٥ ١٬٢٣٤", "3.5|3|5 1234|1.234|1|234"),
        ("12:30, 1990s", "12 30 1990s"),
        // Addresses.
        ("https://www.example.org/a-b?x=1", "https www|wwwexampleorg example org a|ab b x 1"),
        ("ada.brandt@example.org", "ada|adabrandt brandt example|exampleorg org"),
        // Signs.
        ("#ClimateAction @ada_b", "climateaction|climate|action|#climateaction ada|adab|@adab b"),
        ("#a-b &#39; x#y #1", "a|#a b 39 x y 1"),
        ("C++ and C# not F", "c|c++ and c|c# not f"),
        ("C#x", "c x"),
        // A letter of which nothing is left.
        ("a ﹰ b", "a b"),
        // Programs.
        (
            "parseQuery HTTPServer XMLHttpRequest",
            "parsequery|parse|query \
          httpserver|http|server xmlhttprequest|xml|http|request",
        ),
        ("max_width __init__ URLs iPhone", "max|maxwidth width init urls iphone|i|phone"),
        ("McDonald's ΑλφαΒήτα", "mcdonalds|mcdonald|mc|donald|s αλφαβητα|αλφα|βητα"),
    ];
    for (text, expected) in cases {
        assert_eq!(stream(text), expected, "{text}");
    }
}

#[test]
fn a_token_knows_its_place() {
    let text = "Ein Café l’Été, 明天见 #Tag_x well-known C++ 1,234 (ende)";
    for (token, range, _, kind) in tokens(text, None) {
        let piece = &text[range.clone()];
        let again: Vec<String> = tokens(piece, None).into_iter().map(|token| token.0).collect();
        assert!(again.contains(&token), "{token} {kind:?} is not in {piece}");
    }
}

#[test]
fn what_is_asked_may_be_written_in_several_ways() {
    let cases: [(&str, &[&str]); 19] = [
        ("明", &["明*"]),
        ("明天", &["明天"]),
        ("明天见", &["明天 天见"]),
        ("明天 news", &["明天 天 news"]),
        ("news 明", &["news 明*"]),
        ("…", &[]),
        ("e-mail", &["e mail", "email"]),
        ("the e-mail of", &["the e mail of", "the email of"]),
        ("don't panic", &["dont panic"]),
        ("l'île-de-France", &["lile de france", "liledefrance"]),
        ("1,234", &["1234", "1.234"]),
        ("1,234,567", &["1234567"]),
        ("2024-05-06", &["2024 05 06"]),
        ("U.S.", &["us"]),
        ("#ClimateAction now", &["#climateaction now"]),
        ("@ada_b", &["@adab"]),
        ("C++", &["c++"]),
        ("parseQuery", &["parsequery"]),
        ("ada@example.org", &["ada example org", "ada exampleorg"]),
    ];
    for (text, expected) in cases {
        let shown: Vec<String> = wanted(text)
            .iter()
            .map(|way| format!("{}{}", way.tokens.join(" "), if way.open { "*" } else { "" }))
            .collect();
        assert_eq!(shown, expected, "{text}");
    }
    assert_eq!(wanted(&"a-b ".repeat(20)).len(), 8);
}

#[test]
fn stems_stand_beside_words_and_are_marked() {
    let stems = |language: &str, text: &str| {
        let stemmer = Stemmer::for_language(language).unwrap();
        let all = tokens(text, Some(&stemmer));
        let bare: Vec<_> = all.iter().filter(|token| token.3 != Kind::Stem).cloned().collect();
        assert_eq!(bare, tokens(text, None), "stems hide nothing");
        let stems = all.into_iter().filter(|token| token.3 == Kind::Stem).map(|token| token.0);
        stems.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(stems("en-GB", "Ferries ran, the ferry's crew jumped"), "~ferri ~ferri ~jump");
    assert_eq!(stems("fr", "mangées l'écoles"), "~mang ~ecol");
    assert_eq!(stems("de", "Häuser Straßen 1,234"), "~haus ~strass");
    assert_eq!(stems("ru", "корабли"), "~корабл");
    assert!(Stemmer::for_language("ja").is_none());
    // Every language that has rules makes them without harm of anything.
    for code in ["ar", "da", "el", "es", "fi", "hu", "it", "nb", "nl", "pt", "ro", "sv", "ta", "tr"]
    {
        let stemmer = Stemmer::for_language(code).unwrap();
        let text = "Ferries 명 明天 étés ΑΒΓΔΕΖ العربية தமிழ் İstanbul'da";
        assert!(tokens(text, Some(&stemmer)).len() > 8);
    }
    let english = Stemmer::for_language("en").unwrap();
    assert_eq!(english.forms("Ferries"), ["~ferri", "ferri"]);
    assert_eq!(english.forms("jumping"), ["~jump", "jump"]);
    assert_eq!(english.forms("jump"), ["~jump"]);
}

#[test]
fn other_forms_are_found_among_the_words_of_an_index() {
    let cases: [(&str, &str, &[&str], &[&str]); 6] = [
        (
            "en",
            "ferries",
            &["fern", "ferret", "ferried", "ferries", "ferry"],
            &["ferried", "ferry"],
        ),
        (
            "en",
            "Jumping",
            &["jump", "jumped", "jumper", "jumps", "june"],
            &["jump", "jumped", "jumps"],
        ),
        ("de", "Häuser", &["haus", "hause", "hauser", "haut"], &["haus", "hause"]),
        ("fr", "écoles", &["ecole", "ecoles", "ecolier"], &["ecole"]),
        ("ru", "корабль", &["корабли", "корабль", "короб"], &["корабли"]),
        ("en", "at", &["at", "ate"], &[]),
    ];
    for (language, word, terms, expected) in cases {
        let stemmer = Stemmer::for_language(language).unwrap();
        let near = stemmer.relatives(word, terms, 100);
        assert!(near.complete);
        assert_eq!(near.words, expected, "{language} {word}");
    }
    let english = Stemmer::for_language("en").unwrap();
    assert!(!english.relatives("jumps", ["jump", "jumped"].as_slice(), 1).complete);
}

proptest! {
    #[test]
    fn any_text_gives_tokens_in_order_that_lie_in_it(text in prop_oneof![
        "\\PC{0,60}",
        ".{0,60}",
        "([a-cA-C]{0,3}|[0-9]{1,3}|[-_.,'&#@+\"’· \u{a0}\u{200b}\u{200c}]|[明カｶﾞนำ្ខ각가]|[אبé\u{301}ß]){0,40}",
    ]) {
        let english = Stemmer::for_language("en");
        for stemmer in [None, english.as_ref()] {
            let (mut position, mut first) = (0, true);
            each_token(&text, stemmer, |token| {
                let place = text.get(token.start..token.end);
                assert!(place.is_some_and(|place| !place.is_empty()), "{token:?} in {text:?}");
                let next = if first { token.position == 0 } else { token.position == position + 1 };
                assert!(next || token.position == position, "{token:?} in {text:?}");
                assert!(!token.text.is_empty() && token.text.len() < 4000, "{token:?}");
                assert!(!token.text.contains([' ', '"', '\0']), "{token:?} in {text:?}");
                assert_eq!(token.text.starts_with(STEM_MARK), token.kind == Kind::Stem);
                (position, first) = (token.position, false);
                true
            });
        }
        for way in wanted(&text) {
            prop_assert!(!way.tokens.is_empty());
        }
    }

    #[test]
    fn a_text_holds_what_is_asked_in_its_own_words(text in "[a-c1-3明天 '.,_-]{1,24}") {
        let stored = tokens(&text, None);
        let at = |position: u32, token: &str| {
            stored.iter().any(|stored| stored.2 == position && stored.0 == token)
        };
        let ways = wanted(&text);
        let found = ways.iter().any(|way| (0..100).any(|start| {
            way.tokens.iter().zip(start..).all(|(token, position)| at(position, token))
        }));
        // The end of what is asked may be open, or be a run that ends there.
        prop_assert!(found || ways.is_empty() || ways.iter().any(|way| way.open), "{ways:?}");
    }
}
