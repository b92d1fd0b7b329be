//! Apple's binary property lists, as far as `.webloc` and `.webarchive` need them.
//!
//! Only the asked for keys are followed, by their place in the file: nothing is recursive, so
//! a list nested a million deep costs nothing.

/// A binary property list in memory.
pub(crate) struct Binary<'a> {
    bytes: &'a [u8],
    table: usize,
    count: usize,
    offset_size: usize,
    ref_size: usize,
    top: usize,
}

/// A dictionary, as places of its keys and values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dict {
    start: usize,
    count: usize,
}

impl<'a> Binary<'a> {
    /// Reads the trailer: the last 32 bytes say where everything is.
    pub(crate) fn open(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(b"bplist0") {
            return None;
        }
        let trailer = bytes.get(bytes.len().checked_sub(32)?..)?;
        let list = Self {
            bytes,
            offset_size: usize::from(trailer[6]),
            ref_size: usize::from(trailer[7]),
            count: number(&trailer[8..16])?,
            top: number(&trailer[16..24])?,
            table: number(&trailer[24..32])?,
        };
        let sizes = (1..=8).contains(&list.offset_size) && (1..=8).contains(&list.ref_size);
        (sizes && list.count <= bytes.len() && list.table < bytes.len()).then_some(list)
    }

    /// The dictionary at the top.
    pub(crate) fn top(&self) -> Option<Dict> {
        self.dict(self.object(self.top)?)
    }

    /// The dictionary under a key.
    pub(crate) fn dict_at(&self, dict: Dict, key: &str) -> Option<Dict> {
        self.dict(self.value(dict, key)?)
    }

    /// The text under a key.
    pub(crate) fn text_at(&self, dict: Dict, key: &str) -> Option<String> {
        self.text(self.value(dict, key)?)
    }

    /// The bytes under a key.
    pub(crate) fn data_at(&self, dict: Dict, key: &str) -> Option<&'a [u8]> {
        let (kind, len, start) = self.head(self.value(dict, key)?)?;
        (kind == 0x4).then(|| self.bytes.get(start..start.checked_add(len)?))?
    }

    fn object(&self, index: usize) -> Option<usize> {
        if index >= self.count {
            return None;
        }
        let at = self.table.checked_add(index.checked_mul(self.offset_size)?)?;
        number(self.bytes.get(at..at.checked_add(self.offset_size)?)?)
    }

    /// The kind of the object at a place, its length, and where its content begins.
    fn head(&self, at: usize) -> Option<(u8, usize, usize)> {
        let mark = *self.bytes.get(at)?;
        let (kind, short) = (mark >> 4, usize::from(mark & 0xf));
        if short != 0xf {
            return Some((kind, short, at + 1));
        }
        // The length follows as an integer of its own.
        let size = *self.bytes.get(at + 1)?;
        let width = 1_usize << (size & 0xf).min(3);
        let len = number(self.bytes.get(at + 2..at + 2 + width)?)?;
        Some((kind, len, at + 2 + width))
    }

    fn dict(&self, at: usize) -> Option<Dict> {
        let (kind, count, start) = self.head(at)?;
        (kind == 0xd && count <= self.bytes.len()).then_some(Dict { start, count })
    }

    fn value(&self, dict: Dict, key: &str) -> Option<usize> {
        let reference = |index: usize| {
            let at = dict.start.checked_add(index.checked_mul(self.ref_size)?)?;
            number(self.bytes.get(at..at.checked_add(self.ref_size)?)?)
        };
        let place = (0..dict.count.min(10_000)).find(|index| {
            let name = reference(*index).and_then(|r| self.object(r)).and_then(|at| self.text(at));
            name.as_deref() == Some(key)
        })?;
        self.object(reference(dict.count.checked_add(place)?)?)
    }

    fn text(&self, at: usize) -> Option<String> {
        let (kind, len, start) = self.head(at)?;
        match kind {
            0x5 => {
                let bytes = self.bytes.get(start..start.checked_add(len)?)?;
                Some(String::from_utf8_lossy(bytes).into_owned())
            }
            0x6 => {
                let bytes = self.bytes.get(start..start.checked_add(len.checked_mul(2)?)?)?;
                let units =
                    bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
                Some(char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect())
            }
            _ => None,
        }
    }
}

fn number(bytes: &[u8]) -> Option<usize> {
    let mut value = 0_u64;
    for byte in bytes {
        value = value.checked_mul(256)? + u64::from(*byte);
    }
    usize::try_from(value).ok()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Writes a dictionary of texts and data, one level of dictionaries within.
    pub(crate) fn write(entries: &[(&str, &[u8], bool)]) -> Vec<u8> {
        let mut out = b"bplist00".to_vec();
        let mut offsets = vec![out.len()];
        out.push(0xd0 | u8::try_from(entries.len()).unwrap());
        let count = u8::try_from(entries.len()).unwrap();
        out.extend((0..count).map(|index| 1 + index));
        out.extend((0..count).map(|index| 1 + count + index));
        let mut object = |kind: u8, bytes: &[u8]| {
            offsets.push(out.len());
            if bytes.len() < 15 {
                out.push(kind << 4 | u8::try_from(bytes.len()).unwrap());
            } else {
                out.push(kind << 4 | 0xf);
                out.push(0x11);
                out.extend(u16::try_from(bytes.len()).unwrap().to_be_bytes());
            }
            out.extend(bytes);
        };
        for (key, _, _) in entries {
            object(0x5, key.as_bytes());
        }
        for (_, value, data) in entries {
            object(if *data { 0x4 } else { 0x5 }, value);
        }
        let table = out.len() as u64;
        for offset in &offsets {
            out.extend(u16::try_from(*offset).unwrap().to_be_bytes());
        }
        out.extend([0, 0, 0, 0, 0, 0, 2, 1]);
        out.extend((offsets.len() as u64).to_be_bytes());
        out.extend(0_u64.to_be_bytes());
        out.extend(table.to_be_bytes());
        out
    }

    #[test]
    fn a_written_dictionary_is_read() {
        let bytes =
            write(&[("URL", b"https://example.org/a-long-address", false), ("d", b"xy", true)]);
        let list = Binary::open(&bytes).unwrap();
        let top = list.top().unwrap();
        assert_eq!(list.text_at(top, "URL").unwrap(), "https://example.org/a-long-address");
        assert_eq!(list.data_at(top, "d").unwrap(), b"xy");
        assert_eq!(list.text_at(top, "none"), None);
        assert!(list.dict_at(top, "d").is_none());
    }

    #[test]
    fn no_damage_panics() {
        let whole = write(&[("URL", b"https://example.org/", false)]);
        for at in 0..whole.len() {
            for value in [0, 0x0f, 0x5f, 0xd1, 0xff] {
                let mut bytes = whole.clone();
                bytes[at] = value;
                let text = Binary::open(&bytes).and_then(|list| list.text_at(list.top()?, "URL"));
                assert!(text.is_none_or(|text| text.len() <= bytes.len() * 3));
            }
        }
    }
}
