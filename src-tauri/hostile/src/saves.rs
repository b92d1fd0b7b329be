//! Articles that are saved under attack, each known by its number, and how to tell afterwards
//! that one that was acknowledged is all there.

use backfile_archive::{
    Act, Archive, Capture, Media, MediaName, NewEntry, PageRecord, Result, SlotState,
};
use backfile_article::{
    ArticleId, Block, Extraction, HowTaken, PageKind, Picture, Sha256, Timestamp, VersionId,
};
use backfile_testkit::Dice;

/// What was acknowledged of one article.
#[derive(Debug, Clone)]
pub(crate) struct Saved {
    pub(crate) number: u64,
    pub(crate) id: ArticleId,
    /// Its text and page, once they were said to be there for good.
    pub(crate) version: Option<(VersionId, Sha256)>,
    /// Its picture, likewise.
    pub(crate) picture: Option<Sha256>,
}

const WORDS: [&str; 12] = [
    "harbour", "ledger", "frost", "lantern", "rope", "ferry", "gull", "keeper", "tide", "bread",
    "chair", "winter",
];

/// The text of an article, which is like no other's.
pub(crate) fn text(number: u64) -> Extraction {
    let mut dice = Dice::new(number.wrapping_mul(7919).wrapping_add(3));
    let mut extraction = Extraction::empty(PageKind::Article);
    extraction.title = format!("Account {number} of the harbour");
    extraction.blocks = (0..3 + dice.below(20))
        .map(|_| {
            let words = (0..20 + dice.below(60))
                .map(|_| format!("{}{}", WORDS[dice.below(WORDS.len())], dice.below(1000)));
            let text = words.collect::<Vec<_>>().join(" ");
            Block { html: format!("<p>{text}</p>"), text }
        })
        .collect();
    extraction.word_count = u32::try_from(extraction.text().split_whitespace().count()).unwrap();
    extraction.completeness = 1.0;
    extraction.images = vec![Picture {
        url: format!("https://harbour.example/{number}.png"),
        alt: None,
        caption: None,
        credit: None,
    }];
    extraction
}

fn page(number: u64) -> Vec<u8> {
    let text = text(number);
    let blocks: String = text.blocks.iter().map(|block| block.html.as_str()).collect();
    format!("<!doctype html><title>{}</title><article>{blocks}</article>", text.title).into_bytes()
}

fn picture(number: u64) -> Vec<u8> {
    let mut dice = Dice::new(number ^ 0xf00d);
    let noise = (0..500 + dice.below(9000)).map(|_| u8::try_from(dice.below(256)).unwrap());
    b"\x89PNG\r\n\x1a\n".iter().copied().chain(noise).collect()
}

fn act() -> Act {
    Act::plain(Timestamp(1_772_625_600_000))
}

fn entry(number: u64) -> NewEntry {
    let url = format!("https://harbour.example/{number}");
    NewEntry {
        requested_url: url.clone(),
        url_key: format!("harbour.example/{number}"),
        url,
        host: "harbour.example".to_owned(),
        domain: "harbour.example".to_owned(),
        saved_at: Timestamp(i64::try_from(number).unwrap()),
        title: None,
        excerpt: None,
        from: None,
        tags: vec![format!("tag{}", number % 5)],
        read_at: None,
        starred_at: None,
        fetch: None,
    }
}

/// Takes a link in, as a save does at first.
pub(crate) fn link(archive: &Archive, number: u64) -> Result<Saved> {
    let mut saved = links(archive, number..number + 1)?;
    Ok(saved.remove(0))
}

