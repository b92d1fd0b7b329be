//! An article for every number, for tests that need many: plain, distinct and quickly made.

const PLACES: [&str; 12] = [
    "Aldermoor",
    "Little Orme",
    "Saltmarket",
    "Pont Street",
    "Oberfell",
    "Skarn Head",
    "Upper Cwm",
    "Kestrel Row",
    "Bramley Lock",
    "Thornhithe",
    "Windle Green",
    "Old Foundry",
];

const THINGS: [&str; 12] = [
    "bridge",
    "bakery",
    "school choir",
    "reading room",
    "weather mast",
    "allotment",
    "tram depot",
    "swimming bath",
    "bell tower",
    "post office",
    "boatyard",
    "orchard",
];

const PEOPLE: [&str; 10] = [
    "Agnes Thorne",
    "Bilal Rahman",
    "Cosima Wirth",
    "Dafydd Pryce",
    "Emeka Obi",
    "Freya Lund",
    "Gita Menon",
    "Hugo Marchetti",
    "Ines Carvalho",
    "Jonah Reed",
];

const SENTENCES: [&str; 16] = [
    "The plan was drawn up by the people who will have to live with it.",
    "Nobody at the meeting could say when the lock had last been oiled.",
    "It is a small thing, but it is the kind of small thing that a town is made of.",
    "The council expects a decision before the first frost.",
    "Those who came early were given soup, and those who came late were given the reasons.",
    "A model in cardboard stands in the window of the chemist's shop.",
    "The cost is put at a little less than a new roof and a little more than a fete.",
    "Several letters were read out, among them one from a boy of nine who wanted a slide.",
    "The older residents remember a time when the whole street could hear the hour.",
    "An engineer measured the walls twice and shook her head only once.",
    "There was applause, then a long silence, then a question about parking.",
    "The work could begin in April, if the swallows have not come by then.",
    "What happens to the sign above the door has been left to a second meeting.",
    "It rained on the day of the count, as it has rained on every day of every count.",
    "The treasurer has kept the books in green ink for thirty years and sees no reason to stop.",
    "For now the gate stays open, and so does the argument.",
];

/// The page of story number `number`; the same number is always the same page.
#[must_use]
pub fn story(number: u64) -> String {
    // A multiplicative step spreads neighbouring numbers over the lists.
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5bf0_3635;
    let mut pick = |count: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % 1_000_003).unwrap_or_default() % count
    };
    let (place, thing, person) =
        (PLACES[pick(PLACES.len())], THINGS[pick(THINGS.len())], PEOPLE[pick(PEOPLE.len())]);
    let (month, day) = (pick(11) + 1, pick(28) + 1);
    let mut paragraphs = format!(
        "<p>The {thing} at {place} is to stay, after a vote that surprised even those who had \
         asked for it. This is story number {number}, and it is told here from the beginning.</p>"
    );
    for _ in 0..7 {
        let mut words: Vec<&str> = Vec::new();
        while words.len() < 4 {
            let sentence = SENTENCES[pick(SENTENCES.len())];
            if !words.contains(&sentence) {
                words.push(sentence);
            }
        }
        paragraphs.push_str(&format!("<p>{}</p>\n", words.join(" ")));
    }
    paragraphs.push_str(&format!(
        "<p>“I only came to listen,” said {person}, who is now the chair of the committee.</p>"
    ));
    let title = format!("The {thing} at {place} is to stay ({number})");
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} - The \
         Gazette</title><meta property=\"og:site_name\" content=\"The Gazette\">\
         <meta property=\"og:title\" content=\"{title}\"><meta name=\"author\" content=\"{person}\">\
         <meta property=\"article:published_time\" content=\"2026-{month:02}-{day:02}T07:00:00Z\">\
         </head><body><nav><a href=\"{{{{base}}}}/\">Home</a> <a href=\"{{{{base}}}}/town\">Town</a>\
         </nav><main><article><h1>{title}</h1><p class=\"byline\">By {person}</p>\n{paragraphs}\
         </article></main><footer>The Gazette 2026</footer></body></html>"
    )
}
