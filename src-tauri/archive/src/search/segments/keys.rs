//! The keys of a segment's terms: what kind of term, then its text.

/// A word anywhere in an entry, with its places.
pub(super) const WORD: u8 = 0;
/// The column of a text's title, byline and site stand for themselves, plus one.
const COLUMN: u8 = 1;
/// A frequent word, of which it is known whom it stands beside; it has no rows.
const FREQUENT: u8 = 5;
/// Two frequent words side by side, with [`BETWEEN`] them.
const PAIR: u8 = 6;
/// No word has it.
const BETWEEN: u8 = 0;
/// The lengths of texts, as weights.
const LENGTHS: u8 = 8;
/// All words that begin so. The last, for its blocks are apart from those of the others, which
/// go on over it.
const BEGINNING: u8 = 9;

/// The kind of [`LENGTHS`], which has no text.
pub(in crate::search) const OF_LENGTHS: [u8; 1] = [LENGTHS];

/// The key of a word, anywhere or in a column.
pub(in crate::search) fn key_of(word: &str, column: Option<u32>) -> Vec<u8> {
    let kind = column.map_or(WORD, in_column);
    [&[kind], word.as_bytes()].concat()
}

/// The kind of a word in a column.
pub(super) fn in_column(column: u32) -> u8 {
    COLUMN + column as u8
}

/// The key of all words that begin so.
pub(super) fn beginning(begin: &[u8]) -> Vec<u8> {
    [&[BEGINNING], begin].concat()
}

/// The text that the words of such a key begin with.
pub(super) fn beginning_text(key: &[u8]) -> &str {
    key.get(1..).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default()
}

/// The word, of the key of one anywhere.
pub(super) fn word(key: &[u8]) -> Option<&[u8]> {
    key.split_first().filter(|(kind, _)| **kind == WORD).map(|(_, word)| word)
}

/// The key that names a frequent word.
pub(in crate::search) fn frequent(word: &[u8]) -> Vec<u8> {
    [&[FREQUENT], word].concat()
}

/// The frequent word that a key names.
pub(super) fn frequent_word(key: &[u8]) -> Option<&[u8]> {
    key.split_first().filter(|(kind, _)| **kind == FREQUENT).map(|(_, word)| word)
}

/// The key of two words side by side.
pub(in crate::search) fn pair(one: &[u8], other: &[u8]) -> Vec<u8> {
    [&[PAIR], one, &[BETWEEN], other].concat()
}

/// Whether the key is one of two words.
pub(super) fn is_pair(key: &[u8]) -> bool {
    key.first() == Some(&PAIR)
}

/// The words of a pair, of its key.
pub(super) fn words_of_pair(key: &[u8]) -> Option<[&[u8]; 2]> {
    let (_, words) = key.split_first().filter(|(kind, _)| **kind == PAIR)?;
    let at = words.iter().position(|byte| *byte == BETWEEN)?;
    Some([&words[..at], &words[at + 1..]])
}

/// Whether the key is one of a beginning.
pub(super) fn is_beginning(key: &[u8]) -> bool {
    key.first() == Some(&BEGINNING)
}

/// Whether it is known where a term of that key stands.
pub(super) fn has_places(key: &[u8]) -> bool {
    key.first() == Some(&WORD)
}