/// Keeps its text and page; it is acknowledged when this returns.
pub(crate) fn keep(archive: &Archive, saved: &mut Saved) -> Result<()> {
    let (extraction, bytes) = (text(saved.number), page(saved.number));
    let url = format!("https://harbour.example/{}", saved.number);
    saved.version = Some(archive.write(act(), |writer| {
        let sha256 = writer.put_page(&bytes, "harbour.example")?;
        let page = PageRecord {
            requested_url: url.clone(),
            final_url: url,
            redirects: Vec::new(),
            status: 200,
            headers: Vec::new(),
            peer: None,
            captured_at: Timestamp(1_772_625_600_000),
            media_type: "text/html".to_owned(),
            charset: None,
            sha256,
            bytes: bytes.len() as u64,
            wire_sha256: sha256,
            wire_bytes: bytes.len() as u64,
        };
        let capture = Capture {
            page,
            more_pages: Vec::new(),
            how: HowTaken::Fetched,
            extractor: "hostile 1",
            extraction: &extraction,
            pictures: true,
        };
        Ok((writer.add_version(saved.id, &capture)?.version(), sha256))
    })?);
    Ok(())
}

/// Fills its picture in.
pub(crate) fn depict(archive: &Archive, saved: &mut Saved) -> Result<()> {
    let Some((version, _)) = saved.version else { return Ok(()) };
    let bytes = picture(saved.number);
    let sha256 = archive.blobs().put(&bytes)?;
    let media = Media {
        name: MediaName { sha256, ext: "png".to_owned() },
        bytes: bytes.len() as u64,
        width: None,
        height: None,
    };
    archive.write(act(), |writer| writer.fill_slot(version, 0, &media))?;
    saved.picture = Some(sha256);
    Ok(())
}

/// What of an acknowledged article is not there, or is not as it was.
pub(crate) fn missing(archive: &Archive, saved: &Saved) -> Option<String> {
    let number = saved.number;
    let entry = match archive.read(|reader| reader.entry(saved.id)) {
        Ok(Some(entry)) => entry,
        Ok(None) => return Some(format!("{number}: its entry is lost")),
        Err(error) => return Some(format!("{number}: {error}")),
    };
    let (version, page_name) = saved.version?;
    if entry.version != Some(version) {
        return Some(format!("{number}: its version is lost"));
    }
    let kept = match archive.read(|reader| reader.version(version)) {
        Ok(Some(kept)) => kept,
        Ok(None) => return Some(format!("{number}: its text is lost")),
        Err(error) => return Some(format!("{number}: {error}")),
    };
    if kept.extraction != text(number) {
        return Some(format!("{number}: its text is another"));
    }
    if archive.blobs().get(&page_name).ok().flatten() != Some(page(number)) {
        return Some(format!("{number}: its page is lost"));
    }
    let picture_name = saved.picture?;
    let slot = kept.slots.first().map(|slot| slot.state.clone());
    let named = matches!(slot, Some(SlotState::Kept(media)) if media.name.sha256 == picture_name);
    let held = archive.blobs().get(&picture_name).ok().flatten() == Some(picture(number));
    (!named || !held).then(|| format!("{number}: its picture is lost"))
}

/// Everything that is wrong with an archive: what was acknowledged and is missing, and what its
/// own check finds.
pub(crate) fn wrong(archive: &Archive, saved: &[Saved]) -> Vec<String> {
    let mut wrong: Vec<_> = saved.iter().filter_map(|saved| missing(archive, saved)).collect();
    match archive.verify() {
        Ok(verified) => wrong.extend(
            verified.findings.iter().map(|found| format!("{}: {}", found.code, found.detail)),
        ),
        Err(error) => wrong.push(format!("verify: {error}")),
    }
    wrong
}

/// Takes links in as a list does, in one act.
pub(crate) fn links(archive: &Archive, numbers: std::ops::Range<u64>) -> Result<Vec<Saved>> {
    let entries: Vec<_> = numbers.clone().map(entry).collect();
    let added = archive.write(act(), |writer| writer.add_entries(&entries))?;
    let saved = numbers.zip(added).map(|(number, added)| Saved {
        number,
        id: added.id(),
        version: None,
        picture: None,
    });
    Ok(saved.collect())
}
