//! In twenty languages: what must be found by a query, and what must not. The sentences are our
//! own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "these are tests")]

use backfile_query::{
    Node, parse,
    tokens::{Stemmer, tokens, wanted},
};

/// A language, a text, queries that find it, and queries that do not.
struct Case {
    language: &'static str,
    text: &'static str,
    hits: &'static [&'static str],
    misses: &'static [&'static str],
}

const CASES: &[Case] = &[
    Case {
        language: "en",
        text: "The lighthouse keeper's e-mail said the well-known ferries don't run; 1,250 waited.",
        hits: &[
            "LIGHTHOUSE",
            "keeper",
            "keepers",
            "email",
            "e-mail",
            "wellknown",
            "\"well known\"",
            "dont",
            "don't",
            "1250",
            "1,250",
            "\"ferries don't run\"",
            "light*",
            "keep* wait*",
        ],
        misses: &["light", "house", "mails", "125", "250000", "\"known well\"", "ferry", "ru"],
    },
    Case {
        language: "de",
        text: "Die Straße zum Fährhafen war für 3,5 Stunden gesperrt, sagte Jörg Weiß-Öztürk.",
        hits: &[
            "strasse",
            "STRASSE",
            "fahrhafen",
            "Fährhafen",
            "fur",
            "3,5",
            "3.5",
            "weiss",
            "ozturk",
            "\"weiß öztürk\"",
            "weiß-öztürk",
            "fähr*",
        ],
        misses: &["hafen", "35", "strase", "\"öztürk weiß\"", "faehrhafen"],
    },
    Case {
        language: "fr",
        text: "L'été dernier, l’homme d’à côté a vendu son cœur d'artichaut à 1\u{202f}200 élèves.",
        hits: &[
            "ete",
            "été",
            "l'été",
            "homme",
            "lhomme",
            "\"l'homme d'à côté\"",
            "coeur",
            "cœur",
            "artichaut",
            "1200",
            "eleves",
            "ÉLÈVES",
        ],
        misses: &["hommes", "cur", "eleve", "\"artichaut cœur\"", "12"],
    },
    Case {
        language: "es",
        text: "Mañana los pingüinos cruzarán el río Duero, según el señor Núñez.",
        hits: &["manana", "mañana", "PINGÜINOS", "pinguinos", "cruzaran", "rio", "senor nunez"],
        misses: &["pinguino", "ano", "\"duero río\""],
    },
    Case {
        language: "pt",
        text: "A fundação não paga pensões; o guarda-chuva ficou em São João.",
        hits: &[
            "fundacao",
            "nao",
            "pensoes",
            "guarda-chuva",
            "guardachuva",
            "\"guarda chuva\"",
            "\"sao joao\"",
        ],
        misses: &["fundacoes", "pensao", "\"chuva guarda\""],
    },
    Case {
        language: "it",
        text: "Perché l'acqua dell'Arno è così alta? Un po' di pioggia, 2.500 litri.",
        hits: &["perche", "acqua", "l'acqua", "arno", "dell'arno", "cosi", "po", "2500", "2.500"],
        misses: &["dell'acqua", "acque", "25", "litro"],
    },
    Case {
        language: "nl",
        text: "De ĳsvogel zat 's avonds op het zee-egelbed bij Scheveningen; geen coördinatie.",
        hits: &["ijsvogel", "avonds", "zee-egelbed", "zeeegelbed", "egelbed", "coordinatie"],
        misses: &["vogel", "avond", "coord"],
    },
    Case {
        language: "sv",
        text: "Ångbåten från Malmö körde över isen med öl åt Åsa.",
        hits: &["angbaten", "ÅNGBÅTEN", "malmo", "korde", "ol", "asa", "över"],
        misses: &["bat", "malm", "oe"],
    },
    Case {
        language: "da",
        text: "Smørrebrød på Ærø: bøgerne er gået tabt, siger Søren.",
        hits: &["smorrebrod", "aero", "ærø", "bogerne", "gaet", "soren"],
        misses: &["brod", "ærøs", "bog"],
    },
    Case {
        language: "pl",
        text: "Żółw z Łodzi zjadł gęś; źródło milczy.",
        hits: &["zolw", "lodzi", "ŁODZI", "zjadl", "ges", "zrodlo"],
        misses: &["zol", "lodz", "zrodla"],
    },
    Case {
        language: "tr",
        text: "İstanbul'da ışık söndü; DİYARBAKIR'ın çocukları güldü.",
        hits: &[
            "istanbul",
            "istanbul'da",
            "isik",
            "ışık",
            "IŞIK",
            "diyarbakir",
            "Diyarbakır",
            "cocuklari",
            "guldu",
        ],
        misses: &["istanbu", "cocuk", "bakır"],
    },
    Case {
        language: "vi",
        text: "Đường phố Đà Nẵng vắng vẻ sau cơn bão số 9.",
        hits: &["duong", "đường", "\"da nang\"", "ĐÀ NẴNG", "con bao", "9"],
        misses: &["\"nang da\"", "ang", "baos"],
    },
    Case {
        language: "ru",
        text: "Ёлка стояла у маяка, а 1\u{a0}250 кораблей ушли в Йошкар-Олу.",
        hits: &[
            "елка",
            "ёлка",
            "ЁЛКА",
            "маяка",
            "1250",
            "йошкар-олу",
            "йошкаролу",
            "олу",
            "кораб*",
        ],
        misses: &["иошкар", "маяк", "корабль", "елк"],
    },
    Case {
        language: "uk",
        text: "М’ята росла біля об'єкта в Києві, їжак спав.",
        hits: &["м'ята", "мята", "м’ята", "об’єкта", "києві", "їжак"],
        misses: &["іжак", "мят", "объекта"],
    },
    Case {
        language: "el",
        text: "Ο Σίσυφος έσπρωχνε την ΠΈΤΡΑ, λέει ο φύλακας.",
        hits: &["σισυφοσ", "Σίσυφος", "ΣΙΣΥΦΟΣ", "πετρα", "πέτρα", "φυλακας"],
        misses: &["σισυφο", "πετρες"],
    },
    Case {
        language: "ar",
        text: "قَرَأَ أحمد الكِتاب في مكتبة القاهرة سنة ٢٠٢٤، وإلى اليسار مبنى.",
        hits: &[
            "قرا",
            "احمد",
            "أحمد",
            "الكتاب",
            "مكتبه",
            "القاهرة",
            "2024",
            "٢٠٢٤",
            "مبني",
            "والي",
        ],
        misses: &["كتاب", "202", "محمد"],
    },
    Case {
        language: "fa",
        text: "کتاب‌های علی را می‌خواهم؛ سال ۱۴۰۳ بود.",
        hits: &["کتاب", "كتاب", "کتابهای", "\"کتاب های\"", "علی", "علي", "می‌خواهم", "1403"],
        misses: &["کتا", "خواه", "140"],
    },
    Case {
        language: "he",
        text: "דובר צה\"ל אמר: הַסִּפְרִיָּה נסגרה בת״א.",
        hits: &["צה\"ל", "צה״ל", "צהל", "הספריה", "הַסִּפְרִיָּה", "ת\"א OR בת״א", "בתא"],
        misses: &["ספריה", "צהלה"],
    },
    Case {
        language: "hi",
        text: "हिन्दी किताबें पुस्तकालय में २५ हैं।",
        hits: &["हिन्दी", "किताबें", "पुस्तकालय", "25", "२५", "पुस्त*"],
        misses: &["हिन्द", "किताब", "2"],
    },
    Case {
        language: "th",
        text: "ผู้เฝ้าประภาคารนับเรือทุกคืนที่น้ำลึก ๒๕ เมตร",
        hits: &["ประภาคาร", "เรือ", "นับเรือ", "น้ำ", "คืน", "25", "\"ประภาคาร\"", "ผู้"],
        misses: &["ประภาคน", "เรือน", "รถ", "26"],
    },
    Case {
        language: "lo",
        text: "ຄົນເຝົ້າປະພາຄານນັບເຮືອທຸກຄືນ",
        hits: &["ປະພາຄານ", "ເຮືອ", "ຄືນ", "ຄົນ"],
        misses: &["ເຮືອນ", "ລົດ"],
    },
    Case {
        language: "km",
        text: "អ្នកយាម\u{200b}ប៉ម\u{200b}ភ្លើង\u{200b}រាប់\u{200b}នាវា\u{200b}រាល់យប់",
        hits: &["ភ្លើង", "ប៉មភ្លើង", "នាវា", "យប់", "អ្នកយាម"],
        misses: &["ភ្លេង", "រថយន្ត"],
    },
    Case {
        language: "my",
        text: "မီးပြတိုက်စောင့်သူသည် ညတိုင်း သင်္ဘောများကို ရေတွက်သည်။",
        hits: &["မီးပြတိုက်", "သင်္ဘော", "ညတိုင်း", "ရေ"],
        misses: &["ကား", "မီးရထား"],
    },
    Case {
        language: "zh",
        text: "灯塔看守人每天晚上数船，共１２艘。AI时代的《明天见》。",
        hits: &[
            "灯塔",
            "看守",
            "塔看",
            "船",
            "12",
            "ai",
            "时代",
            "明天见",
            "\"每天晚上\"",
            "灯",
            "AI时代",
        ],
        misses: &["塔灯", "晚天", "车", "天明", "1"],
    },
    Case {
        language: "ja",
        text: "灯台守はｶﾒﾗとガスランプを持って、サーバーのそばで夜に船を数える。",
        hits: &[
            "灯台守",
            "灯台",
            "カメラ",
            "ｶﾒﾗ",
            "ガス",
            "ガス",
            "ランプ",
            "サーバー",
            "数える",
            "夜",
        ],
        misses: &["カヌー", "カス", "台灯", "朝"],
    },
    Case {
        language: "ko",
        text: "등대지기는 매일 밤 도서관에서 책을 읽는다.",
        hits: &["등대", "등대지기", "도서관", "책", "밤", "읽는다", "\"매일 밤\""],
        misses: &["대등", "학교", "\"밤 매일\"", "서점"],
    },
    Case {
        language: "und",
        text: "Run `parseQuery(max_width)` from https://docs.example.org/a-b or mail ada@example.org, \
               #ClimateAction @ada_b, C++ v1.2.3",
        hits: &[
            "parsequery",
            "parseQuery",
            "query",
            "max_width",
            "maxwidth",
            "docs.example.org",
            "example.org",
            "https://docs.example.org/a-b",
            "ada@example.org",
            "#climateaction",
            "climate",
            "climateaction",
            "@ada_b",
            "c++",
            "v1.2.3",
            "\"example org\"",
        ],
        misses: &["#climate", "@ada", "c#", "eve@example.org", "\"org example\"", "123", "sequery"],
    },
];

