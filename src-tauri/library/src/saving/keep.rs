//! Writing what a capture gave: blobs first, then one transaction.

use backfile_archive::{
    ArchiveError, Capture as Captured, Job, Kept, LinkRecord, PageRecord, Readdressed, Writer,
};
use backfile_article::{ArticleId, Extraction, HowTaken, Page};
use backfile_fetch::address;
use url::Url;

use super::{
    progress,
    trouble::{Trouble, link_reason},
};
use crate::{Library, ipc::CommandError, notify::lock, present};

/// An address in the forms that an entry keeps.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    pub(crate) url: String,
    pub(crate) key: String,
    pub(crate) host: String,
    pub(crate) domain: String,
}

impl Address {
    pub(crate) fn of(url: &Url) -> Self {
        let url = address::clean(url);
        let host = url.host_str().unwrap_or_default();
        let domain = address::registrable_domain(host).unwrap_or(host).to_owned();
        Self {
            key: address::key(&url),
            host: host.strip_prefix("www.").unwrap_or(host).to_owned(),
            domain,
            url: url.into(),
        }
    }
}

/// An article that is to be kept.
#[derive(Debug)]
pub(crate) struct Found {
    /// Its pages in order; never empty.
    pub(crate) pages: Vec<Page>,
    /// What cleaning gave.
    pub(crate) extraction: Extraction,
    /// What cleaned it.
    pub(crate) extractor: String,
    /// How it came.
    pub(crate) how: HowTaken,
    /// Whether its pictures are wanted.
    pub(crate) pictures: bool,
}

/// Keeps an article that was fetched. Its version is there for good when this returns.
pub(crate) async fn article(
    library: &Library,
    job: &Job,
    found: Found,
) -> Result<(), CommandError> {
    let (id, job) = (job.article, job.key);
    let archive = library.archive().clone();
    let (bytes, bare) = library
        .write(None, move |writer| {
            let id = settle_address(writer, id, &found.pages[0].final_url, &found.extraction)?;
            add_version(writer, id, &found)?;
            writer.finish_job(job)?;
            let pages: Vec<_> = found.pages.iter().map(|page| page.body_sha256).collect();
            let bytes = progress::bytes_of(archive.blobs(), &pages, &found.extraction);
            let Extraction { images, lead_image, .. } = &found.extraction;
            Ok((bytes, found.pictures && images.is_empty() && lead_image.is_none()))
        })
        .await?;
    let mut space = lock(&library.shared().space);
    space.count_page(bytes);
    if bare {
        // Nobody will fetch its pictures, for it has none.
        space.count_pictures(0);
    }
    Ok(())
}

/// Stores the pages, then the version that names them.
pub(crate) fn add_version(
    writer: &mut Writer<'_>,
    id: ArticleId,
    found: &Found,
) -> Result<Kept, ArchiveError> {
    let records = found
        .pages
        .iter()
        .map(|page| {
            writer
                .put_page(&page.body, &Address::of(&page.final_url).host)
                .map(|_| PageRecord::of(page))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let Some((first, more)) = records.split_first() else {
        return Err(ArchiveError::NotFound("page".to_owned()));
    };
    let capture = Captured {
        page: first.clone(),
        more_pages: more.to_vec(),
        how: found.how,
        extractor: &found.extractor,
        extraction: &found.extraction,
        pictures: found.pictures,
    };
    writer.add_version(id, &capture)
}

/// Gives the entry the address that its page turned out to have; where another entry has that
/// already, the two become one. Gives the entry that goes on.
fn settle_address(
    writer: &mut Writer<'_>,
    id: ArticleId,
    final_url: &Url,
    extraction: &Extraction,
) -> Result<ArticleId, ArchiveError> {
    let canonical = extraction
        .canonical_url
        .as_deref()
        .and_then(|url| Url::parse(url).ok())
        .filter(|url| is_own_name(url, final_url));
    let final_address = Address::of(final_url);
    let chosen = match canonical.map(|url| Address::of(&url)) {
        Some(canonical) if canonical.key != final_address.key => {
            // A site that names one address for all its pages must not make one entry of them.
            let other = writer.by_key(&canonical.key)?.filter(|other| other.id != id);
            let same_title = other.is_none_or(|other| {
                other.title.is_some_and(|title| folded(&title) == folded(&extraction.title))
            });
            if same_title { canonical } else { final_address }
        }
        _ => final_address,
    };
    Ok(match writer.readdress(id, &chosen.url, &chosen.key, &chosen.host)? {
        Readdressed::Changed => id,
        Readdressed::Merged(other) => other,
    })
}

/// Whether a page may call itself by that address: one of its own site, and no front page.
fn is_own_name(canonical: &Url, final_url: &Url) -> bool {
    matches!(canonical.scheme(), "http" | "https")
        && address::same_site(canonical, final_url)
        && (canonical.path().len() > 1 || final_url.path().len() <= 1)
}

fn folded(title: &str) -> String {
    title.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Keeps an entry as link.
pub(crate) async fn link(
    library: &Library,
    id: ArticleId,
    job: Option<&Job>,
    trouble: Trouble,
    page: Option<Page>,
    extraction: Option<Extraction>,
) -> Result<(), CommandError> {
    let job = job.map(|job| job.key);
    let archive = library.archive().clone();
    let (bytes, fetched) = library
        .write(None, move |writer| {
            let page = match page {
                Some(page) => {
                    let site = Address::of(&page.final_url).host;
                    Some((writer.put_page(&page.body, &site)?, page.media_type))
                }
                None => None,
            };
            let bytes = page.as_ref().and_then(|(page, _)| archive.blobs().size(page));
            let said = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
            let (title, excerpt, site) = match extraction {
                Some(extraction) => {
                    (said(Some(extraction.title)), said(extraction.excerpt), said(extraction.site))
                }
                None => (None, None, None),
            };
            let record =
                LinkRecord { trouble: present::stored(&trouble), title, excerpt, site, page };
            writer.set_link(id, &record)?;
            if let Some(key) = job {
                writer.finish_job(key)?;
            }
            Ok((bytes.unwrap_or_default(), job.is_some()))
        })
        .await?;
    if fetched {
        // What is no article has no pictures and is a page of its list all the same.
        let mut space = lock(&library.shared().space);
        space.count_page(bytes);
        space.count_pictures(0);
    }
    Ok(())
}

/// Says on the entry what went wrong, and writes the cause into the log.
pub(crate) async fn failure(
    library: &Library,
    id: ArticleId,
    job: Option<&Job>,
    trouble: Trouble,
) -> Result<(), CommandError> {
    debug_assert!(link_reason(trouble.code).is_none());
    let job = job.map(|job| job.key);
    library
        .write(None, move |writer| {
            let stored = present::stored(&trouble);
            writer.set_failed(id, &stored, &trouble.cause)?;
            if let Some(key) = job {
                writer.finish_job(key)?;
            }
            Ok(())
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_page_names_itself_only_within_its_site_and_never_as_the_front_page() {
        let page = url("https://www.paper.example/news/ferry?id=7");
        for (canonical, is_own) in [
            ("https://paper.example/news/ferry", true),
            ("https://www.paper.example/", false),
            ("https://other.example/news/ferry", false),
            ("ftp://paper.example/news/ferry", false),
        ] {
            assert_eq!(is_own_name(&url(canonical), &page), is_own, "{canonical}");
        }
    }
}