/// Whether a text holds what a tree asks, told from the tokens alone.
fn holds(text: &str, node: &Node) -> bool {
    let stored = tokens(text, None);
    let words = |words: &str, prefix: bool| {
        wanted(words).iter().any(|way| {
            let last = way.tokens.len() - 1;
            (0..stored.len()).any(|start| {
                let positions = u32::try_from(start).unwrap()..;
                way.tokens.iter().enumerate().zip(positions).all(|((at, token), position)| {
                    let open = at == last && (prefix || way.open);
                    stored.iter().any(|(stored, _, place, _)| {
                        *place == position
                            && (stored == token || (open && stored.starts_with(token.as_str())))
                    })
                })
            })
        })
    };
    match node {
        Node::Word { text, prefix, .. } | Node::Phrase { text, prefix, .. } => words(text, *prefix),
        Node::And(nodes) => nodes.iter().all(|node| holds(text, node)),
        Node::Or(nodes) => nodes.iter().any(|node| holds(text, node)),
        Node::Not(_) | Node::AtLeast(..) | Node::Near { .. } | Node::Field(_) => {
            panic!("not in these queries")
        }
    }
}

#[test]
fn what_must_be_found_is_and_what_must_not_is_not() {
    let mut wrong = Vec::new();
    for case in CASES {
        for (queries, expected) in [(case.hits, true), (case.misses, false)] {
            for query in queries {
                let parsed = parse(query);
                assert_eq!(parsed.problems, [], "{query}");
                if holds(case.text, &parsed.tree.unwrap()) != expected {
                    let should = if expected { "finds" } else { "does not find" };
                    wrong.push(format!("{} {query} {should}", case.language));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(CASES.len() >= 20);
}

#[test]
fn stems_find_other_forms_where_there_are_rules() {
    let cases = [
        ("en", "Two ferries were waiting", "ferry", "waited", "ferret"),
        ("de", "Die Häuser brannten", "Haus", "brannte", "Hase"),
        ("fr", "Les élèves mangeaient", "élève", "manger", "élire"),
        ("es", "Los barcos navegaban", "barco", "navegar", "barro"),
        ("ru", "Корабли уходили", "корабль", "уходила", "короб"),
        ("sv", "Båtarna seglade", "båtar", "segla", "båda"),
    ];
    for (language, text, one, other, not) in cases {
        let stemmer = Stemmer::for_language(language).unwrap();
        let stored: Vec<String> =
            tokens(text, Some(&stemmer)).into_iter().map(|token| token.0).collect();
        let found = |word: &str| stemmer.forms(word).iter().any(|form| stored.contains(form));
        assert!(found(one) && found(other) && !found(not), "{language} {stored:?}");
    }
}
